/**
 * What a call may use up: steps, memory, stack and bytes written, counted alike on all nodes.
 *
 * <p>Begin with {@link io.supervisor.api.meter.Meter}. Who runs code of services opens one; that
 * code itself was changed when it was loaded, so that it pays as it goes. Not for authors of
 * services: their code may not name anything of this package.
 */
@NullMarked
package io.supervisor.api.meter;

import org.jspecify.annotations.NullMarked;

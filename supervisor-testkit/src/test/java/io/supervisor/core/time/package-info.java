/** The time oracle on a chain. */
@NullMarked
package io.supervisor.core.time;

import org.jspecify.annotations.NullMarked;

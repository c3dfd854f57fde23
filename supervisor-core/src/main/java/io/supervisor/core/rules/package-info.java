/**
 * Versions of the rules by which replicated state is decided. Begin with {@link
 * io.supervisor.core.rules.Rules}; what the differences are for stands in {@code
 * docs/departures.md}.
 */
@NullMarked
package io.supervisor.core.rules;

import org.jspecify.annotations.NullMarked;

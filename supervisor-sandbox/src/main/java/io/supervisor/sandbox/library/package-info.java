/**
 * What code of services gets in the place of parts of Java's library: the same for its callers, but
 * counted, and alike on all nodes. Calls are led here when a service is loaded.
 *
 * <p>Begin with {@link io.supervisor.sandbox.library.Weight}, which says what it costs to go
 * through a value. Methods have the names of those that they stand for, and the receiver as their
 * first parameter.
 */
@NullMarked
package io.supervisor.sandbox.library;

import org.jspecify.annotations.NullMarked;

/** The middleware on a chain. */
@NullMarked
package io.supervisor.core.middleware;

import org.jspecify.annotations.NullMarked;

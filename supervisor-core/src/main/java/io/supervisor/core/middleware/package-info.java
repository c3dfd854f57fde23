/**
 * The middleware: calls that are made only if the service is what the caller takes it for, and
 * several calls in one transaction. Source: lifecycle.md section 11. Begin with {@link
 * io.supervisor.core.middleware.MiddlewareArtifact}.
 */
@NullMarked
package io.supervisor.core.middleware;

import org.jspecify.annotations.NullMarked;

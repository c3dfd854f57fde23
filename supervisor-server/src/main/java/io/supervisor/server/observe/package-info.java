/**
 * What operators see of a node: metrics for Prometheus, and the log of events.
 *
 * <p>Begin with {@link io.supervisor.server.observe.Metrics} and {@link
 * io.supervisor.server.observe.EventLog}. Both are written to by any thread and never block for
 * long. Not here: how metrics are fetched ({@code server.http}).
 */
@NullMarked
package io.supervisor.server.observe;

import org.jspecify.annotations.NullMarked;

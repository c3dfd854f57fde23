/**
 * REST and WebSocket as existing clients of Exonum speak them, and metrics and health for the
 * operator. Source: rest.md.
 *
 * <p>Begin with {@link io.supervisor.server.http.HttpServers}. Endpoints are declared in the
 * classes named {@code …Api}; {@link io.supervisor.server.http.Gateway} handles every request,
 * {@link io.supervisor.server.http.Routes} finds its endpoint, {@link
 * io.supervisor.server.http.Problem} is what a refusal looks like. What services answer comes from
 * their declarations of reads: no service has code here. WebSockets are in {@link
 * io.supervisor.server.http.SubscriptionHub}.
 *
 * <p>Handlers run on virtual threads and may block; nothing here runs on the node's thread. Not
 * here: gRPC ({@code server.rpc}), what answers are made of ({@code core.blockchain}).
 */
@NullMarked
package io.supervisor.server.http;

import org.jspecify.annotations.NullMarked;

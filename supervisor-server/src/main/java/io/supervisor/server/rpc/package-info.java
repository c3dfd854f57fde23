/**
 * The gRPC face of a node: messages of {@code supervisor.v1} to records and back, and nowhere else.
 *
 * <p>Begin with {@link io.supervisor.server.rpc.RpcServers}; a service each is in the classes named
 * {@code …Rpc}. Requests are checked in {@link io.supervisor.server.rpc.Requests}, errors become
 * status in {@link io.supervisor.server.rpc.Errors}. Calls run on virtual threads and may block;
 * nothing here runs on the node's thread. Not here: the streams between nodes ({@code
 * server.peer}), what answers are made of ({@code core.blockchain}).
 */
@NullMarked
package io.supervisor.server.rpc;

import org.jspecify.annotations.NullMarked;

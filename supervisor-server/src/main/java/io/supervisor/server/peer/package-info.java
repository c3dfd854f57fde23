/**
 * Streams between nodes: one gRPC stream for each pair over mutual TLS 1.3, pinned to consensus
 * keys. Carries messages without knowing what they say. Begin with {@link
 * io.supervisor.server.peer.PeerNetwork}.
 *
 * <p>What a peer may cost: its own stream, and its share of bounded queues. Whatever it sends that
 * makes no sense ends its stream and nothing else. What somebody may cost who has not shown that he
 * is a peer: one of few connections, for a few seconds, and a few KB.
 */
@NullMarked
package io.supervisor.server.peer;

import org.jspecify.annotations.NullMarked;

/**
 * One node as a deterministic object: consensus, pool, execution, journal and catch-up composed.
 * Inputs go in, effects come out; the server's node thread and the simulator drive the same class.
 *
 * <p>Not here: threads, sockets, clocks. Begin with {@link io.supervisor.core.replica.Replica};
 * what arrives from peers passes {@link io.supervisor.core.replica.PeerGate} first.
 */
@NullMarked
package io.supervisor.core.replica;

import org.jspecify.annotations.NullMarked;

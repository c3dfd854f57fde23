/**
 * The node: the one thread that owns the replica, feeds it inputs and carries out its effects.
 * Begin with {@link io.supervisor.server.node.NodeApi}, what the rest of the server sees of it.
 *
 * <p>Not here: how bytes reach peers ({@code server.peer}), files ({@code server.storage}), what
 * clients see ({@code server.rpc}).
 */
@NullMarked
package io.supervisor.server.node;

import org.jspecify.annotations.NullMarked;

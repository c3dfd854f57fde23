/**
 * Client of a network: transactions, blocks, reads and administration over gRPC. What nodes answer
 * is verified before it is returned, as far as it can be proven; each class says what is not.
 *
 * <p>Begin with {@link io.supervisor.client.SupervisorClient}; administrators of one node also with
 * {@link io.supervisor.client.NodeAdmin}. What went wrong is told by the subclasses of {@link
 * io.supervisor.client.SupervisorException}, one for each thing that a caller can do about it.
 */
@NullMarked
package io.supervisor.client;

import org.jspecify.annotations.NullMarked;

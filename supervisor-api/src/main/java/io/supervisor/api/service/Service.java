package io.supervisor.api.service;

import java.util.List;

/**
 * One instance of a service: what the author of a service implements.
 *
 * <p>All that it decides has to follow from its arguments and from replicated data: no clock, no
 * random numbers, no iteration over hash maps, no state kept in fields from one call to the next.
 * Calls come one at a time, from changing threads; reads come at any time, many at once.
 *
 * <p>A {@link io.supervisor.api.CallException} is a declared failure; anything else thrown is
 * recorded as an unexpected error. Either way the writes of the call are undone, and the node goes
 * on.
 */
public interface Service {
  /** Called once, when the instance is added. A failure refuses the instance. */
  default void initialize(CallContext context, byte[] params) {}

  /** Called when a stopped or frozen instance is resumed. A failure leaves it as it was. */
  default void resume(CallContext context, byte[] params) {}

  /** Methods of all interfaces, the same at every call. */
  List<Method<?>> methods();

  /** Reads that clients may ask for, the same at every call. */
  default List<Read> reads() {
    return List.of();
  }

  /** Called before the transactions of each block while the instance is active. */
  default void beforeTransactions(CallContext context) {}

  /** Called after the transactions of each block while the instance is active. */
  default void afterTransactions(CallContext context) {}

  /** Called after each block is committed, on this node only; not for genesis. */
  default void afterCommit(CommitContext context) {}
}

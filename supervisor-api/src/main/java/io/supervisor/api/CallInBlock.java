package io.supervisor.api;

/** A call of a block that fails or succeeds by itself. Source: wire.md section 1.5. */
public sealed interface CallInBlock {
  /**
   * Call of a transaction.
   *
   * @param index position in the block, from zero
   */
  record Transaction(int index) implements CallInBlock {}

  /** Hook of an instance before the transactions. */
  record BeforeTransactions(InstanceId instance) implements CallInBlock {}

  /** Hook of an instance after the transactions. */
  record AfterTransactions(InstanceId instance) implements CallInBlock {}
}

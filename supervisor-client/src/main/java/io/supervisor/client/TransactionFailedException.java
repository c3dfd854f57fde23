package io.supervisor.client;

import io.supervisor.api.ExecutionError;

/**
 * The transaction was committed, and its execution failed: it changed nothing. To try again, sign
 * another one.
 */
public final class TransactionFailedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  private final transient CommittedTransaction transaction;
  private final transient ExecutionError error;

  TransactionFailedException(CommittedTransaction transaction, ExecutionError error) {
    super(
        "transaction "
            + transaction.hash()
            + " failed: "
            + error.codeText()
            + (error.description().isEmpty() ? "" : ", " + error.description()),
        null);
    this.transaction = transaction;
    this.error = error;
  }

  public CommittedTransaction transaction() {
    return transaction;
  }

  public ExecutionError error() {
    return error;
  }
}

package io.supervisor.api.meter;

/**
 * A call has used up its budget. Its code gets no further step: whatever catches this, the next
 * charge throws again.
 */
public final class BudgetExhausted extends Error {
  private static final long serialVersionUID = 1;

  BudgetExhausted(String message) {
    // No stack trace: this is an ordinary outcome, and it has to be cheap.
    super(message, null, false, false);
  }
}

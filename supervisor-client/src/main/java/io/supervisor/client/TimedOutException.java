package io.supervisor.client;

import io.supervisor.api.Hash;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * There was no answer in time. Whether something was done is not known; everything that this client
 * sends may safely be sent again.
 */
public final class TimedOutException extends SupervisorException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Hash> transaction;

  TimedOutException(String message, Optional<Hash> transaction, @Nullable Throwable cause) {
    super(message, cause);
    this.transaction = transaction;
  }

  /** The transaction that was waited for, which may still be committed. */
  public Optional<Hash> transaction() {
    return transaction;
  }
}

package io.supervisor.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request makes sense, but not in the present state: the instance is stopped, the node is no
 * validator, the name is taken. Change the state first.
 */
public final class RefusedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final transient Map<String, String> details;

  RefusedException(
      String message, String reason, Map<String, String> details, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.details = Map.copyOf(details);
  }

  /** Stable reason, such as {@code TRANSACTION_REFUSED}; empty if the node gave none. */
  public String reason() {
    return reason;
  }

  /**
   * What belongs to the reason: for refused transactions {@code kind} and {@code code} of the
   * execution error.
   */
  public Map<String, String> details() {
    return details;
  }
}

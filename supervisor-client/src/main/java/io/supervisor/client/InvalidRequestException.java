package io.supervisor.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** No node would accept this request. Correct it; {@link #violations} names all that is wrong. */
public final class InvalidRequestException extends SupervisorException {
  private static final long serialVersionUID = 1;

  private final transient List<Violation> violations;

  /** What is wrong with a field of the request. */
  public record Violation(String field, String description) {}

  InvalidRequestException(String message, List<Violation> violations, @Nullable Throwable cause) {
    super(message, cause);
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}

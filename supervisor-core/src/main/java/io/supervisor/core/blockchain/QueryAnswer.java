package io.supervisor.core.blockchain;

import io.supervisor.api.Height;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.Value;
import java.util.List;

/** What comes of a client's question, sorted by what the client can do about it. */
public sealed interface QueryAnswer {
  /**
   * Answer of the service.
   *
   * @param height of the snapshot
   */
  record Answered(Height height, Value value) implements QueryAnswer {}

  /** Nothing of this name: another one, or later. */
  record UnknownInstance(String instance) implements QueryAnswer {}

  /**
   * The instance is there, but its code or data cannot be reached now: later.
   *
   * @param status such as {@code stopped}
   */
  record Unavailable(String instance, String status) implements QueryAnswer {}

  /** The instance answers no such question on this port. */
  record UnknownRead(String instance, String read) implements QueryAnswer {}

  /** Other arguments; all that is wrong at once. */
  record BadArguments(List<Violation> violations) implements QueryAnswer {
    public BadArguments {
      violations = List.copyOf(violations);
    }
  }

  /** The service refuses, and says why. */
  record Refused(ReadException.Reason reason, String title, String detail) implements QueryAnswer {}

  /** The code of the service is at fault: nothing that the client could do. */
  record Failed(String instance, String read, Throwable thrown) implements QueryAnswer {}

  /** One wrong argument: {@code parameter: got, want}. */
  record Violation(String parameter, String description) {}
}

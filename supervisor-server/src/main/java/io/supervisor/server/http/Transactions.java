package io.supervisor.server.http;

import io.supervisor.api.Hash;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.Submission;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;

/** Hands transactions of clients to the node. */
final class Transactions {
  static final String REFUSED = "Failed to add transaction to memory pool";

  private Transactions() {}

  /** What came of it. */
  sealed interface Outcome {
    record Accepted(Hash transaction) implements Outcome {}

    record Refused(Problem problem) implements Outcome {}

    default Hash orElseThrow(Function<Problem, ProblemException> exception) {
      return switch (this) {
        case Accepted(var transaction) -> transaction;
        case Refused(var problem) -> throw exception.apply(problem);
      };
    }
  }

  /**
   * Submits a transaction and waits for the answer of the node. Accepted means that it is in the
   * pool, or was committed before.
   *
   * @param hex of a SignedMessage
   */
  static Outcome submit(NodeApi node, String hex) {
    byte[] message;
    try {
      message = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      return refused(hexFault(hex));
    }
    return switch (Waiting.await(node.submit(message))) {
      case Submission.Accepted(var hash) -> new Outcome.Accepted(hash);
      case Submission.AlreadyPooled(var hash) -> new Outcome.Accepted(hash);
      case Submission.AlreadyCommitted(var hash) -> new Outcome.Accepted(hash);
      case Submission.Refused(_, var error) -> refused(ExecutionValues.text(error));
      case Submission.Malformed(var description) -> refused(description);
      case Submission.Overloaded(var retryAfter) ->
          new Outcome.Refused(
              Problem.of(503, "Transaction pool is full", "Send it again, or to another node")
                  .with("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds()))));
      case Submission.Unavailable(var reason) -> new Outcome.Refused(Waiting.unavailable(reason));
      case Submission.NotValidator(var reason) -> refused(reason);
    };
  }

  private static Outcome refused(String detail) {
    return new Outcome.Refused(Problem.badRequest(REFUSED, detail));
  }

  private static String hexFault(String hex) {
    for (var i = 0; i < hex.length(); i++) {
      if (!HexFormat.isHexDigit(hex.charAt(i))) {
        return String.format(
            Locale.ROOT, "Invalid character '%c' at position %d", hex.charAt(i), i);
      }
    }
    return "Odd number of digits";
  }
}

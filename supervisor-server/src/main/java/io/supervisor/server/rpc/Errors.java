package io.supervisor.server.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.server.node.NodeStoppedException;
import io.supervisor.server.node.Submission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The one place where errors become status. Each carries an ErrorInfo with a stable reason; codes
 * follow what the client does next: UNAVAILABLE and RESOURCE_EXHAUSTED = try again,
 * FAILED_PRECONDITION = the state has to change first, INVALID_ARGUMENT and NOT_FOUND = ask for
 * something else.
 */
public final class Errors {
  /** Domain of all reasons. */
  public static final String DOMAIN = "supervisor.io";

  private Errors() {}

  /** Stable reasons of ErrorInfo. */
  public enum Reason {
    /** Fields of the request are wrong, each named in BadRequest. */
    INVALID_REQUEST,
    /** No message of the method, or none at all. */
    MALFORMED_REQUEST,
    /** Can never be accepted as a transaction. */
    MALFORMED_TRANSACTION,
    /** Refused by the admission rules; kind and code of the execution error in the metadata. */
    TRANSACTION_REFUSED,
    /** No room for transactions now. */
    POOL_FULL,
    /** Too many calls at once. */
    TOO_MANY_CALLS,
    /** Requests and answers of clients take too much memory; those that take the most are ended. */
    TOO_MANY_BYTES,
    /** No request of this method is so long. */
    REQUEST_TOO_LONG,
    /** Too many watchers. */
    TOO_MANY_WATCHERS,
    /** The watcher reads slower than blocks come. */
    WATCHER_TOO_SLOW,
    /** The node is paused or stopping. */
    NODE_UNAVAILABLE,
    /** The node signs nothing with its own key. */
    NOT_A_VALIDATOR,
    BLOCK_NOT_FOUND,
    TRANSACTION_NOT_FOUND,
    INSTANCE_NOT_FOUND,
    READ_NOT_FOUND,
    /** The service says that there is no such thing; its words in the metadata. */
    NOT_FOUND_BY_SERVICE,
    /** The service refuses the question; its words in the metadata. */
    REFUSED_BY_SERVICE,
    /** The instance exists, but answers nothing in its present status. */
    INSTANCE_NOT_ACTIVE,
    DEPLOYMENT_NOT_FOUND,
    MIGRATION_NOT_FOUND,
    ARTIFACT_FILE_NOT_FOUND,
    ARTIFACT_NOT_FOUND,
    /** The name belongs to other bytes. */
    ARTIFACT_FILE_EXISTS,
    /** No service JAR, so that nothing could be deployed from it. */
    ARTIFACT_FILE_INVALID,
    /** The directory of artifacts is full. */
    ARTIFACT_DIRECTORY_FULL,
    /** The call took longer than its deadline or the server's own. */
    TOO_LONG,
    /** A fault of this node; its operator finds the cause by {@code error_id}. */
    INTERNAL
  }

  static StatusRuntimeException invalid(List<BadRequest.FieldViolation> violations) {
    var first = violations.getFirst();
    var message =
        first.getField()
            + ": "
            + first.getDescription()
            + (violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "");
    return exception(
        Code.INVALID_ARGUMENT,
        Reason.INVALID_REQUEST,
        message,
        Map.of(),
        Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()));
  }

  static StatusRuntimeException invalid(BadRequest.FieldViolation violation) {
    return invalid(List.of(violation));
  }

  static StatusRuntimeException invalid(Reason reason, String message) {
    return exception(Code.INVALID_ARGUMENT, reason, message, Map.of());
  }

  static StatusRuntimeException malformed(String message) {
    return invalid(Reason.MALFORMED_REQUEST, message);
  }

  static StatusRuntimeException notFound(Reason reason, String message) {
    return exception(Code.NOT_FOUND, reason, message, Map.of());
  }

  static StatusRuntimeException precondition(Reason reason, String message) {
    return exception(Code.FAILED_PRECONDITION, reason, message, Map.of());
  }

  static StatusRuntimeException alreadyExists(Reason reason, String message) {
    return exception(Code.ALREADY_EXISTS, reason, message, Map.of());
  }

  static StatusRuntimeException exhausted(
      Reason reason, String message, java.time.Duration retryAfter) {
    var delay =
        Duration.newBuilder()
            .setSeconds(retryAfter.getSeconds())
            .setNanos(retryAfter.getNano())
            .build();
    return exception(
        Code.RESOURCE_EXHAUSTED,
        reason,
        message,
        Map.of(),
        Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
  }

  static StatusRuntimeException internal(String errorId) {
    return exception(
        Code.INTERNAL,
        Reason.INTERNAL,
        "This node failed; its operator finds the cause by error_id " + errorId,
        Map.of("error_id", errorId));
  }

  static StatusRuntimeException requestTooLate(java.time.Duration within) {
    return exception(
        Code.DEADLINE_EXCEEDED,
        Reason.TOO_LONG,
        "The request did not come within " + within.toMillis() + " ms",
        Map.of());
  }

  static StatusRuntimeException requestTooLong(int bytesMax) {
    return exception(
        Code.RESOURCE_EXHAUSTED,
        Reason.REQUEST_TOO_LONG,
        "The request is longer than " + bytesMax + " bytes",
        Map.of());
  }

  static StatusRuntimeException tooLong() {
    return exception(Code.DEADLINE_EXCEEDED, Reason.TOO_LONG, "The answer took too long", Map.of());
  }

  private static StatusRuntimeException unavailable(String message) {
    return exception(Code.UNAVAILABLE, Reason.NODE_UNAVAILABLE, message, Map.of());
  }

  static StatusRuntimeException of(QueryAnswer.Refused refusal) {
    var metadata = Map.of("title", refusal.title(), "detail", refusal.detail());
    var message = refusal.title() + ": " + refusal.detail();
    return switch (refusal.reason()) {
      case NOT_FOUND -> exception(Code.NOT_FOUND, Reason.NOT_FOUND_BY_SERVICE, message, metadata);
      case INVALID ->
          exception(Code.INVALID_ARGUMENT, Reason.REFUSED_BY_SERVICE, message, metadata);
    };
  }

  /** Status of a submission that was not accepted. Requires that it was not. */
  static StatusRuntimeException of(Submission refused) {
    return switch (refused) {
      case Submission.Refused(var transaction, var error) ->
          exception(
              Code.FAILED_PRECONDITION,
              Reason.TRANSACTION_REFUSED,
              error.codeText() + ": " + error.description(),
              metadata(error, transaction.toString()));
      case Submission.Malformed(var description) ->
          exception(
              Code.INVALID_ARGUMENT,
              Reason.MALFORMED_TRANSACTION,
              description,
              Map.of(),
              Any.pack(
                  BadRequest.newBuilder()
                      .addFieldViolations(Requests.violation("transaction", description))
                      .build()));
      case Submission.Overloaded(var retryAfter) ->
          exhausted(Reason.POOL_FULL, "The pool of transactions is full", retryAfter);
      case Submission.Unavailable(var reason) -> unavailable(reason);
      case Submission.NotValidator(var reason) -> precondition(Reason.NOT_A_VALIDATOR, reason);
      case Submission.Accepted _, Submission.AlreadyPooled _, Submission.AlreadyCommitted _ ->
          throw new IllegalArgumentException("not refused: " + refused);
    };
  }

  private static Map<String, String> metadata(ExecutionError error, String transaction) {
    return Map.of(
        "transaction_hash",
        transaction,
        "kind",
        error.kind().word(),
        "code",
        Integer.toString(error.code()),
        "description",
        error.description());
  }

  /**
   * What to tell a client of whatever a call threw; empty for faults of ours, which are told as
   * {@link #internal}.
   */
  static Optional<StatusRuntimeException> known(Throwable thrown) {
    return switch (thrown) {
      case StatusRuntimeException e -> Optional.of(e);
      case NodeStoppedException _ -> Optional.of(unavailable("the node is stopping"));
      default -> Optional.empty();
    };
  }

  /** What is inside of the wrappers that futures put around it. */
  static Throwable unwrapped(Throwable thrown) {
    var inner = thrown;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static StatusRuntimeException exception(
      Code code, Reason reason, String message, Map<String, String> metadata, Any... details) {
    return StatusProto.toStatusRuntimeException(status(code, reason, message, metadata, details));
  }

  private static Status status(
      Code code, Reason reason, String message, Map<String, String> metadata, Any... details) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(message)
        .addDetails(
            Any.pack(
                ErrorInfo.newBuilder()
                    .setReason(reason.name())
                    .setDomain(DOMAIN)
                    .putAllMetadata(metadata)
                    .build()))
        .addAllDetails(List.of(details))
        .build();
  }
}

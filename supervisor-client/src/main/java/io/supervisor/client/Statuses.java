package io.supervisor.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one place where gRPC statuses become exceptions. */
final class Statuses {
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

  private Statuses() {}

  static SupervisorException exception(String node, Throwable thrown) {
    return thrown instanceof SupervisorException known
        ? known
        : exception(node, StatusProto.fromThrowable(thrown), thrown);
  }

  /** Outcome of one of many. */
  static SupervisorException exception(String node, com.google.rpc.Status status) {
    return exception(node, status, null);
  }

  private static SupervisorException exception(
      String node,
      com.google.rpc.@org.jspecify.annotations.Nullable Status details,
      @org.jspecify.annotations.Nullable Throwable cause) {
    var status = details == null ? com.google.rpc.Status.getDefaultInstance() : details;
    var told =
        details == null && cause != null
            ? Status.fromThrowable(cause).getCode()
            : Status.fromCodeValue(status.getCode()).getCode();
    var code = isConnectionLost(told, cause) ? Status.Code.UNAVAILABLE : told;
    var message = "node " + node + ": " + text(status, code, cause);
    return switch (code) {
      case UNAVAILABLE, CANCELLED -> new NotConnectedException(message, cause);
      case DEADLINE_EXCEEDED -> new TimedOutException(message, Optional.empty(), cause);
      case RESOURCE_EXHAUSTED -> new OverloadedException(message, retryAfter(status), cause);
      case INVALID_ARGUMENT, OUT_OF_RANGE ->
          new InvalidRequestException(message, violations(status), cause);
      case FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED -> {
        var info = info(status);
        yield new RefusedException(message, info.getReason(), info.getMetadataMap(), cause);
      }
      case NOT_FOUND -> new NotFoundException(message, cause);
      case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED ->
          new NotAuthorisedException(message, cause);
      default -> new NodeFailedException(message, cause);
    };
  }

  /** A race in grpc-java: some connections that end are told as UNKNOWN (its issue 10120). */
  private static boolean isConnectionLost(
      Status.Code code, @org.jspecify.annotations.Nullable Throwable cause) {
    return code == Status.Code.UNKNOWN
        && cause != null
        && cause.getCause() instanceof ClosedChannelException;
  }

  private static String text(
      com.google.rpc.Status status,
      Status.Code code,
      @org.jspecify.annotations.Nullable Throwable cause) {
    if (code == Status.Code.UNAVAILABLE && cause != null && cause.getCause() != null) {
      // Nothing came from the node, and gRPC says no more than "io exception".
      var root = root(cause);
      return root.getMessage() == null
          ? root.toString()
          : root.getMessage().replaceFirst("^\\w+\\(\\.\\.\\) failed[^:]*: ", "");
    }
    if (!status.getMessage().isEmpty()) {
      return status.getMessage();
    }
    var text = cause == null ? null : cause.getMessage();
    return text == null ? code.name() : text;
  }

  private static Throwable root(Throwable thrown) {
    var root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static Duration retryAfter(com.google.rpc.Status status) {
    return detail(status, RetryInfo.class)
        .map(RetryInfo::getRetryDelay)
        .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
        .orElse(DEFAULT_RETRY_AFTER);
  }

  private static List<InvalidRequestException.Violation> violations(com.google.rpc.Status status) {
    return detail(status, BadRequest.class).stream()
        .flatMap(bad -> bad.getFieldViolationsList().stream())
        .map(violation ->
            new InvalidRequestException.Violation(violation.getField(), violation.getDescription()))
        .toList();
  }

  private static ErrorInfo info(com.google.rpc.Status status) {
    return detail(status, ErrorInfo.class).orElse(ErrorInfo.getDefaultInstance());
  }

  private static <M extends Message> Optional<M> detail(
      com.google.rpc.Status status, Class<M> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          // A detail that cannot be read is as good as none: the code decides.
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}

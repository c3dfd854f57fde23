package io.supervisor.server.peer;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.stream.Stream;

/** Why there is no stream to a peer, in words: gRPC itself says no more than "io exception". */
final class StreamProblem {
  private static final String UNTOLD = "io exception";

  private StreamProblem() {}

  /**
   * Says why a stream ended or did not come about.
   *
   * @param where address of the peer
   */
  static String text(Status reason, String where) {
    var causes =
        Stream.<Throwable>iterate(
                reason.getCause(), cause -> cause != null, cause -> cause.getCause())
            .toList();
    var connecting = causes.stream().filter(StreamProblem::isConnecting).findFirst();
    if (connecting.isPresent()) {
      return "cannot connect to " + where + ": " + words(connecting.get());
    }
    return UNTOLD.equals(reason.getDescription()) && !causes.isEmpty()
        ? "lost the connection to " + where + ": " + words(causes.getLast())
        : reason.getCode() + ": " + reason.getDescription();
  }

  private static boolean isConnecting(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException;
  }

  /** Without the system call before, and the address after what went wrong. */
  private static String words(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "unknown host";
    }
    if (cause.getMessage() == null) {
      return cause.getClass().getSimpleName();
    }
    var text =
        cause
            .getMessage()
            .replaceFirst("^\\w+\\(\\.\\.\\) failed[^:]*: ", "")
            .replaceFirst(": [^: ]*/.*$", "");
    return text.isEmpty()
        ? cause.getClass().getSimpleName()
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}

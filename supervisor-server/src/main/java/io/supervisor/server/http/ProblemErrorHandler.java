package io.supervisor.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Says as a problem what the HTTP server itself refuses: requests that are no HTTP, and the like.
 */
final class ProblemErrorHandler extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var status = answered(response.getStatus());
    response.setStatus(status);
    var answer = problem(status, "").answer();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
    return true;
  }

  @Override
  @SuppressWarnings("removal") // Jetty still asks this one about requests that it cannot read.
  public ByteBuffer badMessageError(
      int status, @Nullable String reason, HttpFields.Mutable fields) {
    var answer = problem(status, reason == null ? "" : reason).answer();
    fields.put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    return ByteBuffer.wrap(answer.body());
  }

  /** What is wrong with a request is the client's affair, also a version that we do not speak. */
  private static int answered(int status) {
    return status == 505 ? 400 : status;
  }

  private static Problem problem(int status, String detail) {
    return Problem.of(status, title(status), detail);
  }

  private static String title(int status) {
    return switch (status) {
      case 404 -> "Not found";
      case 408 -> "Request took too long";
      case 413 -> "Request body too large";
      case 414 -> "Request URI too long";
      case 415 -> "Invalid content type";
      case 426 -> "Upgrade required";
      case 431 -> "Request header too large";
      case 501 -> "Not implemented";
      case 503 -> Waiting.UNAVAILABLE;
      default -> status < 500 ? "Bad request" : "Internal error";
    };
  }
}

package io.supervisor.server.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Requests that become WebSockets. */
interface Upgrades {
  boolean handles(String path);

  /**
   * Upgrades a request.
   *
   * @return empty if it became a WebSocket, otherwise what to answer
   */
  Optional<Answer> upgrade(Request request, Response response, Callback callback);
}

package io.supervisor.server.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** What listens on a port of a node, and which setting says where. */
public enum Listener {
  PEERS("peers", "private_config.listen_address in node.toml"),
  PUBLIC_GRPC("public gRPC", "private_config.api.grpc_public_address in node.toml"),
  PRIVATE_GRPC("private gRPC", "private_config.api.grpc_private_address in node.toml"),
  PUBLIC_HTTP(
      "public HTTP",
      "private_config.api.public_api_address in node.toml, or run --public-api-address"),
  PRIVATE_HTTP(
      "private HTTP",
      "private_config.api.private_api_address in node.toml, or run --private-api-address");

  private final String text;
  private final String setting;

  Listener(String text, String setting) {
    this.text = text;
    this.setting = setting;
  }

  /** For people. */
  public String text() {
    return text;
  }

  /** As a server's exception, but says which port it is, and what to do. */
  public IOException refused(InetSocketAddress address, IOException cause) {
    var where = new Address(address.getHostString(), address.getPort());
    return new ListenException(
        String.format(
            Locale.ROOT,
            "%s: cannot listen on %s: %s; stop what uses that port, or choose another: %s",
            text,
            where,
            reason(cause),
            setting),
        cause);
  }

  /** The system's words, without those that servers put around them. */
  static String reason(Throwable thrown) {
    var cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    // As in "bind(..) failed with error(-98): Address already in use".
    return String.valueOf(cause.getMessage()).replaceFirst("^\\w+\\(\\.\\.\\) failed[^:]*: ", "");
  }
}

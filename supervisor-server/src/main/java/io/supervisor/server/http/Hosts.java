package io.supervisor.server.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;

/**
 * By which names a server may be asked. A page can have its own name mean this machine, and its
 * browser takes what is there for the page's own origin (DNS rebinding); what the browser cannot
 * change is the name that it asks for.
 */
final class Hosts {
  private static final String LOCALHOST = "localhost";

  private final boolean any;
  private final Set<String> more;

  private Hosts(boolean any, Set<String> more) {
    this.any = any;
    this.more = Set.copyOf(more);
  }

  /** Whatever name it has. */
  static Hosts any() {
    return new Hosts(true, Set.of());
  }

  /**
   * Names and addresses of this machine that only it can mean, and these.
   *
   * @param more in lower case, without port
   */
  static Hosts loopbackAnd(Set<String> more) {
    return new Hosts(false, more);
  }

  /** Throws a problem, 421 (RFC 9110, section 15.5.20). */
  void requireOwn(Request request) {
    // With the name in its first line, a request names what is there; otherwise its Host.
    var named = request.getHttpURI().getHost();
    if (!any && named != null && !isOwn(named)) {
      throw Problem.of(
              421,
              "Misdirected request",
              "This port answers to loopback names only; others are allowed by"
                  + " private_config.api.private_allow_host in node.toml")
          .exception();
    }
  }

  private boolean isOwn(String named) {
    var host = HostPort.normalizeHost(named).toLowerCase(Locale.ROOT);
    return host.equals(LOCALHOST) || more.contains(host) || isLoopback(host);
  }

  /** Whether the text is an address, not a name that may be looked up, and a loopback one. */
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

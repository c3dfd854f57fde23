package io.supervisor.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Host and port.
 *
 * @param host IPv4, IPv6 without brackets, or a name
 * @param port 0 (any free one, where something listens) to 65535
 */
public record Address(String host, int port) {
  /** What can be connected to: with an underscore, for example, a name is none of a host. */
  private static final Pattern HOST =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\\.?"
              + "|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?");

  /** Port of peers where a text names none. */
  public static final int PEER_PORT = 6333;

  public Address {
    if (host.isEmpty() || port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("want a host and a port from 0 to 65535");
    }
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "want a host of letters, digits, dots and hyphens (RFC 1123: no underscore), or an IP"
              + " address");
    }
  }

  /** Reads {@code host:port} or {@code [IPv6]:port}. */
  public static Address parse(String text) {
    return parse(text, -1);
  }

  /**
   * As {@link #parse(String)}, but the port may be left out.
   *
   * @param defaultPort -1 where it may not
   */
  public static Address parse(String text, int defaultPort) {
    int hostEnd;
    if (text.startsWith("[")) {
      hostEnd = text.indexOf(']') + 1;
    } else {
      hostEnd = text.lastIndexOf(':') < 0 ? text.length() : text.lastIndexOf(':');
    }
    var host = text.substring(0, hostEnd);
    var rest = text.substring(hostEnd);
    if (host.startsWith("[") && host.contains(":")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.startsWith("[") || host.contains(":") || host.isBlank()) {
      throw new IllegalArgumentException("want host:port, an IPv6 address in brackets");
    }
    if (rest.isEmpty() && defaultPort >= 0) {
      return new Address(host, defaultPort);
    }
    try {
      return new Address(host, Integer.parseInt(rest.isEmpty() ? rest : rest.substring(1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("want host:port with a port from 0 to 65535", e);
    }
  }

  /** Looks the host up now; unresolved if there is none. */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  /** Whether only processes of this machine reach it. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}

package io.supervisor.client;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which endpoints only this machine can mean. */
public final class Loopback {
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern HOST =
      Pattern.compile("localhost|127(\\." + BYTE + "){3}|\\[::1]|\\[(0{1,4}:){7}0{0,3}1]");

  private Loopback() {}

  /**
   * Whether the host is an address of loopback itself, or {@code localhost}. A name that only
   * begins like one, such as {@code 127.evil.example}, may mean any machine.
   *
   * @param endpoint {@code host:port}, IPv6 in brackets; the port may be left out
   */
  public static boolean isHostOf(String endpoint) {
    var host = endpoint.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return HOST.matcher(host).matches();
  }
}

package io.supervisor.server.intake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where connections come from, as far as one site is not to take what is for all. */
public final class Sites {
  /** Connections of one site to one server. */
  public static final int CONNECTIONS_MAX = 512;

  private static final int IPV6_SITE_BYTES = 8;

  private Sites() {}

  /** Site of the other end; empty for this machine, where proxies stand. */
  public static Optional<String> of(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress address
            && address.getAddress() != null
            && !address.getAddress().isLoopbackAddress()
        ? Optional.of(site(address.getAddress()))
        : Optional.empty();
  }

  /** The address; of an IPv6 one, the part that a site is given. */
  private static String site(InetAddress address) {
    var bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(bytes.length > IPV6_SITE_BYTES ? Arrays.copyOf(bytes, IPV6_SITE_BYTES) : bytes);
  }
}

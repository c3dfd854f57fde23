package io.supervisor.server;

import io.supervisor.server.config.Address;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Ports for networks of real processes. */
public final class FreePorts {
  /** Ports that a test of this process uses or is about to use. */
  private static final Set<Integer> TAKEN = new HashSet<>();

  private FreePorts() {}

  /** Offset at which nobody uses the ports of so many nodes now. */
  public static synchronized int offset(int nodes) {
    var random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int offset = 1_000 + random.nextInt(20_000);
      var addresses = addresses(offset, nodes);
      var ports = addresses.stream().map(Address::port).toList();
      if (Collections.disjoint(TAKEN, ports) && addresses.stream().allMatch(FreePorts::isFree)) {
        TAKEN.addAll(ports);
        return offset;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static List<Address> addresses(int offset, int nodes) {
    var network =
        new LocalNetwork(Path.of(""), nodes, 0, SupervisorMode.SIMPLE, offset, Optional.empty());
    return IntStream.range(0, nodes)
        .boxed()
        .flatMap(node -> network.ports(node).listeners().values().stream())
        .toList();
  }

  private static boolean isFree(Address address) {
    try (var _ = new ServerSocket(address.port(), 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

package io.supervisor.server;

import io.supervisor.server.config.Address;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/** Ports for networks of real processes. */
public final class FreePorts {
  private FreePorts() {}

  /** Offset at which nobody uses the ports of so many nodes now. */
  public static int offset(int nodes) {
    var random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int offset = 1_000 + random.nextInt(20_000);
      if (allFree(offset, nodes)) {
        return offset;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean allFree(int offset, int nodes) {
    var network =
        new LocalNetwork(Path.of(""), nodes, 0, SupervisorMode.SIMPLE, offset, Optional.empty());
    for (int i = 0; i < nodes; i++) {
      if (!network.ports(i).listeners().values().stream().allMatch(FreePorts::isFree)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(Address address) {
    try (var _ = new ServerSocket(address.port(), 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

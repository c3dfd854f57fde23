package io.supervisor.cli;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.supervisor.api.Height;
import io.supervisor.client.Loopback;
import io.supervisor.client.NodeAdmin;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.Trust;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Connection of one command to one node, through which it administers and reads. */
final class Session implements AutoCloseable {
  private static final int PORT_MAX = 65_535;
  private static final int ANSWER_BYTES_MAX = 64 << 20;

  private final String address;
  private final ManagedChannel channel;
  private final NodeAdmin admin;
  private final SupervisorClient client;
  private final Output output;

  private Session(String address, ManagedChannel channel, Trust trust, Output output) {
    this.address = address;
    this.channel = channel;
    this.admin = NodeAdmin.over(address, channel);
    this.client =
        SupervisorClient.builder()
            .channel(address, channel)
            .trust(trust)
            .attemptLimits(Duration.ofSeconds(5), Duration.ofSeconds(30))
            .build();
    this.output = output;
  }

  static Session open(SupervisorCommand options, String node, CommandLine line) {
    var address = address(node, new DevNodes(options.devFolder));
    var trust =
        options.genesis == null
            ? Trust.firstUse()
            : Trust.genesis(Hex.hash("--genesis", options.genesis));
    var channel =
        Grpc.newChannelBuilder(address, credentials(options, address))
            .maxInboundMessageSize(ANSWER_BYTES_MAX)
            .build();
    return new Session(address, channel, trust, new Output(options.format, line));
  }

  /** The number of a node of {@code dev}, or an address. */
  static String address(String node, DevNodes numbered) {
    if (node.matches("[0-9]{1,3}")) {
      return numbered.address(Integer.parseInt(node));
    }
    if (!node.matches("([^\\s:]+|\\[[0-9a-fA-F:]+\\]):\\d{1,5}")) {
      throw new UsageException("--node: got \"" + node + "\", want host:port or a number");
    }
    var port = Integer.parseInt(node.substring(node.lastIndexOf(':') + 1));
    if (port < 1 || port > PORT_MAX) {
      throw new UsageException("--node: got port " + port + ", want 1 to " + PORT_MAX);
    }
    return node;
  }

  private static ChannelCredentials credentials(SupervisorCommand options, String address) {
    if (options.tlsAuthority == null && options.tlsCertificate == null && options.tlsKey == null) {
      if (!Loopback.isHostOf(address)) {
        throw new UsageException(
            address + ": want --tls-ca, --tls-cert and --tls-key for addresses of other machines");
      }
      return InsecureChannelCredentials.create();
    }
    if (options.tlsAuthority == null || options.tlsCertificate == null || options.tlsKey == null) {
      throw new UsageException("--tls-ca, --tls-cert and --tls-key: want all of them or none");
    }
    try {
      return TlsChannelCredentials.newBuilder()
          .trustManager(options.tlsAuthority.toFile())
          .keyManager(options.tlsCertificate.toFile(), options.tlsKey.toFile())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("TLS: " + e.getMessage(), e);
    }
  }

  String address() {
    return address;
  }

  NodeAdmin admin() {
    return admin;
  }

  SupervisorClient client() {
    return client;
  }

  /** Plain access to the ledger, for what is shown but not relied on. */
  LedgerServiceGrpc.LedgerServiceBlockingStub ledger(Duration limit) {
    return LedgerServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Height of the node's ledger, as it says: where to begin, not what to believe. */
  Height height() {
    return new Height(admin.stats().getHeight());
  }

  Output output() {
    return output;
  }

  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
  }
}

package io.supervisor.client;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.supervisor.api.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Client of a network, through the public ports of some of its nodes. It asks one node after the
 * other in turn and goes on to the next when one is not reachable, does not answer or lies. Made
 * once and used by many threads.
 *
 * <pre>{@code
 * try (var client = SupervisorClient.builder()
 *     .endpoints("node0:7200", "node1:7200", "node2:7200", "node3:7200")
 *     .trust(Trust.validators(keys))
 *     .build()) {
 *   var transaction = TransactionBuilder.to(wallets).method(1).arguments(transfer).sign(keyPair);
 *   client.transactions().submitAndWait(transaction, Duration.ofSeconds(10)).orElseThrow();
 * }
 * }</pre>
 */
public final class SupervisorClient implements AutoCloseable {
  /** Bytes of one answer at most: 1,000 blocks with precommits of many validators fit. */
  private static final int ANSWER_BYTES_MAX = 64 << 20;

  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final List<ManagedChannel> owned;
  private final Verifier verifier;
  private final Transactions transactions;
  private final Blocks blocks;
  private final Queries queries;
  private final SupervisorView supervisor;

  private SupervisorClient(
      List<Node> all, List<ManagedChannel> owned, Trust trust, ClientSettings settings) {
    var nodes = new Nodes(all);
    this.owned = List.copyOf(owned);
    this.verifier = new Verifier(trust, nodes, settings.attemptMax());
    var newest = new Newest(settings.ageMax());
    this.transactions = new Transactions(nodes, verifier, settings);
    this.blocks = new Blocks(nodes, verifier, newest, settings);
    this.queries = new Queries(nodes, verifier, newest, settings);
    this.supervisor = new SupervisorView(nodes, settings);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Submits transactions and waits for them. */
  public Transactions transactions() {
    return transactions;
  }

  /** Reads and watches blocks. */
  public Blocks blocks() {
    return blocks;
  }

  /** Asks services. */
  public Queries queries() {
    return queries;
  }

  /** What the administrators have agreed on. */
  public SupervisorView supervisor() {
    return supervisor;
  }

  /**
   * Consensus keys of the newest validators that this client trusts, by validator id: to be kept as
   * the {@link Trust} of the next client.
   */
  public List<PublicKey> trustedValidators() {
    return Waiting.join(verifier.validators());
  }

  /** Closes the channels that this client has made; waits at most five seconds. */
  @Override
  public void close() {
    owned.forEach(ManagedChannel::shutdown);
    var deadline = System.nanoTime() + CLOSE_MAX.toNanos();
    for (var channel : owned) {
      try {
        if (!channel.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          channel.shutdownNow();
        }
      } catch (InterruptedException e) {
        owned.forEach(ManagedChannel::shutdownNow);
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Collects what a client needs. */
  public static final class Builder {
    private final List<String> endpoints = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private @Nullable ChannelCredentials credentials;
    private @Nullable Trust trust;
    private ClientSettings settings = ClientSettings.DEFAULT;

    private Builder() {}

    /** Public gRPC ports of nodes, {@code host:port}. */
    public Builder endpoints(String... endpoints) {
      return endpoints(Arrays.asList(endpoints));
    }

    /** As {@link #endpoints(String...)}. */
    public Builder endpoints(List<String> endpoints) {
      this.endpoints.addAll(endpoints);
      return this;
    }

    /**
     * A node reached over a channel of the caller's, who closes it.
     *
     * @param name for messages to people
     */
    public Builder channel(String name, Channel channel) {
      nodes.add(new Node(name, channel));
      return this;
    }

    /**
     * How to connect to the endpoints. Without this: plain text to loopback addresses, TLS with the
     * JDK's certificate authorities to others.
     */
    public Builder credentials(ChannelCredentials credentials) {
      this.credentials = credentials;
      return this;
    }

    /** What to believe; required. */
    public Builder trust(Trust trust) {
      this.trust = trust;
      return this;
    }

    /** How long a call may take, all attempts together; 10 seconds without this. */
    public Builder callLimit(Duration limit) {
      settings =
          new ClientSettings(
              limit, settings.attemptMax(), settings.commitAttemptMax(), settings.ageMax());
      return this;
    }

    /**
     * How long one node may take to answer, after which the next is asked; 3 seconds without this.
     * To report a commit, a node has {@code forCommit}; 5 seconds without this.
     */
    public Builder attemptLimits(Duration forAnswer, Duration forCommit) {
      settings = new ClientSettings(settings.limit(), forAnswer, forCommit, settings.ageMax());
      return this;
    }

    /**
     * How old the newest block of a node may be, by the times of its precommits and this machine's
     * clock; older ones, where the newest is asked for, are not believed, and another node is
     * asked. Without this any age is believed: an idle network may have no blocks, and clocks may
     * differ.
     */
    public Builder greatestAge(Duration age) {
      settings =
          new ClientSettings(
              settings.limit(),
              settings.attemptMax(),
              settings.commitAttemptMax(),
              Optional.of(age));
      return this;
    }

    /**
     * Makes the client. Connections are made when they are needed.
     *
     * @throws IllegalStateException without a node or without trust
     */
    public SupervisorClient build() {
      if (trust == null) {
        throw new IllegalStateException("client: no trust, see Trust");
      }
      if (endpoints.isEmpty() && nodes.isEmpty()) {
        throw new IllegalStateException("client: no endpoint and no channel");
      }
      var owned = new ArrayList<ManagedChannel>();
      var all = new ArrayList<>(nodes);
      for (var endpoint : endpoints) {
        var channel = Channels.open(endpoint, credentials, ANSWER_BYTES_MAX);
        owned.add(channel);
        all.add(new Node(endpoint, channel));
      }
      return new SupervisorClient(all, owned, trust, settings);
    }
  }

  /** Makes channels. */
  static final class Channels {
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(6);

    private Channels() {}

    static ManagedChannel open(
        String endpoint, @Nullable ChannelCredentials credentials, int answerBytesMax) {
      var how = credentials == null ? usual(endpoint) : credentials;
      return Grpc.newChannelBuilder(endpoint, how)
          .maxInboundMessageSize(answerBytesMax)
          .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
          .build();
    }

    private static ChannelCredentials usual(String endpoint) {
      return Loopback.isHostOf(endpoint)
          ? InsecureChannelCredentials.create()
          : TlsChannelCredentials.create();
    }
  }
}

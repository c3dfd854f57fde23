package io.supervisor.client;

import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A chain, nodes that serve it, and clients of them; closed together. */
final class ClientFixture implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(60);
  static final List<KeyPair> VALIDATORS = FakeChain.keys(1, 2, 3, 4);

  final FakeChain chain = new FakeChain(VALIDATORS);
  final List<FakeNode> nodes = new ArrayList<>();
  private final List<SupervisorClient> clients = new ArrayList<>();

  ClientFixture(int nodeCount) {
    for (var i = 0; i < nodeCount; i++) {
      nodes.add(new FakeNode(chain));
    }
  }

  SupervisorClient client() {
    return client(Trust.validators(FakeChain.publicKeys(VALIDATORS)));
  }

  SupervisorClient client(Trust trust) {
    return client(trust, Duration.ofMillis(300));
  }

  SupervisorClient client(Trust trust, Duration commitAttempt) {
    var builder =
        SupervisorClient.builder()
            .trust(trust)
            .callLimit(TIMEOUT)
            .attemptLimits(Duration.ofSeconds(10), commitAttempt);
    nodes.forEach(node -> builder.channel(node.name, node.channel()));
    var client = builder.build();
    clients.add(client);
    return client;
  }

  FakeNode node(int index) {
    return nodes.get(index);
  }

  static VerifiedTransaction transaction(int number) {
    return TransactionBuilder.to(new InstanceId(3))
        .method(1)
        .arguments(new byte[] {(byte) number})
        .sign(FakeChain.key(99));
  }

  @Override
  public void close() throws InterruptedException {
    clients.forEach(SupervisorClient::close);
    for (var node : nodes) {
      node.close();
    }
  }
}

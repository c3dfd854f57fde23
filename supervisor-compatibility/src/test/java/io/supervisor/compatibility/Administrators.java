package io.supervisor.compatibility;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.client.NodeAdmin;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.Trust;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Three of four administrators who agree to changes over gRPC, as fast as blocks come. */
final class Administrators implements AutoCloseable {
  private static final int VOTERS = 3;

  /** Blocks that a proposal has for its votes. */
  private static final int BLOCKS_AHEAD = 6;

  private static final int ATTEMPTS = 5;
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(30);

  private final SupervisorClient client;
  private final List<NodeAdmin> admins;

  Administrators(LiveNetwork network) {
    client = SupervisorClient.builder().trust(Trust.firstUse()).endpoints(network.grpc(0)).build();
    admins =
        IntStream.range(0, VOTERS)
            .mapToObj(node -> NodeAdmin.connect(network.privateGrpc(node)))
            .toList();
  }

  /**
   * Proposes a change, votes for it, and waits until it is applied; again, if the votes came too
   * late.
   */
  void agree(ConfigChange change) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var overview = client.supervisor().overview();
      var appliedAt = new Height(overview.getHeight() + BLOCKS_AHEAD);
      var number = overview.getConfiguration().getConfigurationNumber();
      var proposal =
          ConfigPropose.newBuilder()
              .setActualFrom(appliedAt.value())
              .setConfigurationNumber(number)
              .addChanges(change)
              .build();
      vote(proposal);
      awaitBlock(appliedAt);
      if (client.supervisor().configuration().getConfigurationNumber() > number) {
        return;
      }
    }
    throw new AssertionError("not approved in time, tried " + ATTEMPTS + " times: " + change);
  }

  private void vote(ConfigPropose proposal) {
    var proposed = admins.get(0).propose(proposal);
    committed(proposed.transaction());
    admins.subList(1, VOTERS).stream()
        .map(admin -> admin.confirm(proposed.proposal().orElseThrow()))
        .toList()
        .forEach(this::awaitOutcome);
  }

  /** A vote that comes too late fails, which the number of the configuration shows. */
  private void awaitOutcome(Hash vote) {
    client.transactions().awaitCommit(vote, COMMIT_PATIENCE);
  }

  private void awaitBlock(Height height) throws InterruptedException {
    try (var blocks = client.blocks().watch(height)) {
      blocks
          .poll(COMMIT_PATIENCE)
          .orElseThrow(() -> new AssertionError("block " + height + " does not come"));
    }
  }

  private void committed(Hash transaction) {
    client.transactions().awaitCommit(transaction, COMMIT_PATIENCE).orElseThrow();
  }

  /** Watches blocks until there is a new configuration number. */
  private void applied(long number, Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    try (var blocks = client.blocks().watch(client.blocks().status().height())) {
      while (client.supervisor().configuration().getConfigurationNumber() == number) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the proposal was not applied in time");
        }
        blocks.poll(Duration.ofSeconds(1));
      }
    }
  }

  /** Id of an instance by its name. */
  int instance(String name) {
    return client.supervisor().instances().stream()
        .map(instance -> instance.getState().getSpec())
        .filter(spec -> spec.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getId();
  }

  @Override
  public void close() {
    admins.forEach(NodeAdmin::close);
    client.close();
  }
}

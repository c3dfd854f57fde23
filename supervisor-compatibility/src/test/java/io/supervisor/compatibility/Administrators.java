package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.client.NodeAdmin;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.Trust;
import io.supervisor.rpc.v1.Instance;
import io.supervisor.wire.runtime.InstanceState;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
   * Proposes a change, votes for it, and waits until it is applied; again with more time, if the
   * votes came too late.
   *
   * @param isApplied whether the change is to be seen
   */
  void agree(ConfigChange change, BooleanSupplier isApplied) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var overview = client.supervisor().overview();
      var appliedAt = new Height(overview.getHeight() + (BLOCKS_AHEAD << attempt));
      vote(
          ConfigPropose.newBuilder()
              .setActualFrom(appliedAt.value())
              .setConfigurationNumber(overview.getConfiguration().getConfigurationNumber())
              .addChanges(change)
              .build());
      awaitBlock(appliedAt);
      if (isApplied.getAsBoolean()) {
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

  /** A vote that comes too late fails, and then nothing is applied. */
  private void awaitOutcome(Hash vote) {
    client.transactions().awaitCommit(vote, COMMIT_PATIENCE);
  }

  private void awaitBlock(Height height) throws InterruptedException {
    try (var blocks = client.blocks().watch(height)) {
      assertThat(blocks.poll(COMMIT_PATIENCE)).as("block %s", height).isPresent();
    }
  }

  private void committed(Hash transaction) {
    client.transactions().awaitCommit(transaction, COMMIT_PATIENCE).orElseThrow();
  }

  /** An instance by its name. */
  Optional<InstanceState> instance(String name) {
    return client.supervisor().instances().stream()
        .map(Instance::getState)
        .filter(state -> state.getSpec().getName().equals(name))
        .findFirst();
  }

  /** Whether an instance is there and has a status. */
  boolean is(String name, InstanceStatus.Simple status) {
    return instance(name).filter(state -> state.getStatus().getSimple() == status).isPresent();
  }

  @Override
  public void close() {
    admins.forEach(NodeAdmin::close);
    client.close();
  }
}

package io.supervisor.testkit;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.supervisor.AsyncEventState;
import io.supervisor.core.supervisor.ConfigChange;
import io.supervisor.core.supervisor.ConfigPropose;
import io.supervisor.core.supervisor.DeployRequest;
import io.supervisor.core.supervisor.MigrationRequest;
import io.supervisor.core.supervisor.MigrationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the administrators do together: as many of them as the supervisor's mode demands. */
final class Supervision {
  /** Blocks until a request is given up. */
  private static final int PATIENCE = 10;

  private final TestNetwork network;

  Supervision(TestNetwork network) {
    this.network = network;
  }

  /** Deploys an artifact by request; it is active afterwards. */
  void deploy(ArtifactId artifact, byte[] spec) {
    var deadline = network.height().value() + PATIENCE;
    var request = new DeployRequest(artifact, ByteString.copyFrom(spec), deadline, 0);
    var asked = network.createBlock(byThreshold(by -> by.deploy(request)));
    asked.result(0).orElseThrow();
    while (!isActive(artifact)) {
      if (network.height().value() > deadline) {
        throw new IllegalStateException(
            artifact + " is not deployed: " + network.supervisor().deployment(request));
      }
      network.createBlock();
    }
  }

  private boolean isActive(ArtifactId artifact) {
    var state = network.supervisor().artifacts().get(artifact);
    return state != null && state.isActive();
  }

  /** Proposes for the next block, and has the others vote in it. */
  TestBlock apply(List<ConfigChange> changes) {
    var proposal =
        new ConfigPropose(
            network.height().value() + 1, changes, network.supervisor().configurationNumber());
    var transactions = byThreshold(by -> by.confirm(proposal.hash()));
    transactions.set(0, network.as(0).propose(proposal));
    var block = network.createBlock(transactions);
    block.result(0).orElseThrow();
    CallResult.of(block.error(new CallInBlock.AfterTransactions(InstanceId.SUPERVISOR)))
        .orElseThrow();
    return block;
  }

  /** Migrates by requests until the instance is one of the target. */
  void migrate(ArtifactId target, String instance) {
    // Under the original's rules each script wants a request of its own, and the artifact another.
    for (var seed = 0; !network.instance(instance).spec().artifact().equals(target); seed++) {
      request(target, instance, seed);
    }
  }

  private void request(ArtifactId target, String instance, long seed) {
    var deadline = network.height().value() + PATIENCE;
    var request = new MigrationRequest(target, instance, deadline, seed);
    network.createBlock(byThreshold(by -> by.migrate(request))).result(0).orElseThrow();
    while (inner(request).filter(AsyncEventState::isPending).isPresent()) {
      network.createBlock();
    }
    if (inner(request).filter(AsyncEventState.Succeed.class::isInstance).isEmpty()) {
      throw new IllegalStateException(
          instance + " is not migrated: " + network.supervisor().migration(request));
    }
    // Before its transactions the new data take the place of the old.
    network.createBlock();
  }

  private Optional<AsyncEventState> inner(MigrationRequest request) {
    return network.supervisor().migration(request).state().map(MigrationState::inner);
  }

  /** The same of the first validators. */
  private List<VerifiedTransaction> byThreshold(
      Function<Administrator, VerifiedTransaction> signed) {
    var mode = network.supervisor().mode();
    var transactions = new ArrayList<VerifiedTransaction>();
    for (var i = 0; i < mode.threshold(network.config().validators().size()); i++) {
      transactions.add(signed.apply(network.as(i)));
    }
    return transactions;
  }
}

package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.merkledb.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A moment of a test network, to which it can return any number of times. */
public final class Checkpoint {
  private final TestNetwork network;
  private final Contents contents;

  record Contents(
      MemoryStore store,
      List<TestNode> nodes,
      List<DecidedBlocks.Decided> blocks,
      List<VerifiedTransaction> pool,
      Map<ArtifactId, byte[]> deployed,
      Instant time) {}

  Checkpoint(TestNetwork network, Contents contents) {
    this.network = network;
    this.contents = contents;
  }

  /** What is kept of the network. */
  Contents of(TestNetwork asking) {
    if (asking != network) {
      throw new IllegalArgumentException("checkpoint of another network");
    }
    return contents;
  }
}

package io.supervisor.testkit.simulation;

import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.core.replica.Replica;
import io.supervisor.core.replica.ReplicaConfig;
import io.supervisor.core.replica.ReplicaPorts;

/**
 * What the nodes of a simulation are made of. Others than {@link #SOUND} show that a simulation
 * fails when one part does.
 *
 * @param check how nodes verify messages of peers
 * @param syncLies whether disks report a sync that they did not do
 */
public record NodeParts(ReplicaOpener opener, SignatureCheck check, boolean syncLies) {
  /** As real nodes are made. */
  public static final NodeParts SOUND = new NodeParts(Replica::open, FakeSigner::verify, false);

  /** Makes the replica of a node that starts, for the first time or again. */
  @FunctionalInterface
  public interface ReplicaOpener {
    Replica open(ReplicaConfig config, ReplicaPorts ports);
  }
}

package io.supervisor.testkit.simulation;

import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.core.replica.Replica;
import io.supervisor.core.replica.ReplicaConfig;
import io.supervisor.core.replica.ReplicaPorts;

/**
 * How nodes are made: as they are, or with one rule taken away.
 *
 * @param syncLies whether disks report a sync that they did not do
 * @param check how nodes verify messages of peers
 */
record Mutation(String name, Opener opener, boolean syncLies, SignatureCheck check) {
  static final Mutation NONE = new Mutation("none", Replica::open, false, FakeSigner::verify);

  @FunctionalInterface
  interface Opener {
    Replica open(ReplicaConfig config, ReplicaPorts ports);
  }
}

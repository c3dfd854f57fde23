package io.supervisor.testkit;

import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.core.runtime.NodeIdentity;

/**
 * A node of a test network: a validator while the consensus configuration has its keys, else an
 * auditor.
 *
 * @param number from 0; that of a validator in genesis is its validator id there
 */
public record TestNode(int number, KeyPair consensusKey, KeyPair serviceKey) {
  /** The node of this number, whose keys are the same in every network. */
  public static TestNode of(int number) {
    return new TestNode(
        number, TestKeys.named("consensus " + number), TestKeys.named("service " + number));
  }

  /** What a consensus configuration says of it as a validator. */
  public ValidatorKeys keys() {
    return new ValidatorKeys(consensusKey.publicKey(), serviceKey.publicKey());
  }

  /** Its administrator, who signs with its service key. */
  public Administrator administrator() {
    return new Administrator(this);
  }

  NodeIdentity identity() {
    return new NodeIdentity(serviceKey.publicKey());
  }
}

package io.supervisor.api.service;

import io.supervisor.api.Height;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.storage.Access;
import java.util.Optional;

/** What a service may do after a commit, on this node alone. Valid only until the call returns. */
public interface CommitContext {
  InstanceSpec instance();

  /** Height of the block that was committed. */
  Height height();

  /** Indexes of this instance, read-only. */
  Access data();

  ChainView chain();

  /** Service key of this node. */
  PublicKey serviceKey();

  /** Empty on auditors. */
  Optional<ValidatorId> validatorId();

  /**
   * Sends a transaction to this instance, signed with the node's service key. Does nothing on an
   * auditor, or if the instance is not active.
   */
  void broadcast(int method, byte[] arguments);
}

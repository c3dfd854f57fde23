package io.supervisor.api.service;

import io.supervisor.api.ArtifactRequirement;
import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.CoreError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.storage.Access;
import java.util.Optional;

/** What a call may see and do. Valid only until the call returns, on its thread. */
public interface CallContext {
  InstanceSpec instance();

  Caller caller();

  /** Hash of the transaction that this call belongs to; empty in hooks and genesis. */
  Optional<Hash> transactionHash();

  /**
   * Height of the last committed block; the block under construction is the next. Empty during
   * genesis.
   */
  Optional<Height> height();

  /** Indexes of this instance. Their names have no prefix here. */
  Access data();

  /**
   * Validators and other data of the chain, read-only, as the block under construction sees them.
   */
  ChainView chain();

  /**
   * Indexes of another instance, read-only. Empty if there is none of this name, or it is stopped.
   */
  Optional<Access> dataOf(String instanceName);

  /**
   * Indexes of another instance, read-only, once it is certain that they are those that the caller
   * knows: {@code dataOf(oracle, ArtifactRequirement.parse("exonum-time@^1.0.0"))}.
   *
   * <p>A caller may let the exception pass, or do without the data.
   *
   * @throws CallException {@code core:7} if there is no such instance, it is stopped, or it is one
   *     of another artifact or version
   */
  default Access dataOf(String instanceName, ArtifactRequirement requirement) {
    var spec = instance(instanceName);
    var data = dataOf(instanceName);
    if (spec.isEmpty() || data.isEmpty()) {
      throw CallException.core(
          CoreError.INCORRECT_INSTANCE_ID,
          "No service with the specified identifier exists: `" + instanceName + "`");
    }
    requirement.check(spec.get().artifact());
    return data.get();
  }

  /** The instance of this name, whatever its status. */
  Optional<InstanceSpec> instance(String name);

  /**
   * Calls another service, which sees this instance as its caller.
   *
   * <p>A call that the callee refuses or fails cannot be undone alone: the caller has to let the
   * exception pass.
   *
   * @throws CallException {@code core:7} if the target is not active, {@code core:8} if calls are
   *     nested deeper than 128, {@code common:0}, {@code common:1}, {@code common:3} as for every
   *     call, or what the callee throws
   */
  void call(InstanceId target, String interfaceName, int method, byte[] arguments);
}

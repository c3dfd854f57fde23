package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.ChainView;
import io.supervisor.api.storage.Access;
import java.util.List;
import java.util.Optional;

/** A call to the service. */
record Call(Caller caller, Optional<Hash> transactionHash, Access data) implements CallContext {
  @Override
  public InstanceSpec instance() {
    return new InstanceSpec(
        new InstanceId(3), "crypto", ArtifactId.parse("0:exonum-cryptocurrency:0.2.0"));
  }

  @Override
  public Optional<Height> height() {
    return Optional.of(new Height(1));
  }

  @Override
  public ChainView chain() {
    return List::of;
  }

  @Override
  public Optional<Access> dataOf(String instanceName) {
    return Optional.empty();
  }

  @Override
  public Optional<InstanceSpec> instance(String name) {
    return Optional.empty();
  }

  @Override
  public void call(InstanceId target, String interfaceName, int method, byte[] arguments) {
    throw new AssertionError("the service calls nobody");
  }
}

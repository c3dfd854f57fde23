package io.supervisor.core.supervisor;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.testkit.TestKeys;
import java.util.List;

/** Service that applies its argument to the supervisor, whoever asks. */
final class CallerArtifact implements ServiceArtifact {
  static final ArtifactId ID = ArtifactId.parse("0:caller:1.0.0");

  @Override
  public Service create(InstanceSpec instance) {
    return () ->
        List.of(
            Method.ofBytes(
                0,
                "configure",
                (context, arguments) ->
                    context.call(InstanceId.SUPERVISOR, Method.CONFIGURE, 1, arguments)));
  }

  /** Transaction to instance 5. */
  static VerifiedTransaction configureSupervisor(SupervisorMode mode) {
    return VerifiedTransaction.sign(
        new InstanceId(5), 0, mode.toBytes(), TestKeys.named("anybody"));
  }
}

package io.supervisor.core.middleware;

import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.VersionRequirement;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.core.runtime.FrameworkContext;
import io.supervisor.wire.middleware.Batch;
import io.supervisor.wire.middleware.CheckedCall;
import io.supervisor.wire.runtime.AnyTx;
import java.util.List;

/**
 * Passes calls on in the name of its own caller. Calls reach the default interface of a service
 * only. Each one is a level of nesting ({@code core:8} beyond 128).
 */
final class Middleware implements Service {
  /** Codes of kind service. */
  static final int ARTIFACT_MISMATCH = 0;

  static final int VERSION_MISMATCH = 1;

  private static final List<Method<?>> METHODS =
      List.of(
          new Method<>("", 0, "checked_call", Checked::parse, Middleware::checkedCall),
          new Method<>(
              "",
              1,
              "batch",
              bytes -> Canonical.parse(Batch.parser(), bytes),
              (context, batch) -> batch.getInnerList().forEach(call -> forward(context, call))));

  /** A call and what it requires. */
  private record Checked(String artifactName, VersionRequirement version, AnyTx call) {
    static Checked parse(byte[] bytes) {
      var message = Canonical.parse(CheckedCall.parser(), bytes);
      return new Checked(
          message.getArtifactName(),
          VersionRequirement.parse(message.getArtifactVersion()),
          message.getInner());
    }
  }

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  private static void checkedCall(CallContext context, Checked checked) {
    var target = new InstanceId(checked.call().getCallInfo().getInstanceId());
    var artifact =
        FrameworkContext.of(context)
            .state(target)
            .orElseThrow(() ->
                CallException.core(
                    CoreError.INCORRECT_INSTANCE_ID, "There is no service with ID " + target))
            .spec()
            .artifact();
    if (!artifact.name().equals(checked.artifactName())) {
      throw CallException.service(
          ARTIFACT_MISMATCH,
          "The called service instance has an unexpected artifact: got "
              + artifact.name()
              + ", want "
              + checked.artifactName());
    }
    if (!checked.version().matches(artifact.version())) {
      throw CallException.service(
          VERSION_MISMATCH,
          "The called service instance has an unsupported version: got "
              + artifact.version()
              + ", want "
              + checked.version());
    }
    forward(context, checked.call());
  }

  private static void forward(CallContext context, AnyTx call) {
    var info = call.getCallInfo();
    FrameworkContext.of(context)
        .forward(
            new InstanceId(info.getInstanceId()),
            "",
            info.getMethodId(),
            call.getArguments().toByteArray());
  }
}

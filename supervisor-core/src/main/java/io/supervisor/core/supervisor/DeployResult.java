package io.supervisor.core.supervisor;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.runtime.ExecutionStatus;
import java.util.Optional;

/** What came of a deployment on one validator. */
public record DeployResult(DeployRequest request, Optional<ExecutionError> error) {
  static final MessageCodec<DeployResult> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.DeployResult.parser(),
          DeployResult::read,
          DeployResult::toWire);

  private static DeployResult read(io.supervisor.wire.supervisor.DeployResult wire) {
    return new DeployResult(DeployRequest.read(wire.getRequest()), read(wire.getResult()));
  }

  private static Optional<ExecutionError> read(ExecutionStatus status) {
    return switch (status.getResultCase()) {
      case OK -> Optional.empty();
      case ERROR -> Optional.of(Canonical.fromWire(status.getError()));
      case RESULT_NOT_SET -> throw new IllegalArgumentException("result: got none, want one");
    };
  }

  io.supervisor.wire.supervisor.DeployResult toWire() {
    var status = ExecutionStatus.newBuilder();
    error.ifPresentOrElse(
        failure -> status.setError(Canonical.toWire(failure)),
        () -> status.setOk(com.google.protobuf.Empty.getDefaultInstance()));
    return io.supervisor.wire.supervisor.DeployResult.newBuilder()
        .setRequest(request.toWire())
        .setResult(status)
        .build();
  }
}

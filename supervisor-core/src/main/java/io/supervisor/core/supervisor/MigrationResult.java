package io.supervisor.core.supervisor;

import io.supervisor.wire.runtime.MigrationStatus;

/**
 * What came of a migration on one validator.
 *
 * @param status a hash of 32 bytes, or an error
 */
public record MigrationResult(MigrationRequest request, MigrationStatus status) {
  static final MessageCodec<MigrationResult> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.MigrationResult.parser(),
          MigrationResult::read,
          MigrationResult::toWire);

  private static MigrationResult read(io.supervisor.wire.supervisor.MigrationResult wire) {
    if (wire.getStatus().getResultCase() == MigrationStatus.ResultCase.RESULT_NOT_SET) {
      throw new IllegalArgumentException("status: got none, want one");
    }
    return new MigrationResult(MigrationRequest.read(wire.getRequest()), wire.getStatus());
  }

  private io.supervisor.wire.supervisor.MigrationResult toWire() {
    return io.supervisor.wire.supervisor.MigrationResult.newBuilder()
        .setRequest(request.toWire())
        .setStatus(status)
        .build();
  }
}

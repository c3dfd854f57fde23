package io.supervisor.core.supervisor;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.Canonical;

/**
 * Wish to bring the data of an instance to an artifact; two are the same if all four agree.
 *
 * @param service name of the instance
 * @param deadlineHeight unsigned; last block whose reports count
 * @param seed unsigned; tells apart requests that are otherwise the same
 */
public record MigrationRequest(
    ArtifactId newArtifact, String service, long deadlineHeight, long seed) {
  static final MessageCodec<MigrationRequest> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.MigrationRequest.parser(),
          MigrationRequest::read,
          MigrationRequest::toWire);

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if the version of the artifact is none
   */
  public static MigrationRequest read(io.supervisor.wire.supervisor.MigrationRequest wire) {
    return new MigrationRequest(
        Canonical.fromWire(wire.getNewArtifact()),
        wire.getService(),
        wire.getDeadlineHeight(),
        wire.getSeed());
  }

  /** Gives canonical bytes. */
  public io.supervisor.wire.supervisor.MigrationRequest toWire() {
    return io.supervisor.wire.supervisor.MigrationRequest.newBuilder()
        .setNewArtifact(Canonical.toWire(newArtifact))
        .setService(service)
        .setDeadlineHeight(deadlineHeight)
        .setSeed(seed)
        .build();
  }
}

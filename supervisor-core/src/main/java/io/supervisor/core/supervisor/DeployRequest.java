package io.supervisor.core.supervisor;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.Canonical;

/**
 * Wish to deploy an artifact; two are the same if all four agree.
 *
 * @param spec as the runtime wants it
 * @param deadlineHeight unsigned; last block whose reports count
 * @param seed unsigned; tells apart requests that are otherwise the same
 */
public record DeployRequest(ArtifactId artifact, ByteString spec, long deadlineHeight, long seed) {
  static final MessageCodec<DeployRequest> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.DeployRequest.parser(),
          DeployRequest::read,
          DeployRequest::toWire);

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if the version of the artifact is none
   */
  public static DeployRequest read(io.supervisor.wire.supervisor.DeployRequest wire) {
    return new DeployRequest(
        Canonical.fromWire(wire.getArtifact()),
        wire.getSpec(),
        wire.getDeadlineHeight(),
        wire.getSeed());
  }

  /** Gives canonical bytes. */
  public io.supervisor.wire.supervisor.DeployRequest toWire() {
    return io.supervisor.wire.supervisor.DeployRequest.newBuilder()
        .setArtifact(Canonical.toWire(artifact))
        .setSpec(spec)
        .setDeadlineHeight(deadlineHeight)
        .setSeed(seed)
        .build();
  }
}

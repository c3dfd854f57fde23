package io.supervisor.core.supervisor;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;

/** Vote for the pending proposal. */
public record ConfigVote(Hash proposeHash) {
  static final MessageCodec<ConfigVote> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.ConfigVote.parser(),
          wire -> new ConfigVote(Canonical.fromWire(wire.getProposeHash())),
          ConfigVote::toWire);

  private io.supervisor.wire.supervisor.ConfigVote toWire() {
    return io.supervisor.wire.supervisor.ConfigVote.newBuilder()
        .setProposeHash(Canonical.toWire(proposeHash))
        .build();
  }
}

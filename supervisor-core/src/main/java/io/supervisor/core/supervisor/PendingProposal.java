package io.supervisor.core.supervisor;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.supervisor.ConfigProposalWithHash;

/** The proposal that can be voted on, and the hash that votes name. */
public record PendingProposal(Hash hash, ConfigPropose proposal) {
  static final MessageCodec<PendingProposal> CODEC =
      new MessageCodec<>(
          ConfigProposalWithHash.parser(), PendingProposal::read, PendingProposal::toWire);

  static PendingProposal of(ConfigPropose proposal) {
    return new PendingProposal(proposal.hash(), proposal);
  }

  private static PendingProposal read(ConfigProposalWithHash wire) {
    return new PendingProposal(
        Canonical.fromWire(wire.getProposeHash()), ConfigPropose.read(wire.getConfigPropose()));
  }

  private ConfigProposalWithHash toWire() {
    return ConfigProposalWithHash.newBuilder()
        .setProposeHash(Canonical.toWire(hash))
        .setConfigPropose(proposal.toWire())
        .build();
  }
}

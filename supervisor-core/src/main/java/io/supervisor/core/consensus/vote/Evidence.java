package io.supervisor.core.consensus.vote;

import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Verified;

/**
 * Two signed messages of one kind, epoch and round with different targets: no correct validator
 * signs both, whatever crashes it had. Targets count, not bytes: a precommit with another time is
 * no offence.
 */
public record Evidence(Verified<? extends Message> first, Verified<? extends Message> second) {
  public PublicKey offender() {
    return first.author();
  }
}

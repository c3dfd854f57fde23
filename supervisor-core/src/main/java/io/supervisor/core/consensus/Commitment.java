package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.Proposals.Entry;
import io.supervisor.core.consensus.Proposals.Status;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.CommitTarget;
import io.supervisor.core.consensus.vote.VoteTally;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Precommits of one epoch, and its end (docs/consensus.md, clauses 29 to 32). */
final class Commitment {
  /** A quorum of precommits of one round. */
  private record Certified(int round, CommitTarget target) {}

  private final EpochContext context;
  private final VoteTally<Precommit> precommits =
      new VoteTally<>(vote -> CommitTarget.of(vote.message()));

  /** By proposal; the first, for there is no second unless more than f lie. */
  private final Map<Hash, Certified> certified = new LinkedHashMap<>();

  private boolean over;
  private boolean decided;

  Commitment(EpochContext context) {
    this.context = context;
  }

  /** Whether the epoch is decided, or cannot be decided here. */
  boolean over() {
    return over;
  }

  /** Whether there is a decision. */
  boolean decided() {
    return decided;
  }

  VoteTally.Added add(Verified<Precommit> vote) {
    var added = precommits.add(vote);
    var target = CommitTarget.of(vote.message());
    int round = vote.message().round();
    if (precommits.votes(round, target).size() >= context.validators().quorum()) {
      certified.putIfAbsent(target.proposeHash(), new Certified(round, target));
    }
    return added;
  }

  boolean isCertified(Hash proposeHash) {
    return certified.containsKey(proposeHash);
  }

  List<Verified<Precommit>> all() {
    return precommits.all();
  }

  /** Ends the epoch if a quorum precommitted this proposal, and its execution is known. */
  void settle(Entry entry) {
    var certificate = certified.get(entry.hash());
    if (certificate == null || over) {
      return;
    }
    if (entry.status == Status.INVALID) {
      halt("a quorum precommitted proposal " + entry.hash() + ", which is invalid here");
    } else if (entry.blockHash != null) {
      decide(entry, entry.blockHash, certificate);
    }
  }

  private void decide(Entry entry, Hash blockHash, Certified certificate) {
    if (!blockHash.equals(certificate.target().blockHash())) {
      halt(
          String.format(
              Locale.ROOT,
              "a quorum precommitted block %s, execution here gave %s",
              certificate.target().blockHash(),
              blockHash));
      return;
    }
    over = true;
    decided = true;
    context.out.add(
        new Effect.Commit(
            new Decision(
                context.epoch(),
                entry.proposal,
                blockHash,
                certificate.round(),
                precommits.votes(certificate.round(), certificate.target()))));
  }

  private void halt(String reason) {
    over = true;
    context.out.add(new Effect.Halt(context.epoch(), reason));
  }
}

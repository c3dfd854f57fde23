package io.supervisor.client;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofError;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.VerifiedBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The validators that a client trusts, newest first, and the rule by which it comes to trust
 * others. Immutable.
 *
 * <p>A configuration that a block proves is trusted if the block is certified
 *
 * <ul>
 *   <li>by validators that are trusted; or
 *   <li>by the validators of that configuration, among whom are more than a third of those trusted:
 *       one of them at least is honest, and precommitted to what it knew to be the configuration.
 * </ul>
 */
final class ValidatorSets {
  /** Sets further back than this are forgotten. */
  private static final int SETS_MAX = 64;

  private final List<ValidSet> sets;

  private ValidatorSets(List<ValidSet> sets) {
    this.sets = sets;
  }

  static ValidatorSets of(List<PublicKey> consensusKeys) {
    return new ValidatorSets(List.of(new ValidSet(List.copyOf(consensusKeys), Long.MAX_VALUE)));
  }

  /**
   * Validators that were in force up to some height at least, and above {@code lastHeight} never.
   */
  private record ValidSet(List<PublicKey> consensusKeys, long lastHeight) {}

  List<PublicKey> newest() {
    return sets.get(0).consensusKeys();
  }

  /** Whether these were followed further than the other ones. */
  boolean isLaterThan(ValidatorSets other) {
    return sets.size() > 1 && other.isFollowedBefore(sets.get(1).lastHeight);
  }

  /** Whether what a block of this height proves can be news: nobody goes back to former ones. */
  boolean isFollowedBefore(long height) {
    return sets.size() == 1 || Long.compareUnsigned(sets.get(1).lastHeight, height) < 0;
  }

  /** Whether one of the sets certifies the block; the refusal is that of the newest. */
  Checked<VerifiedBlock> check(BlockProof proof) {
    var verdict = proof.check(newest());
    for (var set : sets.subList(1, sets.size())) {
      if (verdict.isValid()
          || Long.compareUnsigned(proof.block().getHeight(), set.lastHeight) > 0) {
        return verdict;
      }
      var older = proof.check(set.consensusKeys());
      if (older.isValid()) {
        return older;
      }
    }
    return verdict;
  }

  /** Goes on to a configuration that a block proves to be in force after it. */
  Checked<ValidatorSets> follow(BlockProof proof, ConsensusConfig proven) {
    var next = proven.consensusKeys();
    var byTrusted = proof.check(newest());
    if (byTrusted.isValid()) {
      return new Checked.Valid<>(with(next, byTrusted.orElseThrow().height()));
    }
    return proof
        .check(next)
        .flatMap(block ->
            isVouchedFor(block)
                ? new Checked.Valid<>(with(next, block.height()))
                : new Checked.Refused<>(
                    new ProofError(
                        Reason.WRONG_AUTHOR,
                        "validators have changed, and too few of those trusted signed block "
                            + block.height())));
  }

  private boolean isVouchedFor(VerifiedBlock block) {
    var trusted = new HashSet<>(newest());
    var vouching = block.precommits().stream().filter(p -> trusted.contains(p.author())).count();
    return vouching > (newest().size() - 1) / 3;
  }

  /** Goes on to validators that are proven, by a block, to be in force after it. */
  ValidatorSets with(List<PublicKey> next, Height provenAt) {
    if (next.equals(newest())) {
      return this;
    }
    var all = new ArrayList<ValidSet>();
    all.add(new ValidSet(next, Long.MAX_VALUE));
    all.add(new ValidSet(newest(), provenAt.value()));
    all.addAll(sets.subList(1, Math.min(sets.size(), SETS_MAX - 1)));
    return new ValidatorSets(List.copyOf(all));
  }
}

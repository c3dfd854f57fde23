package io.supervisor.core.catchup;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether precommits prove a block: the rule of original-consensus.md section 8, with one round
 * (H2).
 */
public final class Certificate {
  private Certificate() {}

  /**
   * The first thing that is wrong; empty if the block is decided.
   *
   * @param validators in force for that block
   * @param epoch of the block, which equals its height
   */
  public static Optional<String> problem(
      ValidatorSet validators, long epoch, Hash block, List<Verified<Precommit>> precommits) {
    if (precommits.size() < validators.quorum() || precommits.size() > validators.size()) {
      return Optional.of(
          "precommits: got "
              + precommits.size()
              + ", want "
              + validators.quorum()
              + " to "
              + validators.size());
    }
    var voters = new HashSet<Integer>();
    int round = precommits.getFirst().message().round();
    for (var vote : precommits) {
      var message = vote.message();
      if (message.epoch().value() != epoch || message.round() != round) {
        return Optional.of("precommits: not of one round of epoch " + epoch);
      }
      if (!message.blockHash().equals(block)) {
        return Optional.of("precommit: got block " + message.blockHash() + ", want " + block);
      }
      if (!validators.holds(message.validator(), vote.author())) {
        return Optional.of("precommit: author is not validator " + message.validator());
      }
      if (!voters.add(message.validator().value())) {
        return Optional.of("precommits: two of validator " + message.validator());
      }
    }
    return Optional.empty();
  }

  /** List hash of transactions' hashes, as a header has it. Source: wire.md section 2.2. */
  public static Hash transactionsHash(List<Hash> hashes) {
    if (hashes.isEmpty()) {
      return TreeHash.EMPTY_LIST;
    }
    var level = new ArrayList<Hash>(hashes.size());
    hashes.forEach(hash -> level.add(TreeHash.leaf(hash.unsafeBytes())));
    while (level.size() > 1) {
      var above = new ArrayList<Hash>((level.size() + 1) / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(
            i + 1 < level.size()
                ? TreeHash.listBranch(level.get(i), level.get(i + 1))
                : TreeHash.listBranch(level.get(i)));
      }
      level.clear();
      level.addAll(above);
    }
    return TreeHash.list(hashes.size(), level.getFirst());
  }
}

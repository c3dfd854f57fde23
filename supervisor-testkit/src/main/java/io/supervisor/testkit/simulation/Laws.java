package io.supervisor.testkit.simulation;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ValidatorSet;
import io.supervisor.core.journal.BlockRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The invariants of the whole cluster (consensus.md section 17): S1 to S7. What one node may say is
 * for {@link Conscience}.
 */
final class Laws {
  private final Roster roster;
  private final MessageVerifier verifier = new MessageVerifier(FakeSigner::verify);
  private final Map<Height, ValidatorSet> validators = new HashMap<>();
  private final List<BlockRecord> chain = new ArrayList<>();
  private final Map<Hash, Propose> proposals = new HashMap<>();
  private final Map<Hash, Hash> outcomes = new HashMap<>();
  private final Set<Hash> submitted = new HashSet<>();
  private final Map<Hash, Height> committed = new HashMap<>();
  private final Map<Ballot, Set<Integer>> precommits = new HashMap<>();
  private final Map<Long, Hash> certified = new HashMap<>();

  private record Ballot(long epoch, int round, Hash block) {}

  Laws(Roster roster) {
    this.roster = roster;
  }

  /** In force for the block of this height (C1, C2). */
  ValidatorSet validators(Height height) {
    return validators.computeIfAbsent(height, roster::at);
  }

  void onSubmitted(Hash transaction) {
    submitted.add(transaction);
  }

  boolean isCommitted(Hash transaction) {
    return committed.containsKey(transaction);
  }

  int transactions() {
    return committed.size();
  }

  /** Any message that anybody has signed, delivered or not. */
  Verified<? extends Message> onSigned(ByteString signed) {
    if (!(verifier.verify(signed) instanceof MessageVerifier.Result.Good(var message))) {
      throw new BrokenLaw("V8", "a node sent what cannot be verified");
    }
    if (message.message() instanceof Propose propose) {
      proposals.put(message.hash(), propose);
    }
    if (message.message() instanceof Precommit precommit) {
      onPrecommit(message.author(), precommit);
    }
    return message;
  }

  /** An honest node's precommit. S6: the same proposal gives the same block everywhere. */
  void onHonestPrecommit(Precommit vote) {
    var before = outcomes.putIfAbsent(vote.proposeHash(), vote.blockHash());
    if (before != null && !before.equals(vote.blockHash())) {
      throw new BrokenLaw("S6", "proposal gave " + before + " and " + vote.blockHash());
    }
  }

  /** An honest node's prevote. V7: it speaks for a proposal that can become a block. */
  void onHonestPrevote(Hash proposeHash, long epoch) {
    var proposal = proposals.get(proposeHash);
    if (proposal == null) {
      throw new BrokenLaw("V7", "prevote for a proposal that nobody made");
    }
    checkContents(proposal.transactions(), epoch, "V7");
  }

  /** An honest node has committed a block, for the first time or not. */
  void onCommitted(BlockRecord block) {
    int height = (int) block.height().value();
    if (height <= chain.size()) {
      var first = chain.get(height - 1);
      if (!first.header().equals(block.header())
          || !first.transactions().equals(block.transactions())) {
        throw new BrokenLaw("S1", "two blocks of height " + height);
      }
    } else if (height != chain.size() + 1) {
      throw new BrokenLaw("S2", "block " + height + " after " + chain.size());
    }
    checkCertificate(block);
    if (height > chain.size()) {
      extend(block);
    }
  }

  private void extend(BlockRecord block) {
    var header = block.block();
    if (!chain.isEmpty()
        && !Hash.of(header.getPrevHash().getData()).equals(chain.getLast().hash())) {
      throw new BrokenLaw("S5", "block " + block.height() + " does not follow the one before");
    }
    checkContents(block.transactionHashes(), block.height().value(), "S5");
    block.transactionHashes().forEach(hash -> committed.put(hash, block.height()));
    chain.add(block);
  }

  private void checkContents(List<Hash> transactions, long epoch, String law) {
    if (new HashSet<>(transactions).size() != transactions.size()) {
      throw new BrokenLaw(law, "a transaction is listed twice");
    }
    if (transactions.size() > SimulatedChain.BLOCK_LIMIT) {
      throw new BrokenLaw(law, transactions.size() + " transactions in a block");
    }
    for (var hash : transactions) {
      var height = committed.get(hash);
      if (height != null && height.value() < epoch) {
        throw new BrokenLaw(law, "transaction " + hash + " stands in block " + height + " already");
      }
      if (!submitted.contains(hash)) {
        throw new BrokenLaw("S7", "transaction " + hash + " was never submitted");
      }
    }
  }

  /** S3, written down anew: one epoch, one round, one block, a quorum of different validators. */
  private void checkCertificate(BlockRecord block) {
    var inForce = validators(block.height());
    var voters = new HashSet<PublicKey>();
    int round = 0;
    for (var signed : block.precommits()) {
      if (!(verifier.verify(signed) instanceof MessageVerifier.Result.Good(var vote))
          || !(vote.message() instanceof Precommit precommit)) {
        throw new BrokenLaw("S3", "no precommit in the certificate of " + block.height());
      }
      round = round == 0 ? precommit.round() : round;
      boolean fits =
          precommit.round() == round
              && precommit.epoch().equals(block.height())
              && precommit.blockHash().equals(block.hash())
              && inForce.keys().indexOf(vote.author()) == precommit.validator().value();
      if (!fits || !voters.add(vote.author())) {
        throw new BrokenLaw("S3", "certificate of block " + block.height());
      }
    }
    if (voters.size() * 3 <= inForce.size() * 2) {
      throw new BrokenLaw("S3", voters.size() + " precommits for block " + block.height());
    }
  }

  /** S4: all precommits of the world together certify one block of an epoch. */
  private void onPrecommit(PublicKey author, Precommit vote) {
    var inForce = validators(vote.epoch());
    if (!inForce.holds(vote.validator(), author)) {
      return;
    }
    long epoch = vote.epoch().value();
    var voters =
        precommits.computeIfAbsent(
            new Ballot(epoch, vote.round(), vote.blockHash()), _ -> new HashSet<>());
    voters.add(vote.validator().value());
    if (voters.size() * 3 > inForce.size() * 2) {
      var before = certified.putIfAbsent(epoch, vote.blockHash());
      if (before != null && !before.equals(vote.blockHash())) {
        throw new BrokenLaw("S4", "epoch " + epoch + " certifies " + before + " and another block");
      }
    }
  }
}

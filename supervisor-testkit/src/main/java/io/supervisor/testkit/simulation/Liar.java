package io.supervisor.testkit.simulation;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.wire.peer.ConsensusMessages;
import io.supervisor.wire.peer.DecidedBlock;
import io.supervisor.wire.peer.PeerMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What comes out of the faulty validator instead of what its replica says: copies with another
 * target, round or lock, signed with its own key and shown to some only; old messages once more;
 * nothing at all; blocks that are none.
 */
final class Liar {
  private static final int MEMORY = 64;

  private final Scenario.Lie kind;
  private final Dice dice;
  private final FakeSigner signer;
  private final Laws laws;
  private final Totals totals;
  private final MessageVerifier reader = MessageVerifier.trusting();
  private final List<Hash> proposals = new ArrayList<>();
  private final List<Hash> blocks = new ArrayList<>();
  private final List<ByteString> old = new ArrayList<>();
  private int audience;
  private boolean retired;

  Liar(Scenario.Lie kind, Dice dice, FakeSigner signer, Laws laws, Totals totals) {
    this.kind = kind;
    this.dice = dice;
    this.signer = signer;
    this.laws = laws;
    this.totals = totals;
  }

  /** The network is sound again; the liar is not, but need not be loud any more. */
  void retire() {
    retired = true;
  }

  /** What it says when its replica says this. */
  List<PeerMessage> speak(PeerMessage message) {
    if (kind == Scenario.Lie.MISLEADS && dice.chance(0.5)) {
      return List.of(mislead(message));
    }
    if (kind == Scenario.Lie.FORGES && message.hasConsensus() && !retired) {
      return forge(message);
    }
    if (kind != Scenario.Lie.CONTRADICTS || !message.hasConsensus()) {
      return List.of(message);
    }
    var spoken = new ArrayList<PeerMessage>();
    spoken.add(message);
    for (var signed : message.getConsensus().getSignedList()) {
      remember(old, signed);
      if (!retired || dice.chance(0.1)) {
        contradict(signed).ifPresent(spoken::add);
      }
      if (dice.chance(0.1)) {
        totals.lies++;
        spoken.add(wrap(dice.oneOf(old)));
      }
    }
    Collections.swap(spoken, 0, dice.between(0, spoken.size() - 1));
    return spoken;
  }

  /** Whether this peer gets to hear it. */
  boolean says(PeerMessage message, int peer) {
    boolean selective = kind == Scenario.Lie.WITHHOLDS || kind == Scenario.Lie.CONTRADICTS;
    if (!selective || !message.hasConsensus()) {
      return true;
    }
    if (dice.chance(0.05)) {
      audience = dice.between(0, 255);
    }
    boolean told = ((audience ^ message.hashCode()) >> peer % 8 & 1) == 0 || dice.chance(0.3);
    totals.lies += told ? 0 : 1;
    return told;
  }

  /** Something to lie about. */
  void overhears(Verified<? extends Message> message) {
    switch (message.message()) {
      case Propose propose -> remember(proposals, message.hash());
      case Prevote prevote -> remember(proposals, prevote.proposeHash());
      case Precommit precommit -> {
        remember(proposals, precommit.proposeHash());
        remember(blocks, precommit.blockHash());
      }
      case Wish wish -> {
        // Nothing in it.
      }
    }
  }

  /** Its own words, and the same in the name of all others. */
  private List<PeerMessage> forge(PeerMessage message) {
    var spoken = new ArrayList<PeerMessage>();
    spoken.add(message);
    for (var signed : message.getConsensus().getSignedList()) {
      if (reader.verify(signed) instanceof MessageVerifier.Result.Good(var original)) {
        var keys = laws.validators(original.message().epoch()).keys();
        for (int id = 0; id < keys.size(); id++) {
          totals.lies++;
          spoken.add(wrap(sign(inTheNameOf(id, original.message()), keys.get(id))));
        }
      }
    }
    return spoken;
  }

  private static Message inTheNameOf(int id, Message message) {
    var victim = new ValidatorId(id);
    return switch (message) {
      case Propose m ->
          new Propose(victim, m.epoch(), m.round(), m.previousHash(), m.transactions());
      case Prevote m -> new Prevote(victim, m.epoch(), m.round(), m.proposeHash(), m.lockedRound());
      case Precommit m ->
          new Precommit(
              victim,
              m.epoch(),
              m.round(),
              m.proposeHash(),
              m.blockHash(),
              m.time().plusMillis(id));
      case Wish m -> new Wish(victim, m.epoch(), m.round());
    };
  }

  private Optional<PeerMessage> contradict(ByteString signed) {
    if (!(reader.verify(signed) instanceof MessageVerifier.Result.Good(var original))
        || !original.author().equals(signer.publicKey())) {
      return Optional.empty();
    }
    var lie = changed(original.message());
    totals.lies++;
    return Optional.of(wrap(sign(lie, signer.publicKey())));
  }

  private Message changed(Message message) {
    return switch (message) {
      case Propose m ->
          new Propose(
              m.validator(),
              m.epoch(),
              round(m.round()),
              m.previousHash(),
              m.transactions().isEmpty()
                  ? List.of(Hash.ZERO)
                  : m.transactions().subList(0, dice.between(0, m.transactions().size() - 1)));
      case Prevote m -> {
        int round = round(m.round());
        yield new Prevote(
            m.validator(),
            m.epoch(),
            round,
            dice.chance(0.7) ? another(proposals) : m.proposeHash(),
            dice.between(0, round - 1));
      }
      case Precommit m ->
          new Precommit(
              m.validator(),
              m.epoch(),
              round(m.round()),
              dice.chance(0.5) ? another(proposals) : m.proposeHash(),
              dice.chance(0.3) ? another(blocks) : m.blockHash(),
              m.time().plusMillis(1));
      case Wish m -> new Wish(m.validator(), m.epoch(), m.round() + dice.between(0, 3));
    };
  }

  private int round(int round) {
    return dice.chance(0.6) ? round : Math.max(1, round + dice.between(-2, 2));
  }

  private Hash another(List<Hash> known) {
    return known.isEmpty() || dice.chance(0.1) ? Hash.ZERO : dice.oneOf(known);
  }

  /** With its own key, whosever name it claims. */
  private ByteString sign(Message message, PublicKey author) {
    var draft = Draft.of(message);
    return draft.signed(author, signer.sign(draft.payload())).toByteString();
  }

  private static PeerMessage wrap(ByteString signed) {
    return PeerMessage.newBuilder()
        .setConsensus(ConsensusMessages.newBuilder().addSigned(signed))
        .build();
  }

  private PeerMessage mislead(PeerMessage message) {
    var lie = message.toBuilder();
    if (message.hasStatus()) {
      totals.lies++;
      lie.getStatusBuilder().setHeight(message.getStatus().getHeight() + dice.between(1, 1_000));
    }
    if (message.hasBlocksAnswer()) {
      totals.lies++;
      var blocks = lie.getBlocksAnswerBuilder();
      var block = blocks.getBlocksBuilder(dice.between(0, blocks.getBlocksCount() - 1));
      switch (dice.between(0, 6)) {
        case 0 -> block.addTransactionHashes(Hash.ZERO.toByteString());
        case 1 -> block.clearTransactions();
        case 2 -> block.clearPrecommits();
        case 3 -> block.setHeader(block.getHeader().concat(ByteString.copyFrom(new byte[] {8, 1})));
        default -> mixRounds(block);
      }
    }
    return lie.build();
  }

  /** Makes up the quorum with a precommit of its own, true but of another round (H2). */
  private void mixRounds(DecidedBlock.Builder block) {
    for (int i = 0; i < block.getPrecommitsCount(); i++) {
      var read = reader.verify(block.getPrecommits(i));
      if (read instanceof MessageVerifier.Result.Good(var vote)
          && vote.message() instanceof Precommit m
          && (i == 0 || vote.author().equals(signer.publicKey()))) {
        var self = laws.validators(m.epoch()).id(signer.publicKey());
        var lie =
            new Precommit(
                self.orElse(m.validator()),
                m.epoch(),
                m.round() + 1,
                m.proposeHash(),
                m.blockHash(),
                m.time());
        block.setPrecommits(i, sign(lie, signer.publicKey()));
      }
    }
  }

  private static <T> void remember(List<T> memory, T item) {
    if (memory.size() == MEMORY) {
      memory.removeFirst();
    }
    memory.add(item);
  }
}

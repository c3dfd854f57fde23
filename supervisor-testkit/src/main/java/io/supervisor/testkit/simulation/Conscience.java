package io.supervisor.testkit.simulation;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.wire.journal.JournalFrame;
import io.supervisor.wire.journal.LockEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one honest node has said and made durable in its whole life, crashes included: V1 to V7 of
 * consensus.md section 17.
 */
final class Conscience {
  private final String name;
  private final Laws laws;
  private final MessageVerifier reader = MessageVerifier.trusting();
  private final Set<ByteString> durable = new HashSet<>();
  private final Map<Long, List<LockEntry>> locks = new HashMap<>();
  private final Map<String, ByteString> said = new HashMap<>();
  private final Map<Long, List<Prevote>> prevotes = new HashMap<>();
  private final Map<Long, List<Precommit>> precommits = new HashMap<>();

  Conscience(String name, Laws laws) {
    this.name = name;
    this.laws = laws;
  }

  void onDurable(JournalFrame frame) {
    for (var entry : frame.getEntriesList()) {
      if (entry.hasOwnMessage() && durable.add(entry.getOwnMessage().getSigned())) {
        judge(entry.getOwnMessage().getSigned());
      }
      if (entry.hasLock()) {
        onLock(entry.getLock());
      }
    }
  }

  /** The node sends a message that it has signed itself. */
  void onSent(ByteString signed, Verified<? extends Message> verified) {
    if (!(verified.message() instanceof Wish) && !durable.contains(signed)) {
      throw new BrokenLaw("V5", name + " sent what it could forget: " + verified);
    }
    switch (verified.message()) {
      case Prevote prevote -> laws.onHonestPrevote(prevote.proposeHash(), prevote.epoch().value());
      case Precommit precommit -> laws.onHonestPrecommit(precommit);
      default -> {
        // What follows from the order of signing was judged when it became durable.
      }
    }
  }

  /** In the order of the journal, which is that of signing. */
  private void judge(ByteString signed) {
    if (!(reader.verify(signed) instanceof MessageVerifier.Result.Good(var verified))) {
      throw new BrokenLaw("V8", name + " has no message in its journal");
    }
    var message = verified.message();
    checkOnce(signed, message);
    switch (message) {
      case Propose propose -> checkUnlocked(propose);
      case Prevote prevote -> {
        checkPrevote(prevote);
        prevotes.computeIfAbsent(prevote.epoch().value(), _ -> new ArrayList<>()).add(prevote);
      }
      case Precommit precommit -> {
        checkPrecommit(precommit);
        precommits
            .computeIfAbsent(precommit.epoch().value(), _ -> new ArrayList<>())
            .add(precommit);
      }
      case Wish wish -> throw new BrokenLaw("V8", name + " has a wish in its journal");
    }
  }

  /** A restarted node says that it is locked since this round. */
  void onRestarted(long epoch, int lockedRound) {
    for (var vote : precommits.getOrDefault(epoch, List.of())) {
      if (vote.round() > lockedRound) {
        throw new BrokenLaw(
            "V4",
            name
                + " precommitted in round "
                + vote.round()
                + ", restarts with lock "
                + lockedRound);
      }
    }
  }

  private void onLock(LockEntry lock) {
    var before = locks.computeIfAbsent(lock.getEpoch(), _ -> new ArrayList<>());
    if (!before.isEmpty() && before.getLast().getRound() >= lock.getRound()) {
      throw new BrokenLaw(
          "V4",
          name + " locks in round " + lock.getRound() + " after " + before.getLast().getRound());
    }
    before.add(lock);
  }

  /** V1, V6: one proposal, prevote and precommit in a round, and always the same bytes. */
  private void checkOnce(ByteString signed, Message message) {
    var key = message.getClass().getSimpleName() + "/" + message.epoch() + "/" + message.round();
    var before = said.putIfAbsent(key, signed);
    if (before != null && !before.equals(signed)) {
      throw new BrokenLaw("V1", name + " said two things in " + key);
    }
  }

  private void checkUnlocked(Propose propose) {
    if (locks.containsKey(propose.epoch().value())) {
      throw new BrokenLaw("V6", name + " proposed while locked: " + propose);
    }
  }

  private void checkPrevote(Prevote prevote) {
    for (var vote : precommits.getOrDefault(prevote.epoch().value(), List.of())) {
      boolean bound =
          vote.round() < prevote.round() && !vote.proposeHash().equals(prevote.proposeHash());
      if (bound && !released(prevote, vote.round())) {
        throw new BrokenLaw(
            "V3",
            name
                + " prevoted in round "
                + prevote.round()
                + " against its precommit of "
                + vote.round());
      }
    }
  }

  private boolean released(Prevote prevote, int precommitRound) {
    return locks.getOrDefault(prevote.epoch().value(), List.of()).stream()
        .anyMatch(lock ->
            lock.getRound() > precommitRound
                && lock.getRound() <= prevote.round()
                && Hash.of(lock.getProposeHash()).equals(prevote.proposeHash()));
  }

  private void checkPrecommit(Precommit vote) {
    boolean proven =
        locks.getOrDefault(vote.epoch().value(), List.of()).stream()
            .anyMatch(lock ->
                lock.getRound() == vote.round()
                    && Hash.of(lock.getProposeHash()).equals(vote.proposeHash())
                    && lock.getPrevotesCount() >= laws.validators(vote.epoch()).quorum());
    if (!proven) {
      throw new BrokenLaw("V2", name + " precommitted without a durable quorum of prevotes");
    }
    for (var prevote : prevotes.getOrDefault(vote.epoch().value(), List.of())) {
      if (prevote.round() > vote.round() && !prevote.proposeHash().equals(vote.proposeHash())) {
        throw new BrokenLaw(
            "V3",
            name
                + " precommitted in round "
                + vote.round()
                + " against its prevote of "
                + prevote.round());
      }
    }
  }
}

package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.Evidence;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The invariants of docs/consensus.md, clause 50, over everything that is ever said. */
final class ModelChecks {
  private record Slot(PublicKey author, Class<?> kind, Height epoch, int round) {}

  private record Vote(Height epoch, int round, Hash blockHash) {}

  private final int validators;
  private final Set<PublicKey> correct = new HashSet<>();
  private final Map<Slot, Object> targets = new HashMap<>();
  private final Map<Vote, Set<Integer>> precommits = new HashMap<>();
  private final Map<Height, Hash> certified = new HashMap<>();
  private final Map<Height, Hash> decisions = new HashMap<>();
  private final Map<PublicKey, List<Message>> history = new HashMap<>();

  ModelChecks(int validators) {
    this.validators = validators;
  }

  void correct(List<PublicKey> keys) {
    correct.addAll(keys);
  }

  /** S1, S2, S3. */
  void decided(Decision decision) {
    var before = decisions.putIfAbsent(decision.epoch(), decision.blockHash());
    check(before == null || before.equals(decision.blockHash()), "S1 fork", decision);
    check(
        Fixture.certify(decision.precommits(), decision.epoch(), decision.blockHash()),
        "S3 certificate",
        decision);
  }

  /** S4, over correct and lying authors. */
  void left(Verified<? extends Message> message) {
    if (message.message() instanceof Precommit vote) {
      var voters =
          precommits.computeIfAbsent(
              new Vote(vote.epoch(), vote.round(), vote.blockHash()), key -> new HashSet<>());
      voters.add(vote.validator().value());
      if (voters.size() >= Fixture.validators(validators).quorum()) {
        var before = certified.putIfAbsent(vote.epoch(), vote.blockHash());
        check(before == null || before.equals(vote.blockHash()), "S4 two certificates", vote);
      }
    }
  }

  /**
   * V1, V2, V3, V6 of a message of a correct node about to leave; locks as they are on its disk.
   */
  void leaving(Verified<? extends Message> signed, List<ProofOfLock> locks) {
    var message = signed.message();
    var slot = new Slot(signed.author(), message.getClass(), message.epoch(), message.round());
    var before = targets.putIfAbsent(slot, target(signed));
    check(before == null || before.equals(target(signed)), "V1, V6 two targets", message);
    var earlier = history.computeIfAbsent(signed.author(), key -> new ArrayList<>());
    if (message instanceof Precommit vote) {
      check(
          locks.stream().anyMatch(lock -> proves(lock, vote.epoch(), vote.round(), vote)),
          "V2 no proof of lock",
          vote);
      for (var other : Fixture.only(Prevote.class, earlier)) {
        check(
            !other.epoch().equals(vote.epoch())
                || other.round() <= vote.round()
                || other.proposeHash().equals(vote.proposeHash()),
            "precommit after an incompatible prevote",
            vote);
      }
    }
    if (message instanceof Prevote vote) {
      for (var other : Fixture.only(Precommit.class, earlier)) {
        check(
            !other.epoch().equals(vote.epoch())
                || other.round() >= vote.round()
                || other.proposeHash().equals(vote.proposeHash())
                || locks.stream().anyMatch(lock -> releases(lock, other, vote)),
            "V3 prevote against own precommit",
            vote);
      }
    }
    earlier.add(message);
  }

  /** A2. */
  void accused(Evidence evidence) {
    check(!correct.contains(evidence.offender()), "A2 evidence against a correct node", evidence);
    check(
        evidence.first().author().equals(evidence.second().author())
            && !evidence.first().equals(evidence.second()),
        "A1 evidence",
        evidence);
  }

  private static Object target(Verified<? extends Message> signed) {
    return switch (signed.message()) {
      case Propose propose -> signed.hash();
      case Prevote prevote -> prevote.proposeHash();
      default -> signed.toByteString();
    };
  }

  private static boolean proves(ProofOfLock lock, Height epoch, int round, Precommit vote) {
    return lock.epoch().equals(epoch)
        && lock.round() == round
        && lock.proposeHash().equals(vote.proposeHash());
  }

  private static boolean releases(ProofOfLock lock, Precommit precommit, Prevote prevote) {
    return lock.epoch().equals(prevote.epoch())
        && lock.round() > precommit.round()
        && lock.round() <= prevote.round()
        && lock.proposeHash().equals(prevote.proposeHash());
  }

  private static void check(boolean holds, String rule, Object what) {
    if (!holds) {
      throw new AssertionError(rule + ": " + what);
    }
  }
}

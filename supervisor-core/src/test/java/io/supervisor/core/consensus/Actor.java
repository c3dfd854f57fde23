package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node on a stage: the real core with a shell that does at once what it is asked, a perfect disk,
 * and no network. Stories hand it messages and look at what it said.
 */
final class Actor {
  final PublicKey self;
  final RoundRules rules;

  /** Everything since the start, in order. */
  final List<Effect> effects = new ArrayList<>();

  final List<Decision> decisions = new ArrayList<>();

  /** What the pool selects. */
  List<Hash> pool = List.of();

  Input.Verdict verdict = new Input.Verdict.Valid();
  long nowMs = 1_000;

  private final Map<Timer.Kind, Effect.Schedule> timers = new EnumMap<>(Timer.Kind.class);
  private final List<Verified<? extends Message>> own = new ArrayList<>();
  private final List<Verified<Propose>> kept = new ArrayList<>();
  private final List<ProofOfLock> locks = new ArrayList<>();
  private EpochStart start;
  private int round;
  private Consensus core;

  Actor(int id, int n) {
    this(Fixture.key(id), Fixture.start(n), new RoundRules());
  }

  Actor(PublicKey self, EpochStart start, RoundRules rules) {
    this.self = self;
    this.start = start;
    this.rules = rules;
    this.core = new Consensus(self, start, Restored.nothing(), rules);
    in(new Input.Started());
  }

  /** Loses everything but the journal, and comes back with what is given of it. */
  void restart(Restored restored) {
    timers.clear();
    effects.clear();
    core = new Consensus(self, start, restored, rules);
    in(new Input.Started());
  }

  /** What the journal holds. */
  Restored journal() {
    var lock = locks.isEmpty() ? Optional.<ProofOfLock>empty() : Optional.of(locks.getLast());
    return new Restored(round, own, kept, lock);
  }

  List<ProofOfLock> locks() {
    return List.copyOf(locks);
  }

  /** Hands over messages of others. */
  @SafeVarargs
  final Actor hears(Verified<? extends Message>... messages) {
    for (var message : messages) {
      in(new Input.MessageReceived(message.author(), message));
    }
    return this;
  }

  Actor hears(ProofOfLock proof) {
    return in(new Input.ProofOfLockReceived(proof.prevotes().getFirst().author(), proof));
  }

  /** Lets the round pass. */
  Actor ceiling() {
    return fires(Timer.Kind.CEILING);
  }

  /** Lets time pass until a timer. */
  Actor fires(Timer.Kind kind) {
    var scheduled = timers.remove(kind);
    if (scheduled == null) {
      throw new AssertionError("no timer " + kind + " in " + timers);
    }
    nowMs = Math.max(nowMs, scheduled.atMs());
    return in(new Input.TimerFired(scheduled.timer()));
  }

  Optional<Long> timer(Timer.Kind kind) {
    return Optional.ofNullable(timers.get(kind)).map(Effect.Schedule::atMs);
  }

  /** The block is applied, or the node caught up: decides the next one. */
  Actor begins(EpochStart next) {
    start = next;
    round = 0;
    return in(new Input.EpochBegan(next));
  }

  Actor in(Input first) {
    var inputs = new ArrayDeque<Input>();
    inputs.add(first);
    while (!inputs.isEmpty()) {
      for (var effect : core.step(new Now(nowMs, Fixture.TIME), inputs.remove())) {
        effects.add(effect);
        carryOut(effect, inputs);
      }
    }
    return this;
  }

  private void carryOut(Effect effect, ArrayDeque<Input> answers) {
    switch (effect) {
      case Effect.KeepProposal keep -> kept.add(keep.proposal());
      case Effect.RecordLock record -> locks.add(record.proof());
      case Effect.RecordRound record -> round = record.round();
      case Effect.Sign sign -> {
        var message = Fixture.sign(sign.draft().message(), self);
        own.add(message);
        answers.add(new Input.OwnMessageDurable(message));
      }
      case Effect.Schedule schedule -> timers.put(schedule.timer().kind(), schedule);
      case Effect.CheckProposal check ->
          answers.add(new Input.ProposalChecked(check.proposal().hash(), verdict));
      case Effect.SelectTransactions select ->
          answers.add(new Input.TransactionsSelected(select.epoch(), select.round(), pool));
      case Effect.Execute execute ->
          answers.add(
              new Input.Executed(execute.proposal().hash(), Fixture.blockHash(execute.proposal())));
      case Effect.Commit commit -> decisions.add(commit.decision());
      default -> {}
    }
  }

  // What it said.

  <M extends Message> List<Verified<M>> said(Class<M> kind) {
    return own.stream()
        .filter(message -> kind.isInstance(message.message()))
        .map(message -> message.as(kind))
        .toList();
  }

  Verified<Propose> proposal(int inRound) {
    return ofRound(Propose.class, inRound).orElseThrow();
  }

  Optional<Verified<Prevote>> prevote(int inRound) {
    return ofRound(Prevote.class, inRound);
  }

  Optional<Verified<Precommit>> precommit(int inRound) {
    return ofRound(Precommit.class, inRound);
  }

  <E extends Effect> List<E> did(Class<E> kind) {
    return Fixture.only(kind, effects);
  }

  private <M extends Message> Optional<Verified<M>> ofRound(Class<M> kind, int inRound) {
    return said(kind).stream().filter(message -> message.message().round() == inRound).findFirst();
  }
}

package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A correct node of the model: the real core and a shell with a journal that syncs late. A crash
 * keeps what was synced and, by chance, a beginning of what was not.
 */
final class ModelNode {
  /** What the journal holds, in order. */
  private sealed interface Record {
    record Own(Verified<? extends Message> message) implements Record {}

    record Kept(Verified<Propose> proposal) implements Record {}

    record Locked(ProofOfLock proof) implements Record {}

    record Round(int round) implements Record {}

    record Decided(Decision decision) implements Record {}
  }

  final PublicKey self;
  final List<Decision> chain = new ArrayList<>();

  private final ModelWorld world;
  private final RoundRules rules;
  private final UnaryOperator<Restored> disk;
  private final List<Record> journal = new ArrayList<>();
  private final Map<Timer.Kind, Timer> timers = new EnumMap<>(Timer.Kind.class);
  private final Map<Hash, Verified<Propose>> open = new LinkedHashMap<>();
  private final Set<Hash> known = new LinkedHashSet<>();
  private List<Record> unsynced = new ArrayList<>();
  private @Nullable Consensus core;
  private int life;
  private boolean work;

  ModelNode(ModelWorld world, int id, RoundRules rules, UnaryOperator<Restored> disk) {
    this.world = world;
    this.self = Fixture.key(id);
    this.rules = rules;
    this.disk = disk;
  }

  boolean up() {
    return core != null;
  }

  void ifUp(Runnable action) {
    if (up()) {
      action.run();
    }
  }

  /** Starts or comes back, from the journal alone. */
  void boot() {
    life++;
    known.removeIf(transaction -> !durable(transaction));
    work = !candidates().isEmpty();
    core = new Consensus(self, next(), disk.apply(restored()), rules);
    in(new Input.Started());
    later(life, 200 + world.random.nextInt(200), this::fetchBlock);
  }

  void heal() {
    if (!up()) {
      boot();
    }
    world.nodes.forEach(peer -> later(life, 1, () -> in(new Input.PeerConnected(peer.self))));
  }

  /** A client's transaction, sent on to all once. */
  void submit(Hash transaction) {
    ifUp(() -> {
      learn(transaction);
      world.sendAll(self, peer -> peer.learn(transaction));
    });
  }

  void in(Input input) {
    Deque<Input> inputs = new ArrayDeque<>();
    inputs.add(input);
    while (!inputs.isEmpty()) {
      var consensus = core;
      if (consensus == null) {
        return;
      }
      var effects = consensus.step(new Now(world.nowMs, Fixture.TIME), inputs.remove());
      for (var effect : effects) {
        world.note(effect.toString());
        if (world.crashes()) {
          crash();
          return;
        }
        carryOut(effect, inputs);
      }
    }
  }

  private void carryOut(Effect effect, Deque<Input> answers) {
    switch (effect) {
      case Effect.KeepProposal(var proposal) -> {
        if (!(verdict(proposal.message()) instanceof Input.Verdict.Valid)) {
          throw new AssertionError("V7 kept and not valid: " + proposal);
        }
        record(new Record.Kept(proposal));
      }
      case Effect.RecordLock(var proof) -> record(new Record.Locked(proof));
      case Effect.RecordRound(var epoch, var round) -> record(new Record.Round(round));
      case Effect.Sign(var draft) -> record(new Record.Own(Fixture.sign(draft.message(), self)));
      case Effect.Commit(var decision) -> record(new Record.Decided(decision));
      case Effect.SendWish(var draft) -> broadcast(Fixture.sign(draft.message(), self));
      case Effect.Broadcast(var message) -> broadcast(message);
      case Effect.BroadcastProofOfLock(var proof) -> world.sendAll(self, proofTo(proof));
      case Effect.Send(var peer, var message) ->
          world.send(peer, to -> to.in(new Input.MessageReceived(self, message)));
      case Effect.SendProofOfLock(var peer, var proof) -> world.send(peer, proofTo(proof));
      case Effect.RequestProposal(var peer, var epoch, var hash) ->
          world.send(peer, to -> to.in(new Input.ProposalRequested(self, epoch, hash)));
      case Effect.RequestProofOfLock(var peer, var epoch, var round, var hash) ->
          world.send(peer, to -> to.in(new Input.ProofOfLockRequested(self, epoch, round, hash)));
      case Effect.RequestTransactions(var peer, var hash, var wanted) ->
          world.send(peer, to -> to.answer(self, wanted));
      case Effect.RequestPool(var peer) ->
          world.send(peer, to -> to.answer(self, List.copyOf(to.candidates())));
      case Effect.Schedule(var timer, var atMs) -> {
        timers.put(timer.kind(), timer);
        later(life, Math.max(0, atMs - world.nowMs), () -> fire(timer));
      }
      case Effect.CheckProposal(var proposal) -> {
        open.put(proposal.hash(), proposal);
        answers.add(new Input.ProposalChecked(proposal.hash(), verdict(proposal.message())));
      }
      case Effect.SelectTransactions(var epoch, var round) ->
          answers.add(new Input.TransactionsSelected(epoch, round, candidates()));
      case Effect.Execute(var proposal) ->
          later(
              life,
              world.random.nextInt(30),
              () -> in(new Input.Executed(proposal.hash(), Fixture.blockHash(proposal))));
      case Effect.ReportEvidence(var evidence) -> world.checks.accused(evidence);
      case Effect.Halt(var epoch, var reason) ->
          throw new AssertionError("halt of " + self + " in " + epoch + ": " + reason);
    }
  }

  private void fire(Timer timer) {
    if (timer.equals(timers.get(timer.kind()))) {
      in(new Input.TimerFired(timer));
    }
  }

  private void record(Record record) {
    if (unsynced.isEmpty()) {
      later(life, 1 + world.random.nextInt(8), this::sync);
    }
    unsynced.add(record);
  }

  /** Durable first, then visible. */
  private void sync() {
    var synced = unsynced;
    unsynced = new ArrayList<>();
    journal.addAll(synced);
    for (var record : synced) {
      if (!up()) {
        return;
      }
      if (record instanceof Record.Own(var message)) {
        checkVote(message);
        world.leaves(message);
        broadcast(message);
        in(new Input.OwnMessageDurable(message));
      } else if (record instanceof Record.Decided(var decision)) {
        append(decision);
      }
    }
  }

  private void checkVote(Verified<? extends Message> message) {
    var locks =
        Fixture.only(Record.Locked.class, journal).stream().map(Record.Locked::proof).toList();
    world.checks.leaving(message, locks);
  }

  private void append(Decision decision) {
    if (decision.epoch().value() != chain.size() + 1) {
      return;
    }
    world.checks.decided(decision);
    chain.add(decision);
    known.removeAll(decision.proposal().message().transactions());
    open.clear();
    work = !candidates().isEmpty();
    in(new Input.EpochBegan(next()));
  }

  private void crash() {
    core = null;
    life++;
    timers.clear();
    open.clear();
    journal.addAll(unsynced.subList(0, world.random.nextInt(unsynced.size() + 1)));
    unsynced = new ArrayList<>();
    // A decision that made it to the disk is the chain, whether it was told or not.
    for (var decided : Fixture.only(Record.Decided.class, journal)) {
      if (decided.decision().epoch().value() == chain.size() + 1) {
        world.checks.decided(decided.decision());
        chain.add(decided.decision());
      }
    }
    int dead = life;
    world.at(
        world.random.nextInt(2_000),
        () -> {
          if (life == dead && !up()) {
            boot();
          }
        });
  }

  /** Catching up at its simplest: now and then the next block from anybody. */
  private void fetchBlock() {
    var peer = world.nodes.get(world.random.nextInt(world.nodes.size()));
    if (peer.chain.size() > chain.size()) {
      var decision = peer.chain.get(chain.size());
      record(new Record.Decided(decision));
    }
    later(life, 200 + world.random.nextInt(200), this::fetchBlock);
  }

  private EpochStart next() {
    var epoch = new Height(chain.size() + 1);
    var previous = chain.isEmpty() ? Fixture.GENESIS : chain.getLast().blockHash();
    return new EpochStart(epoch, previous, world.config, work, Optional.empty());
  }

  private Restored restored() {
    int round = 0;
    var own = new ArrayList<Verified<? extends Message>>();
    var kept = new ArrayList<Verified<Propose>>();
    Optional<ProofOfLock> lock = Optional.empty();
    for (var record : journal) {
      switch (record) {
        case Record.Own(var message) -> own.add(message);
        case Record.Kept(var proposal) -> kept.add(proposal);
        case Record.Locked(var proof) -> lock = Optional.of(proof);
        case Record.Round(var entered) -> round = entered;
        case Record.Decided decided -> round = 0;
      }
    }
    return new Restored(round, own, kept, lock);
  }

  private boolean durable(Hash transaction) {
    return Fixture.only(Record.Kept.class, journal).stream()
        .anyMatch(kept -> kept.proposal().message().transactions().contains(transaction));
  }

  void learn(Hash transaction) {
    if (committed(transaction) || !known.add(transaction)) {
      return;
    }
    for (var proposal : List.copyOf(open.values())) {
      if (proposal.message().transactions().contains(transaction)) {
        in(new Input.ProposalChecked(proposal.hash(), verdict(proposal.message())));
      }
    }
    if (!work) {
      work = true;
      in(new Input.WorkChanged(true));
    }
  }

  private void answer(PublicKey peer, List<Hash> wanted) {
    wanted.stream()
        .filter(known::contains)
        .forEach(transaction -> world.send(peer, to -> to.learn(transaction)));
  }

  private List<Hash> candidates() {
    return known.stream().filter(transaction -> !committed(transaction)).limit(20).toList();
  }

  boolean committed(Hash transaction) {
    return chain.stream()
        .anyMatch(block -> block.proposal().message().transactions().contains(transaction));
  }

  private Input.Verdict verdict(Propose propose) {
    var transactions = propose.transactions();
    if (new HashSet<>(transactions).size() < transactions.size()
        || transactions.stream().anyMatch(this::committed)) {
      return new Input.Verdict.Invalid("duplicate");
    }
    var missing = transactions.stream().filter(hash -> !known.contains(hash)).toList();
    return missing.isEmpty() ? new Input.Verdict.Valid() : new Input.Verdict.Incomplete(missing);
  }

  private void broadcast(Verified<? extends Message> message) {
    world.sendAll(self, peer -> peer.in(new Input.MessageReceived(self, message)));
  }

  private Consumer<ModelNode> proofTo(ProofOfLock proof) {
    return peer -> peer.in(new Input.ProofOfLockReceived(self, proof));
  }

  private void later(int ofLife, long delayMs, Runnable action) {
    world.at(
        delayMs,
        () -> {
          if (life == ofLife && up()) {
            action.run();
          }
        });
  }
}

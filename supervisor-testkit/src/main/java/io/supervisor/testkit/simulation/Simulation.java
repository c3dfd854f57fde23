package io.supervisor.testkit.simulation;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.pool.PoolAnswer;
import io.supervisor.core.replica.PeerGate;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaEvent;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.wire.peer.PeerMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one thread, over disks that tear, networks that lose and a validator that lies: what
 * happens is drawn from the seed, in order of (time, number of the event). The same seed does the
 * same.
 */
public final class Simulation {
  /** Events after which a run counts as stuck. */
  private static final int EVENTS_MAX = 2_000_000;

  /** Simulated time after the last fault in which the cluster has to be done. */
  private static final long RECOVERY_MS = 240_000;

  private final Totals totals = new Totals();
  private final NodeParts parts;
  private final Scenario scenario;
  private final Dice dice;
  private final Dice losses;
  private final Network network;
  private final Laws laws;
  private final PeerGate gate;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Conscience> consciences = new ArrayList<>();
  private final List<List<Node>> peersOf = new ArrayList<>();
  private final Set<Hash> promised = new LinkedHashSet<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Liar liar;
  private final Optional<MigrationStory> story;
  private final StoryWorld world = new StoryWorld();
  private final List<FakeSigner> clients = List.of(new FakeSigner("a"), new FakeSigner("b"));
  private long nextEvent;
  private long nowMs;
  private long trace;
  private boolean healed;
  private int nonce;

  private record Event(long atMs, long number, Action action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMs, other.atMs);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private interface Action {
    void run();
  }

  public Simulation(long seed) {
    this(seed, NodeParts.SOUND);
  }

  public Simulation(long seed, NodeParts parts) {
    this(seed, parts, false);
  }

  /** A cluster of which an instance's data are migrated, besides all else. */
  public static Simulation withMigrations(long seed) {
    return new Simulation(seed, NodeParts.SOUND, true);
  }

  private Simulation(long seed, NodeParts parts, boolean migrates) {
    this.parts = parts;
    this.dice = new Dice(seed);
    // Apart, since a state that is made again changes nothing that others see.
    this.losses = new Dice(~seed);
    this.scenario = Scenario.draw(dice);
    var signers = new ArrayList<FakeSigner>();
    for (int i = 0; i < scenario.validators() + scenario.auditors(); i++) {
      signers.add(new FakeSigner("node " + i));
    }
    var keys = signers.stream().map(FakeSigner::publicKey).toList();
    var roster = new Roster(keys, scenario.validators(), scenario.rosterEvery());
    this.story =
        migrates
            ? Optional.of(new MigrationStory(roster, scenario, new Dice(~seed * 31)))
            : Optional.empty();
    this.laws = new Laws(roster);
    this.gate = new PeerGate(parts.check(), _ -> false);
    int faulty =
        scenario.lie() == Scenario.Lie.NONE ? -1 : dice.between(0, scenario.validators() - 1);
    addNodes(signers, faulty, roster);
    this.network = new Network(dice.split(), scenario, nodes.size(), totals);
    this.liar =
        new Liar(scenario.lie(), dice.split(), signers.get(Math.max(faulty, 0)), laws, totals);
  }

  private void addNodes(List<FakeSigner> signers, int faulty, Roster roster) {
    for (int i = 0; i < signers.size(); i++) {
      addNode(signers.get(i), i != faulty, roster);
    }
    if (scenario.lie() == Scenario.Lie.TWINS) {
      addNode(signers.get(faulty), false, roster);
    }
  }

  private void addNode(FakeSigner signer, boolean honest, Roster roster) {
    var conscience = new Conscience("node " + nodes.size(), laws);
    var machine =
        story
            .map(told -> told.machine(signer, honest))
            .orElseGet(() -> SimulatedChain.machine(roster, scenario));
    consciences.add(conscience);
    nodes.add(
        new Node(
            nodes.size(),
            signer,
            honest,
            parts,
            machine,
            totals,
            honest ? conscience::onDurable : _ -> {}));
  }

  /** What the seed has drawn for the cluster. */
  public Scenario scenario() {
    return scenario;
  }

  /** A number that stands for everything that happened. */
  public long trace() {
    return trace;
  }

  /** What went wrong on purpose so far. */
  public Totals totals() {
    return totals;
  }

  /**
   * Runs to the end, once.
   *
   * @throws BrokenLaw if a law does not hold
   */
  public void run() {
    nodes.forEach(node -> at(dice.between(0, 200), () -> start(node)));
    after(scenario.clientEveryMs(), this::submit);
    story.ifPresent(told -> told.begin(world));
    if (scenario.crashEveryMs() > 0) {
      after(dice.between(1, 2 * scenario.crashEveryMs()), this::crashSomebody);
    }
    if (scenario.partitionEveryMs() > 0) {
      after(dice.between(1, 2 * scenario.partitionEveryMs()), this::changeNetwork);
    }
    at(scenario.chaosMs(), this::heal);
    while (!done()) {
      var event = events.poll();
      if (event == null || ++totals.events > EVENTS_MAX) {
        throw new BrokenLaw("L1", "nothing goes on at " + nowMs + " ms: " + describe());
      }
      nowMs = event.atMs();
      if (nowMs > scenario.chaosMs() + RECOVERY_MS) {
        throw new BrokenLaw("L1", "not done at " + nowMs + " ms: " + describe());
      }
      event.action().run();
    }
    totals.seeds = 1;
    totals.simulatedMs = nowMs;
    totals.transactions = laws.transactions();
    totals.blocksExecutedAgain =
        nodes.stream().mapToLong(node -> node.rebuilds.executed.size()).sum();
  }

  private boolean done() {
    return healed
        && story.map(told -> told.done(world)).orElse(true)
        && honest().stream()
            .allMatch(node ->
                node.alive() && node.replica().status().height().value() >= scenario.heightMin())
        && promised.stream().allMatch(laws::isCommitted);
  }

  private String describe() {
    var text = new StringBuilder(scenario.toString());
    for (var node : nodes) {
      text.append("\n  node ").append(node.index).append(node.honest ? " " : " faulty ");
      text.append(node.alive() ? node.replica().status() : "down");
    }
    return text.toString();
  }

  private List<Node> honest() {
    return nodes.stream().filter(node -> node.honest).toList();
  }

  // Nodes.

  private void start(Node node) {
    if (node.alive()) {
      return;
    }
    guarded(
        node,
        () -> {
          var effects = node.start(nowMs);
          if (node.honest) {
            node.unseenBlocks().forEach(laws::onCommitted);
            var status = node.replica().status();
            consciences
                .get(node.index)
                .onRestarted(status.height().value() + 1, status.lockedRound());
          }
          peers(node)
              .forEach(peer -> {
                node.inbox.add(new ReplicaInput.PeerConnected(peer.key()));
                peer.inbox.add(new ReplicaInput.PeerConnected(node.key()));
                wake(peer, nowMs);
              });
          settle(node, effects);
        });
  }

  private void step(Node node) {
    guarded(node, () -> settle(node, node.step(nowMs)));
  }

  /** Runs one part of a node's life; a power cut in it ends that life. */
  private void guarded(Node node, Action action) {
    try {
      action.run();
    } catch (SimulatedCrash e) {
      powerCut(node);
    } catch (BrokenLaw e) {
      throw e;
    } catch (RuntimeException e) {
      if (node.honest) {
        throw new BrokenLaw("V8", e);
      }
      powerCut(node);
    }
  }

  /** The effects of a step leave when the disk is done; the power may fail in between. */
  private void settle(Node node, List<ReplicaEffect> effects) {
    int life = node.life;
    long doneMs = nowMs + (scenario.syncMs() > 0 && node.index % 2 == 0 ? scenario.syncMs() : 0);
    int drawn = crashes() ? dice.between(0, effects.size()) : Integer.MAX_VALUE;
    node.busyUntilMs = doneMs;
    Action action =
        () -> {
          if (node.life == life) {
            int survives = healed ? Integer.MAX_VALUE : drawn;
            for (int i = 0; i < effects.size() && i < survives; i++) {
              carryOut(node, effects.get(i));
            }
            if (survives <= effects.size()) {
              powerCut(node);
            } else {
              wake(node, Math.max(nowMs, node.replica().wakeAtMs()));
            }
          }
        };
    if (doneMs > nowMs) {
      at(doneMs, action);
    } else {
      action.run();
    }
  }

  private boolean crashes() {
    return !healed && scenario.crashEveryMs() > 0 && dice.chance(0.002);
  }

  /** Has the node step at this time, or as soon as it has carried out its last effects. */
  private void wake(Node node, long wantedMs) {
    long atMs = Math.max(Math.max(wantedMs, nowMs), node.busyUntilMs);
    if (!node.alive() || atMs >= node.wakeAtMs || wantedMs == Long.MAX_VALUE) {
      return;
    }
    node.wakeAtMs = atMs;
    int life = node.life;
    at(
        atMs,
        () -> {
          if (node.life == life && node.wakeAtMs == atMs) {
            node.wakeAtMs = Long.MAX_VALUE;
            if (nowMs < node.busyUntilMs) {
              wake(node, node.busyUntilMs);
            } else {
              mix(node.index, atMs);
              step(node);
            }
          }
        });
  }

  private void powerCut(Node node) {
    totals.crashes++;
    mix(node.index, -1);
    node.powerCut(dice);
    if (losses.chance(0.2)) {
      totals.lostStates++;
      node.store.loseEverything();
    }
    peers(node)
        .forEach(peer -> {
          peer.inbox.add(new ReplicaInput.PeerDisconnected(node.key()));
          wake(peer, nowMs);
        });
    after(healed ? 10 : dice.between(1, 800), () -> start(node));
  }

  // Effects.

  private void carryOut(Node node, ReplicaEffect effect) {
    switch (effect) {
      case ReplicaEffect.Send(var to, _, var message) -> send(node, to, message);
      case ReplicaEffect.Broadcast(_, var message) -> send(node, null, message);
      case ReplicaEffect.Answer(var ticket, var answer) -> onAnswer(ticket, answer);
      case ReplicaEffect.Committed committed -> onCommitted(node, committed);
      case ReplicaEffect.Report(var event) -> onReport(node, event);
      case ReplicaEffect.Resumed _ -> {
        // The one artifact is deployed with genesis.
      }
    }
  }

  private void onCommitted(Node node, ReplicaEffect.Committed committed) {
    mix(node.index, committed.block().hash().hashCode());
    if (node.honest) {
      totals.blocks++;
      node.unseenBlocks().forEach(laws::onCommitted);
    }
    story.ifPresent(told -> {
      told.onCommitted(world, node, committed);
      if (node.honest) {
        told.check(node);
      }
    });
    if (dice.chance(0.1)) {
      node.store.takeCheckpoint();
      long height = node.replica().status().height().value();
      if (height > 4) {
        node.archive.sync();
        node.inbox.add(new ReplicaInput.CheckpointsVerified(new Height(height - 2)));
      }
    }
  }

  private void onReport(Node node, ReplicaEvent event) {
    switch (event) {
      case ReplicaEvent.RoundEntered _ -> totals.roundsAboveOne++;
      case ReplicaEvent.CatchUpStarted _ -> totals.catchUps++;
      case ReplicaEvent.Equivocation(_, var author, _) -> {
        if (honest().stream().anyMatch(other -> other.key().equals(author))) {
          throw new BrokenLaw("A2", "evidence names honest " + author);
        }
      }
      case ReplicaEvent.Halted(var epoch, var reason) -> {
        if (node.honest) {
          throw new BrokenLaw("V8", "node " + node.index + " halts at " + epoch + ": " + reason);
        }
      }
      default -> {
        // For operators.
      }
    }
  }

  private void send(Node from, @Nullable PublicKey only, PeerMessage message) {
    var spoken = from.honest ? List.of(message) : liar.speak(message);
    for (var each : spoken) {
      inspect(from, each);
      byte[] bytes = each.toByteArray();
      mix(from.index, Arrays.hashCode(bytes));
      var admitted = gate.admit(bytes);
      for (var peer : peers(from)) {
        boolean addressed = only == null || peer.key().equals(only);
        if (addressed && (from.honest || liar.says(each, peer.index))) {
          transmit(from, peer, admitted);
        }
      }
    }
  }

  private void transmit(Node from, Node to, PeerGate.Result result) {
    if (!(result instanceof PeerGate.Result.Admitted(var message))) {
      return;
    }
    for (int copy = network.copies(from.index, to.index); copy > 0; copy--) {
      after(
          network.delayMs(),
          () -> {
            if (to.alive()) {
              to.inbox.add(new ReplicaInput.Received(from.key(), message));
              wake(to, nowMs);
            }
          });
    }
  }

  /** Everything signed is judged, whoever signed it and whether or not it arrives. */
  private void inspect(Node from, PeerMessage message) {
    for (ByteString signed : message.getConsensus().getSignedList()) {
      if (new MessageVerifier(FakeSigner::verify).verify(signed)
          instanceof MessageVerifier.Result.Bad) {
        continue;
      }
      var verified = laws.onSigned(signed);
      liar.overhears(verified);
      if (from.honest && verified.author().equals(from.key())) {
        consciences.get(from.index).onSent(signed, verified);
      }
    }
  }

  /** All nodes but this one and those with its key. */
  private List<Node> peers(Node node) {
    while (peersOf.size() <= node.index) {
      var self = nodes.get(peersOf.size());
      peersOf.add(nodes.stream().filter(other -> !other.key().equals(self.key())).toList());
    }
    return peersOf.get(node.index);
  }

  // Migrations.

  private final class StoryWorld implements MigrationStory.World {
    @Override
    public void after(long delayMs, Runnable action) {
      Simulation.this.after(delayMs, action::run);
    }

    @Override
    public void offer(Node node, ReplicaInput input) {
      if (node.alive()) {
        node.inbox.add(input);
        wake(node, nowMs);
      }
    }

    @Override
    public void submit(Node node, VerifiedTransaction transaction) {
      laws.onSubmitted(transaction.hash());
      tickets.add(transaction.hash());
      offer(node, new ReplicaInput.Submitted(tickets.size() - 1, transaction));
    }

    @Override
    public List<Node> nodes() {
      return nodes;
    }

    @Override
    public boolean healed() {
      return healed;
    }
  }

  /** Times that the administrators have asked for the migration. */
  int migrationAttempts() {
    return story.map(MigrationStory::attempts).orElse(0);
  }

  // Clients.

  private void submit() {
    after(dice.between(1, 2 * scenario.clientEveryMs()), this::submit);
    var node = dice.oneOf(nodes);
    if (node.alive() && node.honest && (!healed || promised.size() < 20)) {
      byte[] argument = new byte[dice.between(1, 40)];
      argument[0] = (byte) nonce++;
      argument[argument.length - 1] ^= (byte) (nonce >> 8);
      var transaction =
          VerifiedTransaction.sign(
              SimulatedChain.COUNTING, CountingService.COUNT, argument, dice.oneOf(clients));
      laws.onSubmitted(transaction.hash());
      tickets.add(transaction.hash());
      node.inbox.add(new ReplicaInput.Submitted(tickets.size() - 1, transaction));
      wake(node, nowMs);
    }
  }

  private final List<Hash> tickets = new ArrayList<>();

  private void onAnswer(long ticket, PoolAnswer answer) {
    if (healed && answer instanceof PoolAnswer.Accepted) {
      promised.add(tickets.get((int) ticket));
    }
  }

  // Faults.

  private void crashSomebody() {
    if (!healed) {
      var node = dice.oneOf(nodes);
      if (node.alive() && dice.chance(0.8)) {
        node.disk.failAt(dice.oneOf(List.of(0, 1, 1, 1, 3)));
      } else if (node.alive()) {
        powerCut(node);
      }
      after(dice.between(1, 2 * scenario.crashEveryMs()), this::crashSomebody);
    }
  }

  private void changeNetwork() {
    if (!healed) {
      if (dice.chance(0.6)) {
        network.partition();
      } else {
        reconnect();
      }
      after(dice.between(1, 2 * scenario.partitionEveryMs()), this::changeNetwork);
    }
  }

  /** As connections do after an outage: both sides notice, and greet each other. */
  private void reconnect() {
    network.restore();
    for (var node : nodes) {
      if (node.alive()) {
        peers(node).forEach(peer -> node.inbox.add(new ReplicaInput.PeerConnected(peer.key())));
        wake(node, nowMs);
      }
    }
  }

  private void heal() {
    network.heal();
    healed = true;
    liar.retire();
    nodes.forEach(node -> node.disk.neverFail());
    reconnect();
  }

  // Time.

  private void after(long delayMs, Action action) {
    at(nowMs + delayMs, action);
  }

  private void at(long atMs, Action action) {
    events.add(new Event(atMs, nextEvent++, action));
  }

  private void mix(long a, long b) {
    trace = (trace ^ a * 0x9e3779b97f4a7c15L ^ b) * 0xbf58476d1ce4e5b9L + nowMs;
    trace ^= trace >>> 29;
  }
}

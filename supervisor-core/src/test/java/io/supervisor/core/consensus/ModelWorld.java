package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.round.RoundRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Four validators, one of which may lie, under one seed: messages are late, lost and doubled, nodes
 * crash between any two effects and lose what was not synced. After {@link #CHAOS_MS} the network
 * heals and the liar falls silent.
 */
final class ModelWorld {
  static final int VALIDATORS = 4;
  static final long CHAOS_MS = 12_000;
  static final long END_MS = 60_000;

  private record Event(long atMs, long number, Runnable action) {}

  final long seed;
  final Random random;
  final ModelChecks checks = new ModelChecks(VALIDATORS);
  final List<ModelNode> nodes = new ArrayList<>();

  /** Every proposal ever signed, by hash; and every message, for the liar to replay. */
  final Map<Hash, Verified<Propose>> proposals = new LinkedHashMap<>();

  final List<Verified<? extends Message>> said = new ArrayList<>();
  final List<Hash> transactions = new ArrayList<>();

  long nowMs;
  private long numbers;
  private int trace;
  final EpochConfig config;
  private final boolean kind;
  private final double loss;
  private final double crash;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparingLong(Event::number));

  private ModelWorld(long seed, EpochConfig config, boolean kind) {
    this.seed = seed;
    this.random = new Random(seed);
    this.config = config;
    this.kind = kind;
    this.loss = kind ? 0 : random.nextInt(6) * 0.1;
    this.crash = kind ? 0 : random.nextInt(3) * 0.004;
  }

  /** Everything that can go wrong does, by chance, for a while; one validator may lie. */
  static ModelWorld cruel(long seed, RoundRules rules, UnaryOperator<Restored> disk) {
    var world = new ModelWorld(seed, Fixture.config(VALIDATORS), false);
    int liar = world.random.nextInt(VALIDATORS + 1);
    for (int id = 0; id < VALIDATORS; id++) {
      if (id == liar) {
        new ModelLiar(world, id).begin();
      } else {
        world.nodes.add(new ModelNode(world, id, rules, disk));
      }
    }
    world.at(0, world::transaction);
    world.at(CHAOS_MS, () -> world.nodes.forEach(ModelNode::heal));
    world.begin();
    return world;
  }

  /** Nothing goes wrong, but some validators are not there. */
  static ModelWorld kind(long seed, EpochConfig config, List<Integer> dead) {
    var world = new ModelWorld(seed, config, true);
    for (int id = 0; id < VALIDATORS; id++) {
      if (!dead.contains(id)) {
        world.nodes.add(new ModelNode(world, id, new RoundRules(), UnaryOperator.identity()));
      }
    }
    world.begin();
    return world;
  }

  private void begin() {
    checks.correct(nodes.stream().map(node -> node.self).toList());
    nodes.forEach(ModelNode::boot);
  }

  /** Runs to the end. */
  void run() {
    runUntil(END_MS);
  }

  void runUntil(long untilMs) {
    while (!events.isEmpty() && events.peek().atMs() <= untilMs) {
      var event = events.remove();
      nowMs = event.atMs();
      event.action().run();
    }
    nowMs = untilMs;
  }

  boolean chaos() {
    return !kind && nowMs < CHAOS_MS;
  }

  boolean crashes() {
    return chaos() && random.nextDouble() < crash;
  }

  void at(long delayMs, Runnable action) {
    events.add(new Event(nowMs + delayMs, numbers++, action));
  }

  /** To one node, if the network is kind. */
  void send(PublicKey to, Consumer<ModelNode> delivery) {
    for (var node : nodes) {
      if (node.self.equals(to)) {
        int copies = chaos() && random.nextDouble() < loss ? 0 : random.nextInt(20) == 0 ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
          at(delay(), () -> node.ifUp(() -> delivery.accept(node)));
        }
      }
    }
  }

  void sendAll(PublicKey from, Consumer<ModelNode> delivery) {
    for (var node : nodes) {
      if (!node.self.equals(from)) {
        send(node.self, delivery);
      }
    }
  }

  /** A signed message leaves its author for the first time. */
  void leaves(Verified<? extends Message> message) {
    said.add(message);
    if (message.message() instanceof Propose) {
      proposals.putIfAbsent(message.hash(), message.as(Propose.class));
    }
    checks.left(message);
  }

  void note(String happened) {
    trace = 31 * trace + happened.hashCode();
  }

  /** The same for the same seed. */
  int trace() {
    return trace;
  }

  private long delay() {
    if (!chaos()) {
      return 1 + random.nextInt(15);
    }
    return random.nextInt(10) == 0 ? random.nextInt(4_000) : 1 + random.nextInt(60);
  }

  private void transaction() {
    var transaction = Fixture.hash("transaction " + transactions.size());
    transactions.add(transaction);
    nodes.get(random.nextInt(nodes.size())).submit(transaction);
    if (nowMs < END_MS / 2) {
      at(100 + random.nextInt(900), this::transaction);
    }
  }
}

package io.supervisor.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.replica.PeerGate;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.wire.peer.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A node that is far behind, and what it takes to get level: L3, H36 and H37 of consensus.md. */
class FarBehindTest {
  private static final int BLOCKS = 600;
  private static final long ONE_WAY_MS = 50;

  /** Blocks that an idle network of the original makes in a second. */
  private static final int PRODUCED_PER_SECOND = 5;

  private final Dice dice = new Dice(1);
  private final FakeSigner producer = new FakeSigner("producer");
  private final Node ahead = node(0, producer);
  private final Node behind = node(1, new FakeSigner("auditor"));
  private final PeerGate gate = new PeerGate(FakeSigner::verify, _ -> false);
  private final PriorityQueue<Parcel> wire = new PriorityQueue<>();
  private long nowMs;

  private record Parcel(long atMs, long number, Node to, ReplicaInput input)
      implements Comparable<Parcel> {
    @Override
    public int compareTo(Parcel other) {
      return atMs != other.atMs
          ? Long.compare(atMs, other.atMs)
          : Long.compare(number, other.number);
    }
  }

  @Test
  void twentyTimesFasterThanProduction() {
    produce();
    long began = nowMs;
    connect(_ -> false);

    assertThat(behind.replica().status().height().value()).isGreaterThanOrEqualTo(BLOCKS);
    assertThat(nowMs - began).isLessThan(1_000L * BLOCKS / (20 * PRODUCED_PER_SECOND));
  }

  @Test
  void theFirstAnswersAreLost() {
    produce();
    var lost = new ArrayList<PeerMessage>();
    connect(message -> message.hasBlocksAnswer() && lost.size() < 5 && lost.add(message));

    assertThat(lost).hasSize(5);
    assertThat(behind.replica().status().height().value()).isGreaterThanOrEqualTo(BLOCKS);
  }

  @Test
  void goesOnFromWhereItWasAfterPowerCuts() {
    produce();
    var answers = new ArrayList<PeerMessage>();
    for (int cut = 1; cut <= 5; cut++) {
      int until = 3 * cut;
      behind.inbox.clear();
      connectUntil(
          () -> answers.size() >= until,
          message -> {
            answers.add(message);
            return false;
          });
      wire.clear();
      behind.powerCut(dice);
    }
    connect(_ -> false);

    assertThat(behind.archive.read(new Height(BLOCKS)).orElseThrow())
        .isEqualTo(ahead.archive.read(new Height(BLOCKS)).orElseThrow());
  }

  private void produce() {
    ahead.start(nowMs);
    while (ahead.replica().status().height().value() < BLOCKS) {
      nowMs = Math.max(nowMs, ahead.replica().wakeAtMs());
      ahead.step(nowMs);
    }
  }

  private void connect(Predicate<PeerMessage> lost) {
    connectUntil(() -> behind.replica().status().height().value() >= BLOCKS, lost);
  }

  private void connectUntil(BooleanSupplier done, Predicate<PeerMessage> lost) {
    carry(behind, behind.start(nowMs), lost);
    behind.inbox.add(new ReplicaInput.PeerConnected(ahead.key()));
    ahead.inbox.add(new ReplicaInput.PeerConnected(behind.key()));
    long deadline = nowMs + 600_000;
    while (!done.getAsBoolean()) {
      assertThat(nowMs).isLessThan(deadline);
      carry(ahead, ahead.step(nowMs), lost);
      carry(behind, behind.step(nowMs), lost);
      long wake = Math.min(ahead.replica().wakeAtMs(), behind.replica().wakeAtMs());
      long next = wire.isEmpty() ? wake : Math.min(wake, wire.peek().atMs());
      nowMs = Math.max(nowMs, next);
      while (!wire.isEmpty() && wire.peek().atMs() <= nowMs) {
        var parcel = wire.poll();
        parcel.to().inbox.add(parcel.input());
      }
    }
  }

  private void carry(Node from, List<ReplicaEffect> effects, Predicate<PeerMessage> lost) {
    var to = from == ahead ? behind : ahead;
    for (var effect : effects) {
      if (effect instanceof ReplicaEffect.Send(PublicKey _, var _, var message)) {
        post(from, to, message, lost);
      } else if (effect instanceof ReplicaEffect.Broadcast(var _, var message)) {
        post(from, to, message, lost);
      }
    }
  }

  private void post(Node from, Node to, PeerMessage message, Predicate<PeerMessage> lost) {
    if (!lost.test(message)
        && gate.admit(message.toByteArray()) instanceof PeerGate.Result.Admitted(var input)) {
      wire.add(
          new Parcel(
              nowMs + ONE_WAY_MS,
              dice.nextLong(),
              to,
              new ReplicaInput.Received(from.key(), input)));
    }
  }

  private Node node(int index, FakeSigner signer) {
    var roster = new Roster(List.of(producer.publicKey()), 1, 0);
    return new Node(
        index,
        signer,
        true,
        NodeParts.SOUND,
        SimulatedChain.machine(roster, Scenario.draw(new Dice(1))),
        new Totals(),
        _ -> {});
  }
}

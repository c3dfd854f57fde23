package io.supervisor.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever peers put into any field, nothing is thrown and what is asked of the shell is bounded.
 */
class FuzzTest {
  private static final int INPUTS = 20_000;
  private static final int[] ROUNDS = {
    1, 2, 3, 5, 6, 100, Message.ROUND_MAX - 1, Message.ROUND_MAX
  };
  private static final long[] EPOCHS = {1, 1, 1, 1, 2, 3, Long.MAX_VALUE};
  private static final int[] IDS = {0, 1, 2, 3, 3, 3, 4, 255, 65_535};

  private final Random random = new Random(7);
  private final List<Verified<Propose>> proposals = new ArrayList<>();

  @ParameterizedTest(name = "{0} validators")
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void noInputFromPeersMakesTheCoreThrow(int n) {
    var nodes = Stream.of(0, 1, 77).map(id -> new Actor(id, n)).toList();
    for (int i = 0; i < INPUTS; i++) {
      var input = input();
      for (var node : nodes) {
        node.nowMs += random.nextInt(20);
        int before = node.effects.size();
        node.in(input);
        assertThat(node.effects.size() - before).as("effects of %s", input).isLessThan(200);
      }
    }
    for (var node : nodes) {
      assertThat(node.did(Effect.Schedule.class)).as("timers").hasSizeLessThan(6 * INPUTS);
    }
  }

  private Input input() {
    var from = key();
    return switch (random.nextInt(8)) {
      case 0 -> new Input.ProofOfLockReceived(from, proof());
      case 1 -> new Input.ProposalRequested(from, epoch(), hash());
      case 2 -> new Input.ProofOfLockRequested(from, epoch(), random.nextInt(), hash());
      case 3 -> new Input.PeerConnected(from);
      default -> new Input.MessageReceived(from, signed(message()));
    };
  }

  private Message message() {
    var id = new ValidatorId(any(IDS));
    int round = any(ROUNDS);
    return switch (random.nextInt(4)) {
      case 0 -> {
        var propose = new Propose(id, epoch(), round, parent(), List.of(hash(), hash()));
        proposals.add(Fixture.sign(propose));
        yield propose;
      }
      case 1 -> new Prevote(id, epoch(), round, hash(), random.nextInt(round));
      case 2 -> new Precommit(id, epoch(), round, hash(), hash(), Fixture.TIME);
      default -> new Wish(id, epoch(), Math.max(2, round));
    };
  }

  private ProofOfLock proof() {
    var votes = new ArrayList<Verified<Prevote>>();
    int round = any(ROUNDS);
    var epoch = epoch();
    var hash = hash();
    for (int count = random.nextInt(6); count >= 0; count--) {
      votes.add(signed(new Prevote(new ValidatorId(any(IDS)), epoch, round, hash, 0)));
    }
    return ProofOfLock.of(votes).orElseThrow();
  }

  /** Mostly with the right key. */
  private <M extends Message> Verified<M> signed(M message) {
    return random.nextInt(5) > 0 ? Fixture.sign(message) : Fixture.sign(message, key());
  }

  private Hash parent() {
    return random.nextInt(4) > 0 ? Fixture.GENESIS : hash();
  }

  private Hash hash() {
    return proposals.isEmpty() || random.nextInt(3) == 0
        ? Fixture.hash("any " + random.nextInt(50))
        : proposals.get(random.nextInt(proposals.size())).hash();
  }

  private Height epoch() {
    return new Height(EPOCHS[random.nextInt(EPOCHS.length)]);
  }

  private PublicKey key() {
    return Fixture.key(any(IDS) & 0xff);
  }

  private int any(int[] values) {
    return values[random.nextInt(values.length)];
  }
}

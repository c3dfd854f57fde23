package io.supervisor.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionPoolTest {
  private static final KeyPair ALICE = KeyPair.fromSeed(new byte[32]);
  private static final KeyPair BOB = KeyPair.fromSeed(filled((byte) 1));

  private final TransactionPool pool = new TransactionPool(new PoolLimits(4, 10_000, 3));

  @Test
  void givesBackInOrderOfArrival() {
    var all = List.of(signed(ALICE, 3), signed(BOB, 1), signed(ALICE, 2));
    all.forEach(pool::add);

    assertThat(pool.oldest(10, Long.MAX_VALUE)).isEqualTo(all);
    assertThat(pool.oldest(2, Long.MAX_VALUE)).isEqualTo(all.subList(0, 2));
  }

  @Test
  void knowsWhatItHas() {
    pool.add(signed(ALICE, 1));

    assertThat(pool.add(signed(ALICE, 1))).isInstanceOf(PoolAnswer.Known.class);
    assertThat(pool.count()).isEqualTo(1);
  }

  @Test
  void refusesWhenFullAndKeepsWhatWaits() {
    var waiting = List.of(signed(ALICE, 1), signed(ALICE, 2), signed(BOB, 3), signed(BOB, 4));
    waiting.forEach(pool::add);

    assertThat(pool.add(signed(BOB, 5)))
        .isInstanceOfSatisfying(
            PoolAnswer.Full.class, full -> assertThat(full.authorQuota()).isFalse());
    assertThat(pool.oldest(10, Long.MAX_VALUE)).isEqualTo(waiting);
  }

  @Test
  void refusesMoreThanItsBytes() {
    var small = new TransactionPool(new PoolLimits(10, signed(ALICE, 1).size() + 1L, 10));

    assertThat(small.add(signed(ALICE, 1))).isInstanceOf(PoolAnswer.Accepted.class);
    assertThat(small.add(signed(ALICE, 2))).isInstanceOf(PoolAnswer.Full.class);
  }

  @Test
  void oneAuthorCannotTakeAllTheRoom() {
    for (int i = 0; i < 3; i++) {
      pool.add(signed(ALICE, i));
    }

    assertThat(pool.add(signed(ALICE, 9)))
        .isInstanceOfSatisfying(
            PoolAnswer.Full.class, full -> assertThat(full.authorQuota()).isTrue());
    assertThat(pool.add(signed(BOB, 1))).isInstanceOf(PoolAnswer.Accepted.class);
  }

  @Test
  void whatIsCommittedMakesRoom() {
    var first = signed(ALICE, 0);
    pool.add(first);
    pool.add(signed(ALICE, 1));
    pool.add(signed(ALICE, 2));
    pool.remove(List.of(first.hash(), signed(BOB, 7).hash()));

    assertThat(pool.contains(first.hash())).isFalse();
    assertThat(pool.add(signed(ALICE, 3))).isInstanceOf(PoolAnswer.Accepted.class);
    assertThat(pool.bytes())
        .isEqualTo(pool.oldest(10, Long.MAX_VALUE).stream().mapToLong(t -> t.size()).sum());
  }

  @Test
  void dropsWhatIsNotAdmissibleAnyMore() {
    pool.add(signed(ALICE, 0));
    pool.add(signed(BOB, 1));
    pool.retain(transaction -> transaction.author().equals(BOB.publicKey()));

    assertThat(pool.oldest(10, Long.MAX_VALUE)).containsExactly(signed(BOB, 1));
    assertThat(pool.count()).isEqualTo(1);
  }

  @Test
  void aSelectionNeverSkipsOneThatDoesNotFit() {
    pool.add(signed(ALICE, 0));
    pool.add(signed(BOB, new byte[500]));
    pool.add(signed(ALICE, 1));

    assertThat(pool.oldest(10, signed(ALICE, 0).size() + 300L)).containsExactly(signed(ALICE, 0));
  }

  private static VerifiedTransaction signed(KeyPair author, int argument) {
    return signed(author, new byte[] {(byte) argument});
  }

  private static VerifiedTransaction signed(KeyPair author, byte[] arguments) {
    return VerifiedTransaction.sign(new InstanceId(1), 0, arguments, author);
  }

  private static byte[] filled(byte value) {
    byte[] seed = new byte[32];
    java.util.Arrays.fill(seed, value);
    return seed;
  }
}

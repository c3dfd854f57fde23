package io.supervisor.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private final Outbox outbox = new Outbox();

  @Test
  void votesGoBeforeTransactionsAndFramesAreFilled() {
    outbox.add(Lane.TRANSACTIONS, bytes(1, 400));
    outbox.add(Lane.TRANSACTIONS, bytes(2, 400));
    outbox.add(Lane.CONSENSUS, bytes(3, 100));
    assertThat(outbox.take(600)).containsExactly(bytes(3, 100), bytes(1, 400));
    assertThat(outbox.take(10)).containsExactly(bytes(2, 400));
    assertThat(outbox.take(10)).isEmpty();
    assertThat(outbox.lost()).isZero();
  }

  @Test
  void aFullConsensusLaneLosesItsOldest() {
    int half = Lane.CONSENSUS.bytesMax() / 2;
    outbox.add(Lane.CONSENSUS, bytes(1, half));
    outbox.add(Lane.CONSENSUS, bytes(2, half));
    outbox.add(Lane.CONSENSUS, bytes(3, 1));
    assertThat(outbox.take(half)).containsExactly(bytes(2, half));
    assertThat(outbox.take(half)).containsExactly(bytes(3, 1));
    assertThat(outbox.lost()).isEqualTo(1);
  }

  @Test
  void aFullTransactionLaneLosesTheNewest() {
    int half = Lane.TRANSACTIONS.bytesMax() / 2;
    outbox.add(Lane.TRANSACTIONS, bytes(1, half));
    outbox.add(Lane.TRANSACTIONS, bytes(2, half));
    outbox.add(Lane.TRANSACTIONS, bytes(3, 1));
    assertThat(outbox.take(2 * half)).containsExactly(bytes(1, half), bytes(2, half));
    assertThat(outbox.take(1)).isEmpty();
    assertThat(outbox.lost()).isEqualTo(1);
  }

  private static ByteString bytes(int value, int size) {
    var bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) value);
    return ByteString.copyFrom(bytes);
  }
}

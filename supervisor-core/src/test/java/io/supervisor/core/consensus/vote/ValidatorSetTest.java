package io.supervisor.core.consensus.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatorSetTest {
  @ParameterizedTest(name = "{0} validators: quorum {1}, {2} may be faulty")
  @CsvSource({
    "1,1,0",
    "2,2,0",
    "3,3,0",
    "4,3,1",
    "5,4,1",
    "6,5,1",
    "7,5,2",
    "10,7,3",
    "13,9,4",
    "16,11,5",
    "31,21,10",
    "100,67,33"
  })
  void quorumAndFaults(int n, int quorum, int faulty) {
    assertThat(of(n).quorum()).isEqualTo(quorum);
    assertThat(of(n).faultyMax()).isEqualTo(faulty);
  }

  @Test
  void theLeaderGoesAroundWithEpochAndRound() {
    var validators = of(4);
    assertThat(validators.leader(new Height(1), 1)).isEqualTo(new ValidatorId(2));
    assertThat(validators.leader(new Height(1), 2)).isEqualTo(new ValidatorId(3));
    assertThat(validators.leader(new Height(2), 1)).isEqualTo(new ValidatorId(3));
    assertThat(validators.leader(new Height(Long.MAX_VALUE), Integer.MAX_VALUE).value())
        .isBetween(0, 3);
  }

  @Test
  void aKeyHoldsItsOwnPositionOnly() {
    var validators = of(4);
    assertThat(validators.holds(new ValidatorId(1), key(1))).isTrue();
    assertThat(validators.holds(new ValidatorId(1), key(2))).isFalse();
    assertThat(validators.holds(new ValidatorId(65_535), key(1))).isFalse();
  }

  @Test
  void aKeyMayNotBeThereTwice() {
    assertThatThrownBy(() -> new ValidatorSet(List.of(key(1), key(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ValidatorSet(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ValidatorSet of(int n) {
    return new ValidatorSet(IntStream.range(0, n).mapToObj(ValidatorSetTest::key).toList());
  }

  private static PublicKey key(int id) {
    var bytes = new byte[PublicKey.SIZE];
    bytes[0] = (byte) id;
    return PublicKey.of(bytes);
  }
}

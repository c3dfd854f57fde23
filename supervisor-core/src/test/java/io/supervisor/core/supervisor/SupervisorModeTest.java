package io.supervisor.core.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupervisorModeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 2", "3, 3", "4, 3", "5, 4", "6, 5", "7, 5", "8, 6", "9, 7", "10, 7", "12, 9"
  })
  void decentralizedModeWantsMoreThanTwoThirds(int validators, int threshold) {
    assertThat(SupervisorMode.DECENTRALIZED.threshold(validators)).isEqualTo(threshold);
    assertThat(SupervisorMode.SIMPLE.threshold(validators)).isEqualTo(1);
  }

  @Test
  void unknownModesCountAsSimple() {
    assertThat(SupervisorMode.parse(new byte[] {8, 7})).isEqualTo(SupervisorMode.SIMPLE);
    assertThat(SupervisorMode.parse(new byte[] {8, 1, 8, 7}))
        .as("as if the later occurrence were absent")
        .isEqualTo(SupervisorMode.DECENTRALIZED);
  }

  @Test
  void bytesOfTheModeAreCanonical() {
    assertThat(SupervisorMode.SIMPLE.toBytes()).isEmpty();
    assertThat(SupervisorMode.DECENTRALIZED.toBytes()).containsExactly(8, 1);
    assertThatThrownBy(() -> SupervisorMode.parse(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

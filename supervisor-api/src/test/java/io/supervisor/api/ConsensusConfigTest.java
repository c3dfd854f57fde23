package io.supervisor.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsensusConfigTest {
  private static final List<ValidatorKeys> TWO = List.of(keys(1, 2), keys(3, 4));

  @Test
  void rulesAreCheckedInOrderAndTheFirstThatIsBrokenIsNamed() {
    assertThat(ConsensusConfig.of(TWO).violation()).isEmpty();
    assertBroken(ConsensusConfig.of(List.of()), "at least one validator");
    assertBroken(ConsensusConfig.of(List.of(keys(1, 1))), "must be different");
    assertBroken(ConsensusConfig.of(List.of(keys(1, 2), keys(3, 1))), "Duplicated keys");
    assertBroken(config(3_000, 1_000, 360, 300, 200), "Invalid propose timeouts");
    assertBroken(config(200, 1_000, 360, 10, 200), "must be strictly larger");
    assertBroken(config(3_000, 0, 359, 10, 200), "txs_block_limit");
    assertBroken(config(3_000, 1, 359, 10, 200), "max_message_len (359)");
    // Every number is unsigned: this is not below 360.
    assertThat(config(3_000, -1, -1, 10, 200).violation()).isEmpty();
  }

  @Test
  void warningsLeaveAConfigurationUsable() {
    assertThat(ConsensusConfig.of(TWO).warnings()).isEmpty();
    var odd = config(300, 99, 360, 10, 200);
    assertThat(odd.violation()).isEmpty();
    assertThat(odd.warnings()).hasSize(3);
  }

  @Test
  void validatorsAreFoundByTheirKeys() {
    var config = ConsensusConfig.of(TWO);
    assertThat(config.validatorWithConsensusKey(key(3))).contains(new ValidatorId(1));
    assertThat(config.validatorWithConsensusKey(key(4))).isEmpty();
    assertThat(config.validatorWithServiceKey(key(4))).contains(new ValidatorId(1));
    assertThat(config.validator(new ValidatorId(2))).isEmpty();
  }

  private static ConsensusConfig config(
      long firstRound, int limit, int messageLen, long minPropose, long maxPropose) {
    return new ConsensusConfig(
        TWO, firstRound, 5_000, 10_000, limit, messageLen, minPropose, maxPropose, 500);
  }

  private static void assertBroken(ConsensusConfig config, String text) {
    assertThat(config.violation()).hasValueSatisfying(v -> assertThat(v).contains(text));
  }

  private static ValidatorKeys keys(int consensus, int service) {
    return new ValidatorKeys(key(consensus), key(service));
  }

  private static PublicKey key(int number) {
    var bytes = new byte[32];
    bytes[31] = (byte) number;
    return PublicKey.wrap(bytes);
  }
}

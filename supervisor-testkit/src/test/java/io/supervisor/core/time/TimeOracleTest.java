package io.supervisor.core.time;

import static io.supervisor.testkit.scripted.ScriptedChain.keyPair;
import static io.supervisor.testkit.scripted.ScriptedChain.validator;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.scripted.ScriptedChain;
import io.supervisor.wire.time.TxTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports and what becomes of them: lifecycle.md section 12. */
final class TimeOracleTest {
  private static final InstanceSpec ORACLE =
      new InstanceSpec(new InstanceId(5), "clock", TimeOracleArtifact.ID);

  private ScriptedChain chain = chain(1);

  private static ScriptedChain chain(int validators) {
    var code = new TimeOracleArtifact(() -> Instant.EPOCH);
    var chain = new ScriptedChain(validators, Map.of(TimeOracleArtifact.ID, code));
    return chain.start(chain.genesis(Rules.ORIGINAL).instance(ORACLE, new byte[0]).build());
  }

  private static Message at(long seconds, int nanos) {
    return TxTime.newBuilder()
        .setTime(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
        .build();
  }

  private String report(KeyPair author, Message report) {
    return chain.send(author, ORACLE, 0, report);
  }

  private void reported(int validator, long seconds) {
    assertThat(report(validator(validator), at(seconds, 0))).isEqualTo("ok");
  }

  private Value time() {
    return chain.answer(ORACLE, "v1/current_time", Map.of());
  }

  private static Value seconds(long seconds) {
    return Value.of(Instant.ofEpochSecond(seconds).toString());
  }

  private void validators(int... numbers) {
    List<ValidatorKeys> keys =
        IntStream.of(numbers).mapToObj(ScriptedChain::validatorKeys).toList();
    chain.supervised(supervisor -> supervisor.setConsensusConfig(ConsensusConfig.of(keys)));
  }

  @Test
  void oneValidatorSetsTheTimeAlone() {
    assertThat(time()).isEqualTo(Value.NULL);
    reported(0, 10);
    assertThat(time()).isEqualTo(seconds(10));
  }

  @Test
  void ofThreeValidatorsTheHighestReportCounts() {
    chain = chain(3);
    reported(0, 10);
    assertThat(time()).as("the first report").isEqualTo(seconds(10));
    reported(1, 30);
    assertThat(time()).isEqualTo(seconds(30));
    reported(2, 20);
    assertThat(time()).isEqualTo(seconds(30));
  }

  @Test
  void ofFourValidatorsThreeReportAndTheSecondHighestCounts() {
    chain = chain(4);
    reported(0, 10);
    reported(1, 40);
    assertThat(time()).isEqualTo(Value.NULL);
    reported(2, 20);
    assertThat(time()).as("of 40 20 10").isEqualTo(seconds(20));
    reported(3, 30);
    assertThat(time()).as("of 40 30 20 10").isEqualTo(seconds(30));
    reported(0, 100);
    assertThat(time()).as("of 100 40 30 20").isEqualTo(seconds(40));
  }

  @Test
  void ofSevenValidatorsFiveReportAndTheThirdHighestCounts() {
    chain = chain(7);
    reported(0, 70);
    reported(1, 60);
    reported(2, 50);
    reported(3, 40);
    assertThat(time()).isEqualTo(Value.NULL);
    reported(4, 30);
    assertThat(time()).as("of 70 60 50 40 30").isEqualTo(seconds(50));
  }

  @Test
  void theTimeNeverGoesBack() {
    chain = chain(4);
    reported(0, 40);
    reported(1, 30);
    reported(2, 20);
    assertThat(time()).isEqualTo(seconds(30));
    validators(1, 2, 3, 4);
    reported(3, 10);
    assertThat(time()).as("of 30 20 10 it would be 20").isEqualTo(seconds(30));
  }

  @Test
  void timesOfFormerValidatorsStayAndDoNotCount() {
    chain = chain(4);
    reported(0, 90);
    reported(1, 80);
    validators(2, 3, 4, 5);
    reported(2, 10);
    assertThat(time()).as("one report of those who count").isEqualTo(Value.NULL);
    reported(3, 20);
    reported(4, 30);
    assertThat(time()).as("of 30 20 10").isEqualTo(seconds(20));
    assertThat(((Value.Array) chain.answer(ORACLE, "v1/validators_times/all", Map.of())).items())
        .hasSize(5);
    assertThat(report(validator(0), at(100, 0))).isEqualTo("common:2");
    validators(0, 1, 2, 3);
    assertThat(report(validator(0), at(90, 0))).as("still known").isEqualTo("service:0");
  }

  /** Each step mends what the one before was refused for, and nothing else. */
  @Test
  void reportsAreCheckedInOrder() {
    var stranger = keyPair(77);
    reported(0, 10);
    assertThat(chain.send(stranger, ORACLE, 1, at(5, -1))).isEqualTo("common:1");
    assertThat(report(stranger, at(5, -1))).isEqualTo("common:3");
    assertThat(report(stranger, at(5, 0))).isEqualTo("common:2");
    assertThat(report(validator(0), at(5, 0))).isEqualTo("service:0");
    assertThat(report(validator(0), at(10, 0))).as("the same again").isEqualTo("service:0");
    assertThat(report(validator(0), at(10, 1))).isEqualTo("ok");
  }

  @Test
  void theConsensusKeyOfAValidatorIsAStrangers() {
    var node = chain.network().node(0);
    assertThat(report(node.consensusKey(), at(1, 0))).isEqualTo("common:2");
    assertThat(report(node.serviceKey(), at(1, 0))).isEqualTo("ok");
  }

  @Test
  void servicesMayNotReport() {
    var failure = chain.run(0, context -> context.call(ORACLE.id(), "", 0, at(1, 0).toByteArray()));
    assertThat(failure.orElseThrow().error().codeText()).isEqualTo("common:2");
  }

  @ParameterizedTest
  @CsvSource({
    // seconds, nanoseconds, outcome; 8210298412800 begins the year 262144, -8334632851200 -262144
    "0, 0, ok",
    "0, 999999999, ok",
    "0, 1000000000, ok",
    "0, 1999999999, ok",
    "0, 2000000000, common:3",
    "0, -1, common:3",
    "-1, 0, ok",
    "8210298412799, 1999999999, ok",
    "8210298412800, 0, common:3",
    "-8334632851200, 0, ok",
    "-8334632851201, 0, common:3",
    "9223372036854775807, 0, common:3",
    "-9223372036854775808, 0, common:3"
  })
  void timesHaveARange(long seconds, int nanos, String outcome) {
    assertThat(report(validator(0), at(seconds, nanos))).isEqualTo(outcome);
  }

  @Test
  void noTimeIsTheEpoch() {
    assertThat(report(validator(0), TxTime.getDefaultInstance())).isEqualTo("ok");
    assertThat(time()).isEqualTo(Value.of("1970-01-01T00:00:00Z"));
    assertThat(report(validator(0), BytesValue.of(at(1, 0).toByteString()))).isEqualTo("common:3");
  }

  @Test
  void leapSecondsAreKeptAndComeAfterTheirSecond() {
    var second = Instant.parse("2016-12-31T23:59:59Z").getEpochSecond();
    assertThat(report(validator(0), at(second, 999_999_999))).isEqualTo("ok");
    assertThat(report(validator(0), at(second, 1_500_000_000))).isEqualTo("ok");
    assertThat(time()).isEqualTo(Value.of("2016-12-31T23:59:60.500Z"));
    assertThat(report(validator(0), at(second, 1_400_000_000))).isEqualTo("service:0");
    assertThat(report(validator(0), at(second + 1, 0))).isEqualTo("ok");
  }

  @Test
  void theIndexesAreInTheStateHashFromTheFirstReportOn() {
    chain = chain(4);
    assertThat(indexes()).isEmpty();
    assertThat(report(keyPair(77), at(1, 0))).isEqualTo("common:2");
    assertThat(indexes()).as("after a report that was refused").isEmpty();
    reported(0, 1);
    assertThat(indexes()).containsOnlyKeys("clock.time", "clock.validators_times");
    assertThat(indexes()).containsEntry("clock.time", Hash.ZERO);
    reported(1, 2);
    reported(2, 3);
    assertThat(indexes().get("clock.time"))
        .isEqualTo(Codecs.timestamp().objectHash(Instant.ofEpochSecond(2)));
  }

  private Map<String, Hash> indexes() {
    var all = new TreeMap<>(new Snapshot(chain.view()).aggregated());
    all.keySet().removeIf(name -> !name.startsWith("clock."));
    return all;
  }
}

package io.supervisor.core.time;

import static io.supervisor.testkit.scripted.ScriptedChain.validator;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Read.Visibility;
import io.supervisor.api.service.Value;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.scripted.ScriptedChain;
import io.supervisor.wire.time.TxTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an oracle answers, and in which words: rest.md section 7. */
final class TimeReadsTest {
  private static final InstanceSpec ORACLE =
      new InstanceSpec(new InstanceId(5), "time", TimeOracleArtifact.ID);

  private final ScriptedChain chain =
      new ScriptedChain(
          2, Map.of(TimeOracleArtifact.ID, new TimeOracleArtifact(() -> Instant.EPOCH)));

  @BeforeEach
  void start() {
    chain.start(chain.genesis(Rules.ORIGINAL).instance(ORACLE, new byte[0]).build());
  }

  private void report(int validator, long seconds, int nanos) {
    var time = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos);
    assertThat(
            chain.send(validator(validator), ORACLE, 0, TxTime.newBuilder().setTime(time).build()))
        .isEqualTo("ok");
  }

  private Value answer(String read) {
    return chain.answer(ORACLE, read, Map.of());
  }

  /** Key in hexadecimal digits and time of each element. */
  private List<String> elements(String read) {
    return ((Value.Array) answer(read))
        .items().stream()
            .map(item -> ((Value.Struct) item).members())
            .map(members -> {
              assertThat(members.keySet()).containsExactly("public_key", "time");
              var key = (Value.Hex) Objects.requireNonNull(members.get("public_key"));
              var time = members.get("time");
              return HexFormat.of().formatHex(key.value())
                  + " "
                  + (time instanceof Value.Text(var text) ? text : "null");
            })
            .toList();
  }

  private static String element(int validator, String time) {
    return validator(validator).publicKey() + " " + time;
  }

  @Test
  void beforeAnyReportThereIsNoTime() {
    assertThat(answer("v1/current_time")).isEqualTo(Value.NULL);
    assertThat(elements("v1/validators_times"))
        .containsExactly(element(0, "null"), element(1, "null"));
    assertThat(elements("v1/validators_times/all")).isEmpty();
  }

  @Test
  void currentValidatorsAreListedByIdAndAllThatEverReported() {
    report(1, 1_500_000_000, 250_000_000);
    assertThat(answer("v1/current_time")).isEqualTo(Value.of("2017-07-14T02:40:00.250Z"));
    assertThat(elements("v1/validators_times"))
        .containsExactly(element(0, "null"), element(1, "2017-07-14T02:40:00.250Z"));
    chain.supervised(supervisor ->
        supervisor.setConsensusConfig(
            ConsensusConfig.of(
                List.of(ScriptedChain.validatorKeys(2), ScriptedChain.validatorKeys(0)))));
    assertThat(elements("v1/validators_times"))
        .containsExactly(element(2, "null"), element(0, "null"));
    assertThat(elements("v1/validators_times/all"))
        .containsExactly(element(1, "2017-07-14T02:40:00.250Z"));
  }

  @Test
  void timesOfValidatorsAreAnsweredOnThePrivatePortOnly() {
    assertThat(chain.ask(ORACLE, "v1/current_time", Visibility.PUBLIC, Map.of()))
        .isInstanceOf(QueryAnswer.Answered.class);
    for (var read : List.of("v1/validators_times", "v1/validators_times/all")) {
      assertThat(chain.ask(ORACLE, read, Visibility.PUBLIC, Map.of()))
          .isInstanceOf(QueryAnswer.UnknownRead.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1970-01-01T00:00:00Z",
    "0, 1, 1970-01-01T00:00:00.000000001Z",
    "0, 1000, 1970-01-01T00:00:00.000001Z",
    "0, 1000000, 1970-01-01T00:00:00.001Z",
    "0, 120000000, 1970-01-01T00:00:00.120Z",
    "9, 1000000000, 1970-01-01T00:00:10Z",
    "59, 1000000001, 1970-01-01T00:00:60.000000001Z",
    "-1, 999999999, 1969-12-31T23:59:59.999999999Z",
    "253402300799, 0, 9999-12-31T23:59:59Z",
    "253402300800, 0, +10000-01-01T00:00:00Z",
    "-62167219200, 0, 0000-01-01T00:00:00Z",
    "-62167219201, 0, -0001-12-31T23:59:59Z"
  })
  void timesAreTextAsTheOriginalPrintsThem(long seconds, int nanos, String text) {
    assertThat(TimeText.of(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build()))
        .isEqualTo(text);
  }
}

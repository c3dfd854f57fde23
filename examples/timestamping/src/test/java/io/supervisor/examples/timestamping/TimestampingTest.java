package io.supervisor.examples.timestamping;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.keyPair;
import static io.supervisor.testkit.scripted.ScriptedChain.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read.Visibility;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.blockchain.CallError;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.time.TimeOracleArtifact;
import io.supervisor.examples.timestamping.message.Config;
import io.supervisor.examples.timestamping.message.Timestamp;
import io.supervisor.testkit.scripted.ScriptedChain;
import io.supervisor.wire.time.TxTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timestamping beside a time oracle: examples.md section 4. */
final class TimestampingTest {
  private static final ArtifactId ARTIFACT = ArtifactId.parse("0:exonum-timestamping:1.0.0");
  private static final ArtifactId LATER_ORACLE = ArtifactId.parse("0:exonum-time:1.7.0");
  private static final ArtifactId OTHER_ORACLE = ArtifactId.parse("0:exonum-time:2.0.0");
  private static final InstanceSpec ORACLE =
      new InstanceSpec(new InstanceId(3), "time", TimeOracleArtifact.ID);
  private static final InstanceSpec STAMPS =
      new InstanceSpec(new InstanceId(4), "timestamping", ARTIFACT);
  private static final KeyPair AUTHOR = keyPair(50);
  private static final Hash CONTENT = hash("content");

  private final TimeOracleArtifact oracle = new TimeOracleArtifact(() -> Instant.EPOCH);
  private final ScriptedChain chain =
      new ScriptedChain(
          1,
          Map.of(
              TimeOracleArtifact.ID,
              oracle,
              LATER_ORACLE,
              oracle,
              OTHER_ORACLE,
              oracle,
              ARTIFACT,
              new TimestampingArtifact()));

  private static Hash hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] config(String oracle) {
    return Config.newBuilder().setTimeServiceName(oracle).build().toByteArray();
  }

  @BeforeEach
  void start() {
    chain.start(
        chain
            .genesis(Rules.ORIGINAL)
            .instance(ORACLE, new byte[0])
            .instance(STAMPS, config("time"))
            .instance(new InstanceSpec(new InstanceId(5), "later", LATER_ORACLE), new byte[0])
            .instance(new InstanceSpec(new InstanceId(6), "other", OTHER_ORACLE), new byte[0])
            .build());
  }

  private void setTime(InstanceSpec oracle, long seconds, int nanos) {
    var time = com.google.protobuf.Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos);
    var report = TxTime.newBuilder().setTime(time).build();
    assertThat(chain.send(validator(0), oracle, 0, report)).isEqualTo("ok");
  }

  private String stamp(Hash content, String metadata) {
    var timestamp =
        Timestamp.newBuilder()
            .setContentHash(Canonical.toWire(content))
            .setMetadata(metadata)
            .build();
    return chain.send(AUTHOR, STAMPS, 0, timestamp);
  }

  private Hash lastTransaction() {
    return chain
        .network()
        .chain()
        .transactionHashes(chain.blocks().getLast().height())
        .orElseThrow()
        .getFirst();
  }

  /** Calls exonum.Configure as an instance; the code of the failure. */
  private String configure(int caller, int method, byte[] config) {
    return chain
        .run(caller, context -> context.call(STAMPS.id(), Method.CONFIGURE, method, config))
        .map(CallError::error)
        .map(error -> error.codeText())
        .orElse("ok");
  }

  private String value(Hash content) {
    return TimestampJson.of(
        chain.answer(STAMPS, "v1/timestamps/value", Map.of("hash", content.toString())));
  }

  private String currentConfig() {
    return TimestampJson.of(chain.answer(STAMPS, "v1/timestamps/config", Map.of()));
  }

  private static String numbers(Hash hash) {
    var bytes = hash.toBytes();
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> String.valueOf(bytes[i] & 0xff))
        .collect(Collectors.joining(",", "{\"data\":[", "]}"));
  }

  private static String entry(String metadata, Hash transaction, long seconds, int nanos) {
    return ("{\"timestamp\":{\"content_hash\":%s,\"metadata\":\"%s\"},\"tx_hash\":%s,"
            + "\"time\":{\"seconds\":%d,\"nanos\":%d}}")
        .formatted(numbers(CONTENT), metadata, numbers(transaction), seconds, nanos);
  }

  @Test
  void aContentIsStoredWithTheTimeOfTheOracle() {
    setTime(ORACLE, 1_500_000_000, 7);
    assertThat(value(CONTENT)).isEqualTo("null");
    assertThat(stamp(CONTENT, "first")).isEqualTo("ok");
    assertThat(value(CONTENT)).isEqualTo(entry("first", lastTransaction(), 1_500_000_000, 7));
  }

  /** Each step mends what the one before was refused for, and nothing else. */
  @Test
  void transactionsAreCheckedInOrder() {
    setTime(ORACLE, 10, 0);
    assertThat(stamp(CONTENT, "first")).isEqualTo("ok");
    var first = lastTransaction();
    assertThat(configure(0, 1, config("later"))).isEqualTo("ok");
    chain.supervised(supervisor -> supervisor.stop(new InstanceId(5)));
    assertThat(stamp(CONTENT, "second")).as("oracle stopped").isEqualTo("core:7");
    chain.supervised(supervisor -> supervisor.resume(new InstanceId(5), new byte[0]));
    assertThat(stamp(CONTENT, "second")).as("no time yet").isEqualTo("service:1");
    setTime(new InstanceSpec(new InstanceId(5), "later", LATER_ORACLE), 5, 0);
    assertThat(stamp(CONTENT, "second")).as("there already").isEqualTo("service:0");
    assertThat(value(CONTENT)).isEqualTo(entry("first", first, 10, 0));
    assertThat(stamp(hash("other content"), "second")).isEqualTo("ok");
  }

  @Test
  void theArgumentHasToHoldAHash() {
    assertThat(chain.send(AUTHOR, STAMPS, 0, Timestamp.getDefaultInstance())).isEqualTo("common:3");
    assertThat(chain.send(AUTHOR, STAMPS, 1, Timestamp.getDefaultInstance())).isEqualTo("common:1");
  }

  @Test
  void callsOutsideOfTransactionsAreRefused() {
    setTime(ORACLE, 10, 0);
    var timestamp =
        Timestamp.newBuilder().setContentHash(Canonical.toWire(CONTENT)).build().toByteArray();
    chain
        .script()
        .afterTransactions(context -> {
          if (context.instance().equals(ONE)) {
            context.call(STAMPS.id(), "", 0, timestamp);
          }
        });
    assertThat(chain.block().errors())
        .singleElement()
        .satisfies(error -> assertThat(error.error().codeText()).isEqualTo("common:2"));
  }

  @Test
  void aLeapSecondIsKept() {
    setTime(ORACLE, 1_483_228_799, 1_250_000_000);
    assertThat(stamp(CONTENT, "")).isEqualTo("ok");
    assertThat(value(CONTENT))
        .isEqualTo(entry("", lastTransaction(), 1_483_228_799, 1_250_000_000));
  }

  @Test
  void aFrozenOracleStillTellsTheTime() {
    setTime(ORACLE, 10, 0);
    chain.supervised(supervisor -> supervisor.freeze(ORACLE.id()));
    assertThat(stamp(CONTENT, "")).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "illegal.illegal", "nobody", "one", "timestamping", "other"})
  void aConfigurationHasToNameAnOracle(String name) {
    assertThat(configure(0, 0, config(name))).isEqualTo("core:7");
    var third = new InstanceSpec(new InstanceId(9), "stamps", ARTIFACT);
    assertThat(chain.supervise(supervisor -> supervisor.addInstance(third, config(name))))
        .isEqualTo("core:7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"time", "later"})
  void aConfigurationMayNameAnyOracleOfAFittingVersion(String name) {
    assertThat(configure(0, 0, config(name))).isEqualTo("ok");
    assertThat(currentConfig()).as("verified only").isEqualTo("{\"time_service_name\":\"time\"}");
    assertThat(configure(0, 1, config(name))).isEqualTo("ok");
    assertThat(currentConfig()).isEqualTo("{\"time_service_name\":\"" + name + "\"}");
  }

  @Test
  void aStoppedOracleIsNone() {
    chain.supervised(supervisor -> supervisor.stop(ORACLE.id()));
    assertThat(configure(0, 0, config("time"))).isEqualTo("core:7");
  }

  @Test
  void aConfigurationThatCannotBeReadIsMalformed() {
    var third = new InstanceSpec(new InstanceId(9), "stamps", ARTIFACT);
    var malformed = new byte[] {10, 1, (byte) 0xff};
    assertThat(chain.supervise(supervisor -> supervisor.addInstance(third, malformed)))
        .isEqualTo("common:3");
    assertThat(configure(0, 0, malformed)).isEqualTo("common:3");
    assertThat(configure(1, 1, malformed)).as("read before its sender").isEqualTo("common:3");
  }

  @Test
  void onlyTheSupervisorConfigures() {
    assertThat(configure(1, 0, config("time"))).isEqualTo("common:2");
    assertThat(configure(1, 1, config("later"))).isEqualTo("common:2");
    assertThat(currentConfig()).isEqualTo("{\"time_service_name\":\"time\"}");
  }

  @Test
  void proofsLeadFromTheBlockToTheEntry() {
    setTime(ORACLE, 1_500_000_000, 7);
    stamp(hash("before"), "before");
    stamp(CONTENT, "first");
    var transaction = lastTransaction();
    chain.block();
    var proof = proof(CONTENT);
    assertThat(proof.verified(chain.config(), "timestamping.timestamps", CONTENT))
        .contains(TimestampJson.message(entry("first", transaction, 1_500_000_000, 7)));
    assertThat(
            proof(hash("nothing"))
                .verified(chain.config(), "timestamping.timestamps", hash("nothing")))
        .isEmpty();
  }

  @Test
  void thereAreProofsBeforeTheFirstTimestamp() {
    chain.block();
    assertThat(chain.network().state().aggregated())
        .containsKey("timestamping.timestamps")
        .doesNotContainKey("timestamping.config");
    assertThat(proof(CONTENT).verified(chain.config(), "timestamping.timestamps", CONTENT))
        .isEmpty();
  }

  private TimestampJson proof(Hash content) {
    return TimestampJson.parse(
        chain.answer(STAMPS, "v1/timestamps/proof", Map.of("hash", content.toString())));
  }

  /** Only data that were damaged have none. */
  @Test
  void withoutConfigurationThereIsNoAnswer() {
    var fork = new Fork(chain.view());
    fork.access("timestamping.").entry("config", Codecs.protobuf(Config.parser())).remove();
    chain.network().change(fork.toPatch());
    assertThat(chain.ask(STAMPS, "v1/timestamps/config", Visibility.PUBLIC, Map.of()))
        .isInstanceOfSatisfying(
            QueryAnswer.Refused.class,
            refused -> assertThat(refused.title()).isEqualTo("Configuration not found"));
  }
}

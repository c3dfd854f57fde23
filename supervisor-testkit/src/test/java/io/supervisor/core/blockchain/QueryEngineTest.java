package io.supervisor.core.blockchain;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Read.Parameter;
import io.supervisor.api.service.Read.Type;
import io.supervisor.api.service.Read.Visibility;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Codecs;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions of clients to services. */
final class QueryEngineTest {
  private final ScriptedChain chain = new ScriptedChain();

  @BeforeEach
  void start() {
    chain
        .script()
        .on("set", context -> context.data().proofEntry("text", Codecs.string()).set("stored"))
        .read(
            Read.ofPublic(
                "v1/text",
                List.of(),
                (context, arguments) ->
                    Value.of(
                        context
                            .data()
                            .proofEntry("text", Codecs.string())
                            .get()
                            .orElseThrow(() -> ReadException.notFound("No text", "none yet")))))
        .read(
            Read.ofPublic(
                "v1/echo",
                List.of(
                    new Parameter("number", Type.U64, true),
                    new Parameter("hash", Type.HASH, true),
                    new Parameter("flag", Type.BOOL, false)),
                (context, arguments) ->
                    Value.struct()
                        .with("number", Value.ofUnsigned(arguments.get("number", Long.class)))
                        .with("hash", Value.hex(arguments.get("hash", Hash.class).toBytes()))
                        .with(
                            "flag",
                            arguments.find("flag", Boolean.class).map(Value::of).orElse(Value.NULL))
                        .build()))
        .read(
            new Read(
                "v1/secret",
                Visibility.PRIVATE,
                List.of(),
                (context, arguments) -> Value.of("secret")))
        .read(
            Read.ofPublic(
                "v1/proof",
                List.of(),
                (context, arguments) -> {
                  var block = context.block().check(chain.config().consensusKeys()).orElseThrow();
                  return Value.hex(
                      block.index(context.indexProof("text"), "one.text").orElseThrow().toBytes());
                }))
        .read(
            Read.ofPublic(
                "v1/broken",
                List.of(),
                (context, arguments) -> {
                  throw new StackOverflowError();
                }));
    chain.start();
  }

  private QueryAnswer ask(String instance, String read, Map<String, String> arguments) {
    return new QueryEngine(chain.dispatcher(), chain.network().chain())
        .ask(chain.view(), instance, read, Visibility.PUBLIC, arguments);
  }

  @Test
  void answersComeFromOneSnapshot() {
    var before = chain.view();
    chain.block(chain.transaction(1, "set"));
    var engine = new QueryEngine(chain.dispatcher(), chain.network().chain());
    assertThat(engine.ask(before, "one", "v1/text", Visibility.PUBLIC, Map.of()))
        .isEqualTo(new QueryAnswer.Refused(ReadException.Reason.NOT_FOUND, "No text", "none yet"));
    assertThat(ask("one", "v1/text", Map.of()))
        .isEqualTo(new QueryAnswer.Answered(new Height(1), Value.of("stored")));
  }

  @Test
  void argumentsAreTyped() {
    var hash = "AB".repeat(32);
    var answer =
        ask(
            "one",
            "v1/echo",
            Map.of("number", "18446744073709551615", "hash", hash, "unknown", "ignored"));
    var members = ((Value.Struct) ((QueryAnswer.Answered) answer).value()).members();
    assertThat(members.get("number")).isEqualTo(Value.ofUnsigned(-1));
    assertThat(((Value.Hex) Objects.requireNonNull(members.get("hash"))).value())
        .isEqualTo(Hash.fromHex(hash).toBytes());
    assertThat(members.get("flag")).isEqualTo(Value.NULL);
  }

  @Test
  void allWrongArgumentsAreNamedAtOnce() {
    var answer = ask("one", "v1/echo", Map.of("number", "-1", "flag", "perhaps"));
    assertThat(answer)
        .isEqualTo(
            new QueryAnswer.BadArguments(
                List.of(
                    new QueryAnswer.Violation(
                        "number", "got \"-1\", want a number from 0 to 2^64-1"),
                    new QueryAnswer.Violation("hash", "got nothing, want 64 hexadecimal digits"),
                    new QueryAnswer.Violation("flag", "got \"perhaps\", want true or false"))));
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertThat(ask("nobody", "v1/text", Map.of()))
        .isEqualTo(new QueryAnswer.UnknownInstance("nobody"));
    assertThat(ask("one", "v1/nothing", Map.of()))
        .isEqualTo(new QueryAnswer.UnknownRead("one", "v1/nothing"));
  }

  @Test
  void privateReadsAreOfferedOnThePrivatePortOnly() {
    var engine = new QueryEngine(chain.dispatcher(), chain.network().chain());
    var state = chain.view();
    assertThat(ask("one", "v1/secret", Map.of()))
        .isEqualTo(new QueryAnswer.UnknownRead("one", "v1/secret"));
    assertThat(engine.ask(state, "one", "v1/secret", Visibility.PRIVATE, Map.of()))
        .isEqualTo(new QueryAnswer.Answered(Height.GENESIS, Value.of("secret")));
    assertThat(engine.reads(state, "one", Visibility.PUBLIC).orElseThrow()).hasSize(4);
    assertThat(engine.reads(state, "one", Visibility.PRIVATE).orElseThrow()).hasSize(5);
  }

  @Test
  void frozenInstancesAnswerAndStoppedOnesDoNot() {
    chain.block(chain.transaction(1, "set"));
    chain.supervised(supervisor -> supervisor.freeze(ONE.id()));
    assertThat(ask("one", "v1/text", Map.of())).isInstanceOf(QueryAnswer.Answered.class);
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    assertThat(ask("one", "v1/text", Map.of()))
        .isEqualTo(new QueryAnswer.Unavailable("one", "stopped"));
  }

  @Test
  void answersMayCarryProofsAgainstTheBlockOfTheSnapshot() {
    chain.block(chain.transaction(1, "set"));
    var answer = (QueryAnswer.Answered) ask("one", "v1/proof", Map.of());
    assertThat(((Value.Hex) answer.value()).value())
        .isEqualTo(Codecs.string().objectHash("stored").toBytes());
  }

  @Test
  void codeThatFailsHarmsNobody() {
    assertThat(ask("one", "v1/broken", Map.of()))
        .isInstanceOfSatisfying(
            QueryAnswer.Failed.class,
            failed -> assertThat(failed.thrown()).isInstanceOf(StackOverflowError.class));
  }
}

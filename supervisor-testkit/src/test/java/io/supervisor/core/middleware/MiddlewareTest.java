package io.supervisor.core.middleware;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.instance;
import static io.supervisor.testkit.scripted.ScriptedChain.keyPair;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.Caller;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.scripted.ScriptedChain;
import io.supervisor.wire.middleware.Batch;
import io.supervisor.wire.middleware.CheckedCall;
import io.supervisor.wire.runtime.AnyTx;
import io.supervisor.wire.runtime.CallInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The middleware between authors and services: lifecycle.md section 11. */
final class MiddlewareTest {
  private static final InstanceSpec MIDDLEWARE =
      new InstanceSpec(new InstanceId(7), "middleware", MiddlewareArtifact.ID);
  private static final InstanceSpec TWO = instance(2, "two");
  private static final KeyPair AUTHOR = keyPair(50);
  private static final int DEPTH_MAX = 128;

  private final ScriptedChain chain =
      new ScriptedChain(1, Map.of(MiddlewareArtifact.ID, new MiddlewareArtifact()));
  private final List<Caller> callers = new ArrayList<>();

  @BeforeEach
  void start() {
    chain
        .script()
        .on("count", context -> counter(context, 1))
        .on("who", context -> callers.add(context.caller()))
        .on(
            "fail",
            context -> {
              throw CallException.service(7, "on demand");
            });
    chain.start(
        chain
            .genesis(Rules.ORIGINAL)
            .instance(TWO, new byte[0])
            .instance(MIDDLEWARE, new byte[0])
            .build());
  }

  private static void counter(CallContext context, long more) {
    var entry = context.data().entry("count", Codecs.u64());
    entry.set(entry.get().orElse(0L) + more);
  }

  private long count(InstanceSpec instance) {
    return new Snapshot(chain.view())
        .access(instance.name() + ".")
        .entry("count", Codecs.u64())
        .get()
        .orElse(0L);
  }

  private static AnyTx call(InstanceSpec instance, int method, ByteString arguments) {
    return AnyTx.newBuilder()
        .setCallInfo(CallInfo.newBuilder().setInstanceId(instance.id().value()).setMethodId(method))
        .setArguments(arguments)
        .build();
  }

  private static AnyTx call(InstanceSpec instance, String action) {
    return call(instance, 0, ByteString.copyFromUtf8(action));
  }

  private static CheckedCall checked(String name, String version, AnyTx inner) {
    return CheckedCall.newBuilder()
        .setArtifactName(name)
        .setArtifactVersion(version)
        .setInner(inner)
        .build();
  }

  private static Batch batch(AnyTx... calls) {
    return Batch.newBuilder().addAllInner(List.of(calls)).build();
  }

  private String send(int method, Message arguments) {
    return chain.send(AUTHOR, MIDDLEWARE, method, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "1", "1.0", "1.*", "^1.0.0", "~1.0.0", "=1.0.0", ">=0.9, <1.5"})
  void aCallIsMadeIfTheVersionIsAsRequired(String version) {
    assertThat(send(0, checked("service", version, call(ONE, "count")))).isEqualTo("ok");
    assertThat(count(ONE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "1.1", "2.*", "^1.3.0", "~1.1.0", "=1.0.1", ">1.0", "<1"})
  void anotherVersionIsRefused(String version) {
    assertThat(send(0, checked("service", version, call(ONE, "count")))).isEqualTo("service:1");
    assertThat(count(ONE)).isZero();
  }

  /** Each step mends what the one before was refused for, and nothing else. */
  @Test
  void aCheckedCallIsCheckedInOrder() {
    var nobody = instance(99, "nobody");
    assertThat(send(0, checked("other", "not one", call(nobody, "fail")))).isEqualTo("common:3");
    assertThat(send(0, checked("other", "2", call(nobody, "fail")))).isEqualTo("core:7");
    assertThat(send(0, checked("other", "2", call(ONE, "fail")))).isEqualTo("service:0");
    assertThat(send(0, checked("service", "2", call(ONE, "fail")))).isEqualTo("service:1");
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    assertThat(send(0, checked("service", "1", call(ONE, "fail")))).isEqualTo("core:7");
    chain.supervised(supervisor -> supervisor.resume(ONE.id(), new byte[0]));
    assertThat(send(0, checked("service", "1", call(ONE, 5, ByteString.EMPTY))))
        .isEqualTo("common:1");
    assertThat(send(0, checked("service", "1", call(ONE, "fail")))).isEqualTo("service:7");
    assertThat(send(0, checked("service", "1", call(ONE, "count")))).isEqualTo("ok");
  }

  /** The name and version of a stopped instance are told before it is said that it is stopped. */
  @Test
  void stoppedInstancesAreCheckedTooAndOnlyTheCallIsRefused() {
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    assertThat(send(0, checked("other", "1", call(ONE, "count")))).isEqualTo("service:0");
    assertThat(send(0, checked("service", "2", call(ONE, "count")))).isEqualTo("service:1");
    assertThat(send(0, checked("service", "1", call(ONE, "count")))).isEqualTo("core:7");
  }

  @Test
  void methodsAndArgumentsAreCheckedAsInEveryService() {
    assertThat(send(2, batch())).isEqualTo("common:1");
    assertThat(send(1, batch())).isEqualTo("ok");
    var noText = BytesValue.of(ByteString.copyFrom(new byte[] {(byte) 0xff}));
    assertThat(send(0, noText)).isEqualTo("common:3");
    assertThat(send(1, noText)).isEqualTo("common:3");
  }

  @Test
  void innerCallsHaveTheAuthorAsTheirCallerHoweverDeepTheyAre() {
    var inBatch = call(MIDDLEWARE, 1, batch(call(TWO, "who")).toByteString());
    var checked = call(MIDDLEWARE, 0, checked("service", "1", call(ONE, "who")).toByteString());
    assertThat(send(1, batch(call(ONE, "who"), inBatch, checked))).isEqualTo("ok");
    assertThat(callers).hasSize(3).containsOnly(new Caller.Transaction(AUTHOR.publicKey()));
  }

  @Test
  void aServiceThatCallsTheMiddlewareIsTheCallerItself() {
    var failure =
        chain.run(
            1,
            context -> context.call(MIDDLEWARE.id(), "", 1, batch(call(TWO, "who")).toByteArray()));
    assertThat(failure).isEmpty();
    assertThat(callers).containsExactly(new Caller.Service(ONE.id()));
  }

  @Test
  void aBatchReachesSeveralServicesInOrder() {
    assertThat(send(1, batch(call(ONE, "count"), call(TWO, "count"), call(ONE, "count"))))
        .isEqualTo("ok");
    assertThat(count(ONE)).isEqualTo(2);
    assertThat(count(TWO)).isEqualTo(1);
  }

  @Test
  void theFirstFailureOfABatchUndoesAll() {
    var bytes =
        batch(call(ONE, "count"), call(TWO, "fail"), call(TWO, "count"), call(ONE, "who"))
            .toByteArray();
    var error =
        chain
            .block(VerifiedTransaction.sign(MIDDLEWARE.id(), 1, bytes, AUTHOR))
            .errors()
            .getFirst();
    assertThat(error.error().codeText()).isEqualTo("service:7");
    assertThat(error.error().callSite()).contains(CallSite.method(TWO.id(), "", 0));
    assertThat(count(ONE)).isZero();
    assertThat(count(TWO)).isZero();
    assertThat(callers).isEmpty();
  }

  @Test
  void aCallThatReachesNobodyUndoesTheBatchToo() {
    assertThat(send(1, batch(call(ONE, "count"), call(instance(99, "nobody"), "count"))))
        .isEqualTo("core:7");
    assertThat(count(ONE)).isZero();
  }

  @Test
  void callsAreNestedTo128AndNoFurther() {
    assertThat(send(1, nested(DEPTH_MAX - 2))).isEqualTo("ok");
    assertThat(count(ONE)).isEqualTo(1);
    assertThat(send(1, nested(DEPTH_MAX - 1))).isEqualTo("core:8");
    assertThat(count(ONE)).isEqualTo(1);
  }

  /** A batch around other batches, with a call in the innermost. */
  private static Batch nested(int batches) {
    var inner = batch(call(ONE, "count"));
    for (var i = 0; i < batches; i++) {
      inner = batch(call(MIDDLEWARE, 1, inner.toByteString()));
    }
    return inner;
  }
}

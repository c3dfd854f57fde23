package io.supervisor.client;

import static io.supervisor.client.BlocksTest.assertLie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.Height;
import io.supervisor.api.proof.InvalidProofException;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ReferenceTrees;
import io.supervisor.api.service.ProofValues;
import io.supervisor.rpc.v1.Array;
import io.supervisor.rpc.v1.Member;
import io.supervisor.rpc.v1.Struct;
import io.supervisor.rpc.v1.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueriesTest {
  private static final byte[] ALICE = FakeChain.utf8("alice");
  private static final byte[] BOB = FakeChain.utf8("bob");

  private final ClientFixture fixture = new ClientFixture(1);

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  @Test
  void answersAreExactTrees() {
    var tree =
        Value.newBuilder()
            .setStructValue(
                Struct.newBuilder()
                    .addMembers(member("number", Value.newBuilder().setIntValue(-5)))
                    .addMembers(
                        member("big", Value.newBuilder().setBigIntValue("18446744073709551615")))
                    .addMembers(
                        member(
                            "list",
                            Value.newBuilder()
                                .setArrayValue(
                                    Array.newBuilder()
                                        .addItems(Value.newBuilder().setBoolValue(true))
                                        .addItems(Value.getDefaultInstance()))))
                    .addMembers(
                        member(
                            "bytes",
                            Value.newBuilder().setBytesValue(ByteString.copyFromUtf8("x")))))
            .build();
    fixture.node(0).answers = answer -> answer.toBuilder().setValue(tree).build();
    var value = fixture.client().queries().ask("wallets", "all", Map.of()).value();
    assertThat(ValueProofs.member(value, "number"))
        .isEqualTo(io.supervisor.api.service.Value.of(-5));
    assertThat(ValueProofs.member(value, "big"))
        .isEqualTo(new io.supervisor.api.service.Value.Int(new BigInteger("18446744073709551615")));
    assertThat(ValueProofs.number(ValueProofs.member(value, "big"))).isEqualTo(-1);
    assertThat(ValueProofs.bytes(ValueProofs.member(value, "bytes"))).containsExactly('x');
    assertThat(ValueProofs.member(value, "list"))
        .isEqualTo(
            io.supervisor.api.service.Value.array(
                List.of(
                    io.supervisor.api.service.Value.of(true),
                    io.supervisor.api.service.Value.NULL)));
  }

  private static Member member(String name, Value.Builder value) {
    return Member.newBuilder().setName(name).setValue(value).build();
  }

  /** All the way from the validators' signatures to a balance. */
  @Test
  void aBalanceIsProvenByTheBlockOfTheAnswer() {
    fixture.chain.put(ALICE, new byte[] {60});
    var entry = fixture.chain.add();
    var answer = fixture.client().queries().askWithBlock("wallets", "info", Map.of());
    var block = answer.block().orElseThrow();
    assertThat(block.height()).isEqualTo(new Height(1));

    var index = block.index(entry.index(FakeChain.INDEX), FakeChain.INDEX).orElseThrow();
    var sent =
        ProofValues.of(
            ReferenceTrees.mapProof(entry.data(), List.of(ALICE, BOB), MapKind.HASHED),
            io.supervisor.api.service.Value::hex,
            io.supervisor.api.service.Value::hex);
    var read = ValueProofs.map(sent, ValueProofs::bytes, ValueProofs::bytes);
    var map = read.check(index, MapKind.HASHED).orElseThrow();
    assertThat(map.get(ALICE).orElseThrow()).containsExactly(60);
    assertThat(map.get(BOB)).isEmpty();
  }

  @Test
  void listProofsAreReadAsTheyWereWritten() {
    var values = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});
    var sent =
        ProofValues.of(
            ReferenceTrees.listProof(values, 1, 1), io.supervisor.api.service.Value::hex);
    var list =
        ValueProofs.list(sent, ValueProofs::bytes)
            .check(ReferenceTrees.listHash(values))
            .orElseThrow();
    assertThat(list.get(1).orElseThrow()).containsExactly(2);
  }

  @Test
  void anAnswerWithTheBlockOfAnotherHeightIsRefused() {
    fixture.chain.add();
    fixture.node(0).answers = answer -> answer.toBuilder().setHeight(2).build();
    assertLie(
        () -> fixture.client().queries().askWithBlock("wallets", "info", Map.of()),
        Reason.NOT_ABOUT);
    fixture.node(0).answers = answer -> answer.toBuilder().clearBlockProof().build();
    assertThatThrownBy(() -> fixture.client().queries().askWithBlock("wallets", "info", Map.of()))
        .isInstanceOf(UnverifiedException.class);
  }

  @Test
  void whatIsNotOfTheFormOfAProofIsRefused() {
    var text = io.supervisor.api.service.Value.of("no proof");
    assertThatThrownBy(() -> ValueProofs.map(text, ValueProofs::bytes, ValueProofs::bytes))
        .isInstanceOf(InvalidProofException.class);
    assertThatThrownBy(() -> ValueProofs.number(text)).isInstanceOf(InvalidProofException.class);
    assertThatThrownBy(() -> ValueProofs.hash(io.supervisor.api.service.Value.hex(new byte[3])))
        .isInstanceOf(InvalidProofException.class);
  }
}

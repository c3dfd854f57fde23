package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.CallSite;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.wire.Block;
import io.supervisor.wire.CallInBlock;
import io.supervisor.wire.SignedMessage;
import io.supervisor.wire.crypto.Hash;
import io.supervisor.wire.runtime.AnyTx;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.runtime.Caller;
import io.supervisor.wire.runtime.ExecutionError;
import io.supervisor.wire.runtime.InstanceState;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.AsyncEventState;
import io.supervisor.wire.supervisor.Config;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.ConfigVote;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.DeployResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  @Test
  void absentMessagesAreWrittenAllTheWayDown() {
    assertThat(hex(Canonical.bytes(AnyTx.getDefaultInstance()))).isEqualTo("0a00");
    assertThat(hex(Canonical.bytes(DeployResult.getDefaultInstance()))).isEqualTo("0a020a001200");
    assertThat(hex(Canonical.bytes(AsyncEventState.getDefaultInstance()))).isEmpty();
  }

  @Test
  void aCanonicalMessageIsGivenBackAsItIs() {
    var message = AnyTx.newBuilder().setCallInfo(call()).build();
    assertThat(Canonical.of(message)).isSameAs(message);
  }

  @Test
  void unknownFieldsOrderAndExplicitDefaultsDoNotCount() {
    // arguments twice, an unknown field 9, call_info with an explicit zero
    var odd = "1201aa" + "4a0131" + "0a0408001003" + "1201bb";
    var message = Canonical.parse(AnyTx.parser(), bytes(odd));
    assertThat(hex(message.toByteArray())).isEqualTo("0a0210031201bb");
  }

  @Test
  void repeatedOccurrencesOfAMessageAreMerged() {
    var odd = "0a020807" + "0a021003";
    var message = Canonical.parse(AnyTx.parser(), bytes(odd));
    assertThat(message.getCallInfo().getInstanceId()).isEqualTo(7);
    assertThat(message.getCallInfo().getMethodId()).isEqualTo(3);
  }

  @Test
  void anUnknownEnumNumberCountsAsAbsent() {
    assertThat(Canonical.parse(Config.parser(), bytes("0807")).toByteArray()).isEmpty();
    // The earlier occurrence counts.
    assertThat(hex(Canonical.parse(Config.parser(), bytes("08010807")).toByteArray()))
        .isEqualTo("0801");
    // In a oneof: another member set before stays.
    assertThat(status("0863").getStatusCase()).isEqualTo(InstanceStatus.StatusCase.STATUS_NOT_SET);
    assertThat(status("12020a000863").getStatusCase())
        .isEqualTo(InstanceStatus.StatusCase.MIGRATION);
    // Deeper down, with other fields around it.
    var state = Canonical.parse(InstanceState.parser(), bytes("1204080108631a0208002201" + "31"));
    assertThat(state.getStatus().getSimple()).isEqualTo(InstanceStatus.Simple.ACTIVE);
    assertThat(state.getDataVersion()).isEqualTo("1");
    var error = Canonical.parse(ExecutionError.parser(), bytes("080a2a003a00"));
    assertThat(Canonical.fromWire(error).kind()).isEqualTo(ErrorKind.UNEXPECTED);
    var site = Canonical.parse(ExecutionError.parser(), bytes("08032a003206080910021803"));
    assertThat(Canonical.fromWire(site).callSite().orElseThrow().type())
        .isEqualTo(CallSite.Type.METHOD);
  }

  private static InstanceStatus status(String hex) {
    return Canonical.parse(InstanceStatus.parser(), bytes(hex));
  }

  @Test
  void aKnownFieldOfAnotherWireTypeIsRefused() {
    assertRefused(AnyTx.parser(), "1005", Reason.WRONG_WIRE_TYPE);
    assertRefused(AnyTx.parser(), "0a030a0131", Reason.WRONG_WIRE_TYPE);
    assertRefused(ConfigPropose.parser(), "12030a0131", Reason.NOT_PROTOBUF);
  }

  @Test
  void sizesOfHashesKeysAndSignaturesAreChecked() {
    assertRefused(Hash.parser(), "", Reason.WRONG_SIZE);
    assertRefused(Hash.parser(), "0a0101", Reason.WRONG_SIZE);
    assertRefused(ConfigVote.parser(), "", Reason.WRONG_SIZE);
    assertRefused(SignedMessage.parser(), "", Reason.WRONG_SIZE);
    assertRefused(Caller.parser(), "0a030a0101", Reason.WRONG_SIZE);
    assertRefused(Block.parser(), "", Reason.WRONG_SIZE);
    var zero = "0a20" + "00".repeat(32);
    assertThat(hex(Canonical.parse(Hash.parser(), bytes(zero)).toByteArray())).isEqualTo(zero);
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertRefused(AnyTx.parser(), "12ff", Reason.NOT_PROTOBUF);
    assertRefused(AnyTx.parser(), "00", Reason.NOT_PROTOBUF);
    assertRefused(ArtifactId.parser(), "1201ff", Reason.NOT_PROTOBUF);
    assertRefused(AnyTx.parser(), "ff".repeat(11), Reason.NOT_PROTOBUF);
  }

  @Test
  void nestingIsBounded() throws IOException {
    var nested = new byte[0];
    for (var i = 0; i < 10_000; i++) {
      var out = new ByteArrayOutputStream();
      var coded = CodedOutputStream.newInstance(out);
      // A group, which an unknown field may be.
      coded.writeTag(9, 3);
      coded.writeRawBytes(nested);
      coded.writeTag(9, 4);
      coded.flush();
      nested = out.toByteArray();
    }
    assertRefused(AnyTx.parser(), hex(nested), Reason.NOT_PROTOBUF);
    var outer = nested;
    assertThatThrownBy(() -> SignedEnvelope.parse(outer))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void versionsAreTrimmedAndCheckedWhereRecordsAreMade() {
    var artifact = ArtifactId.newBuilder().setName("a").setVersion(" 1.0.0+b ").build();
    assertThat(Canonical.fromWire(artifact)).hasToString("0:a:1.0.0+b");
    var request = DeployRequest.getDefaultInstance();
    assertReason(() -> Canonical.fromWire(request.getArtifact()), Reason.BAD_VERSION);
  }

  @Test
  void errorsAreReadStrictly() {
    assertReason(() -> error("081010ff03"), Reason.OUT_OF_RANGE);
    assertReason(() -> error("0803108002" + "2a003a00"), Reason.OUT_OF_RANGE);
    assertReason(() -> error("1001" + "2a003a00"), Reason.OUT_OF_RANGE);
    assertReason(() -> error("08033a00"), Reason.WRONG_KIND);
    assertReason(() -> error("08032a00"), Reason.WRONG_KIND);
    // A call site without a runtime is not made by nodes, but taken.
    assertThat(error("08032a003200").callSite()).isPresent();
    assertThat(error("08032a003200").runtimeId()).isEmpty();
  }

  private static io.supervisor.api.ExecutionError error(String hex) {
    return Canonical.fromWire(Canonical.parse(ExecutionError.parser(), bytes(hex)));
  }

  @Test
  void blocksWithoutMeaningAreRefused() {
    var zero = Hash.newBuilder().setData(ByteString.copyFrom(new byte[32])).build();
    var block =
        Block.newBuilder()
            .setPrevHash(zero)
            .setTxHash(zero)
            .setStateHash(zero)
            .setErrorHash(zero)
            .build();
    assertThat(Canonical.fromWire(block).epoch()).isEmpty();
    assertReason(
        () -> Canonical.fromWire(block.toBuilder().setProposerId(1).build()), Reason.OUT_OF_RANGE);
    assertReason(
        () -> Canonical.fromWire(block.toBuilder().setHeight(-1).build()), Reason.OUT_OF_RANGE);
    var twice = block.toBuilder();
    for (var i = 0; i < 2; i++) {
      twice.getAdditionalHeadersBuilder().getHeadersBuilder().addEntriesBuilder().setKey("epoch");
    }
    assertReason(() -> Canonical.fromWire(twice.build()), Reason.DUPLICATE_KEY);
    assertReason(() -> Canonical.fromWire(CallInBlock.getDefaultInstance()), Reason.WRONG_KIND);
  }

  private static io.supervisor.wire.runtime.CallInfo call() {
    return io.supervisor.wire.runtime.CallInfo.newBuilder().setMethodId(1).build();
  }

  private static <M extends Message> void assertRefused(
      Parser<M> parser, String hex, Reason reason) {
    assertReason(() -> Canonical.parse(parser, bytes(hex)), reason);
  }

  private static void assertReason(Runnable reading, Reason reason) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

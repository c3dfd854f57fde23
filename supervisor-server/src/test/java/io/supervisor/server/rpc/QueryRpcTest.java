package io.supervisor.server.rpc;

import static io.supervisor.server.rpc.RpcFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.rpc.v1.ListReadsRequest;
import io.supervisor.rpc.v1.QueryRequest;
import io.supervisor.rpc.v1.QueryServiceGrpc;
import io.supervisor.rpc.v1.ReadMethod;
import io.supervisor.rpc.v1.ReadType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class QueryRpcTest {
  @TempDir Path folder;
  private RpcFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new RpcFixture(folder);
    fixture.node.submit(fixture.note("hello").bytes());
    fixture.node.commit();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private static QueryRequest request(
      String instance, String method, Map<String, String> arguments) {
    return QueryRequest.newBuilder()
        .setInstance(instance)
        .setMethod(method)
        .putAllArguments(arguments)
        .build();
  }

  @Test
  void answersAreExactTreesOfOneSnapshot() {
    var answer =
        QueryServiceGrpc.newBlockingStub(fixture.publicChannel)
            .query(
                request("notes", "v1/note", Map.of("index", "0")).toBuilder()
                    .setWithBlockProof(true)
                    .build());
    var members = answer.getValue().getStructValue().getMembersList();
    assertThat(members).extracting("name").containsExactly("text", "index", "big");
    assertThat(members.get(0).getValue().getTextValue()).isEqualTo("hello");
    assertThat(members.get(1).getValue().getIntValue()).isZero();
    assertThat(members.get(2).getValue().getBigIntValue()).isEqualTo("18446744073709551616");
    assertThat(answer.getHeight()).isEqualTo(1);
    assertThat(
            ProofMessages.fromWire(answer.getBlockProof())
                .check(List.of(fixture.node.keys().consensusKey())))
        .isInstanceOf(Checked.Valid.class);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("", "v1/note", Map.of(), Status.Code.INVALID_ARGUMENT, "INVALID_REQUEST"),
        Arguments.of("a/b", "v1/note", Map.of(), Status.Code.INVALID_ARGUMENT, "INVALID_REQUEST"),
        Arguments.of("notes", "", Map.of(), Status.Code.INVALID_ARGUMENT, "INVALID_REQUEST"),
        Arguments.of("absent", "v1/note", Map.of(), Status.Code.NOT_FOUND, "INSTANCE_NOT_FOUND"),
        Arguments.of("notes", "v1/absent", Map.of(), Status.Code.NOT_FOUND, "READ_NOT_FOUND"),
        Arguments.of("notes", "v1/secret", Map.of(), Status.Code.NOT_FOUND, "READ_NOT_FOUND"),
        Arguments.of("notes", "v1/note", Map.of(), Status.Code.INVALID_ARGUMENT, "INVALID_REQUEST"),
        Arguments.of(
            "notes",
            "v1/note",
            Map.of("index", "-1"),
            Status.Code.INVALID_ARGUMENT,
            "INVALID_REQUEST"),
        Arguments.of(
            "notes",
            "v1/note",
            Map.of("index", "5"),
            Status.Code.NOT_FOUND,
            "NOT_FOUND_BY_SERVICE"),
        Arguments.of("notes", "v1/broken", Map.of(), Status.Code.INTERNAL, "INTERNAL"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalsTellWhatToDo(
      String instance,
      String method,
      Map<String, String> arguments,
      Status.Code code,
      String reason) {
    var queries = QueryServiceGrpc.newBlockingStub(fixture.publicChannel);
    var refusal = refusalOf(() -> queries.query(request(instance, method, arguments)));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.reason()).isEqualTo(reason);
    // Faults of ours are told to the operator, with an id by which client and operator can talk.
    assertThat(refusal.metadata().containsKey("error_id")).isEqualTo(reason.equals("INTERNAL"));
  }

  @Test
  void privateReadsAreOfferedOnThePrivatePortOnly() {
    assertThat(names(fixture.publicChannel)).containsExactly("v1/broken", "v1/note");
    assertThat(names(fixture.privateChannel)).containsExactly("v1/broken", "v1/note", "v1/secret");
    var secret =
        QueryServiceGrpc.newBlockingStub(fixture.privateChannel)
            .query(request("notes", "v1/secret", Map.of()));
    assertThat(secret.getValue().getBoolValue()).isTrue();
  }

  private static List<String> names(ManagedChannel channel) {
    return reads(channel).stream().map(ReadMethod::getName).toList();
  }

  private static List<ReadMethod> reads(ManagedChannel channel) {
    return QueryServiceGrpc.newBlockingStub(channel)
        .listReads(ListReadsRequest.newBuilder().setInstance("notes").build())
        .getReadsList();
  }

  @Test
  void readsAreListedWithTheirParameters() {
    var note = reads(fixture.publicChannel).get(1);
    assertThat(note.getParameters(0).getName()).isEqualTo("index");
    assertThat(note.getParameters(0).getType()).isEqualTo(ReadType.READ_TYPE_U64);
    assertThat(note.getParameters(0).getRequired()).isTrue();
  }
}

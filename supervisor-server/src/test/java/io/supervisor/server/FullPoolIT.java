package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.rpc.v1.GetTransactionRequest;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose pool is filled while the network cannot decide, by every way in. */
@Timeout(300)
final class FullPoolIT {
  private static final int CONFIG_VOTE = 3;
  private static final int BYTES = 256 << 10;
  private static final int BATCH = 8;

  private final KeyPair keys = KeyPair.fromSeed(new byte[KeyPair.SEED_SIZE]);
  private ProcessCluster cluster;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    cluster = new ProcessCluster(folder, 4);
    for (var i = 0; i < 4; i++) {
      cluster.awaitHeight(i, 1);
    }
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  @Test
  void whatWasAcceptedIsKeptAndWhatWasNotIsTold() throws Exception {
    cluster.kill(2);
    cluster.kill(3);
    var accepted = new ArrayList<ByteString>();
    var refusal = fill(accepted);
    assertThat(accepted).hasSizeGreaterThan(100);
    assertThat(refusal.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(refusal.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));

    var one = transaction(1_000_000);
    assertThat(code(one)).isEqualTo(Code.RESOURCE_EXHAUSTED);
    var answer = post(one);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body()).contains("Transaction pool is full");
    // The node still answers, and knows what it took.
    assertThat(cluster.height(0)).isNotNegative();

    cluster.restart(2);
    for (var hash : accepted) {
      await()
          .atMost(Duration.ofSeconds(120))
          .ignoreException(StatusRuntimeException.class)
          .until(() -> isCommitted(hash));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> code(one) == Code.OK);
    assertThat(post(transaction(1_000_001)).statusCode()).isEqualTo(200);
  }

  /** Submits batches until one is refused in part; answers why. */
  private Status fill(List<ByteString> accepted) {
    for (var number = 0; ; number += BATCH) {
      var batch = SubmitTransactionsRequest.newBuilder();
      for (var i = 0; i < BATCH; i++) {
        batch.addTransactions(transaction(number + i));
      }
      for (var outcome : cluster.ledger(0).submitTransactions(batch.build()).getOutcomesList()) {
        if (outcome.hasError()) {
          return outcome.getError();
        }
        accepted.add(outcome.getHash());
      }
    }
  }

  private ByteString transaction(int number) {
    var argument = ByteBuffer.allocate(BYTES).putInt(number).array();
    return ByteString.copyFrom(
        VerifiedTransaction.sign(InstanceId.SUPERVISOR, CONFIG_VOTE, argument, keys).bytes());
  }

  private boolean isCommitted(ByteString hash) {
    return cluster
        .ledger(0)
        .getTransaction(GetTransactionRequest.newBuilder().setHash(hash).build())
        .hasCommitted();
  }

  private Code code(ByteString transaction) {
    try {
      cluster
          .ledger(0)
          .submitTransaction(
              SubmitTransactionRequest.newBuilder().setTransaction(transaction).build());
      return Code.OK;
    } catch (StatusRuntimeException e) {
      var status = Objects.requireNonNull(StatusProto.fromThrowable(e));
      assertThat(status.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
      return e.getStatus().getCode();
    }
  }

  private HttpResponse<String> post(ByteString transaction) throws Exception {
    var address = cluster.network.ports(0).publicHttp();
    var uri =
        URI.create(
            "http://%s:%d/api/explorer/v1/transactions".formatted(address.host(), address.port()));
    var body = "{\"tx_body\":\"" + HexFormat.of().formatHex(transaction.toByteArray()) + "\"}";
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}

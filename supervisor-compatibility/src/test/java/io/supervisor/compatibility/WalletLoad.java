package io.supervisor.compatibility;

import com.google.protobuf.CodedOutputStream;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.client.SubmitOutcome;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.TransactionBuilder;
import io.supervisor.client.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Transactions of one wallet, submitted in batches, each of which ends up in a block of its own or
 * of its neighbours.
 */
final class WalletLoad implements AutoCloseable {
  private static final InstanceId CRYPTO = new InstanceId(3);
  private static final int ISSUE = 1;
  private static final int CREATE_WALLET = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SupervisorClient client;
  private final KeyPair keys = KeyPair.generate(new SecureRandom());
  private long seed;

  WalletLoad(String target) {
    client = SupervisorClient.builder().trust(Trust.firstUse()).endpoints(target).build();
    client
        .transactions()
        .submitAndWait(sign(CREATE_WALLET, output -> output.writeString(1, "load")), PATIENCE)
        .orElseThrow();
  }

  /** Submits so many transactions and waits for the last of them. */
  void batch(int size) {
    var first = seed;
    seed += size;
    var transactions = LongStream.range(first, seed).mapToObj(this::issue).toList();
    var outcomes = client.transactions().submitAll(transactions);
    if (!outcomes.stream().allMatch(SubmitOutcome.Accepted.class::isInstance)) {
      throw new AssertionError("not accepted: " + outcomes);
    }
    client.transactions().awaitCommit(last(transactions).hash(), PATIENCE).orElseThrow();
  }

  private static VerifiedTransaction last(List<VerifiedTransaction> transactions) {
    return transactions.get(transactions.size() - 1);
  }

  private VerifiedTransaction issue(long number) {
    return sign(
        ISSUE,
        output -> {
          output.writeUInt64(1, 1);
          output.writeUInt64(2, number);
        });
  }

  /** Fields of a message of the service. */
  @FunctionalInterface
  private interface Fields {
    void write(CodedOutputStream output) throws IOException;
  }

  private VerifiedTransaction sign(int method, Fields fields) {
    var bytes = new ByteArrayOutputStream();
    try {
      var output = CodedOutputStream.newInstance(bytes);
      fields.write(output);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TransactionBuilder.to(CRYPTO).method(method).arguments(bytes.toByteArray()).sign(keys);
  }

  @Override
  public void close() {
    client.close();
  }
}

import com.exonum.binding.common.crypto.CryptoFunctions;
import com.exonum.binding.common.crypto.KeyPair;
import com.exonum.binding.common.hash.HashCode;
import com.exonum.binding.common.message.TransactionMessage;
import com.exonum.client.ExonumClient;
import com.exonum.client.request.BlockFilteringOption;
import com.exonum.client.request.BlockTimeOption;
import com.exonum.client.response.Block;
import com.exonum.client.response.ServiceInstanceInfo;
import com.exonum.client.response.TransactionResponse;
import com.exonum.client.response.TransactionStatus;
import com.exonum.messages.core.runtime.Errors.ErrorKind;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Every call of exonum-light-client against live nodes. Arguments: the addresses of their public HTTP servers. Runs on the
 * client's own class path.
 */
final class LightClientSuite {
  private static final int SERVICE = 3;
  private static final int ISSUE = 1;
  private static final int CREATE_WALLET = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static int checks;

  private LightClientSuite() {}

  public static void main(String[] nodes) throws IOException {
    var client = client(nodes[0]);
    var keys = CryptoFunctions.ed25519().generateKeyPair();
    var create = transaction(CREATE_WALLET, keys, output -> output.writeString(1, "Java"));
    var again = transaction(CREATE_WALLET, keys, output -> output.writeString(1, "Once more"));
    var issue = transaction(ISSUE, keys, output -> output.writeUInt64(1, 7));
    equal(client.submitTransaction(create), create.hash(), "a transaction is acknowledged by its hash");
    var created = committed(client, create.hash());
    equal(client.submitTransaction(create), create.hash(), "submitting it again is no error");
    client.submitTransaction(again);
    client.submitTransaction(issue);
    var refused = committed(client, again.hash());
    committed(client, issue.hash());

    for (var node : nodes) {
      transactions(client(node), create, created, again.hash(), refused);
      blocks(client(node), create.hash(), created);
      services(client(node));
    }
    equal(client.getTransaction(HashCode.fromBytes(new byte[32])), Optional.empty(), "an unknown transaction is none");
    refuses(() -> client.submitTransaction(forged(create)), RuntimeException.class, "a transaction that nobody signed");
    System.out.println(checks + " checks");
  }

  private static ExonumClient client(String node) {
    return ExonumClient.newBuilder().setExonumHost(node).build();
  }

  private static void transactions(
      ExonumClient client,
      TransactionMessage create,
      TransactionResponse created,
      HashCode failed,
      TransactionResponse refused) {
    var found = committed(client, create.hash());
    equal(found.getStatus(), TransactionStatus.COMMITTED, "the transaction is committed");
    equal(found.getLocation(), created.getLocation(), "every node has it in the same place");
    check(found.getExecutionResult().hasOk(), "it succeeded");
    equal(ByteString.copyFrom(found.getMessage().toBytes()), ByteString.copyFrom(create.toBytes()), "it is the one sent");
    equal(found.getMessage().hash(), create.hash(), "and hashes alike");
    var error = committed(client, failed).getExecutionResult().getError();
    equal(error.getKind(), ErrorKind.SERVICE, "the second wallet of a key is refused by the service");
    equal(error.getCode(), 0, "with its code");
    equal(error.getRuntimeId(), 0, "runtime");
    equal(error.getCallSite().getInstanceId(), SERVICE, "and place");
    equal(error.getCallSite().getMethodId(), CREATE_WALLET, "by method");
    equal(error, refused.getExecutionResult().getError(), "on every node alike");
  }

  private static void blocks(ExonumClient client, HashCode transaction, TransactionResponse created) {
    var height = created.getLocation().getHeight();
    var answer = client.getBlockByHeight(height);
    var block = answer.getBlock();
    equal(block.getHeight(), height, "a block by its height");
    equal(block.getNumTransactions(), answer.getTransactionHashes().size(), "lists its transactions");
    equal(answer.getTransactionHashes().get(created.getLocation().getIndexInBlock()), transaction, "in order");
    dated(block);
    refuses(() -> client.getBlockByHeight(1_000_000_000L), IllegalArgumentException.class, "a block that is not there");

    var top = client.getBlockchainHeight();
    check(top >= height, "the height of the chain");
    var range = client.getBlocks(1, height, BlockFilteringOption.INCLUDE_EMPTY, BlockTimeOption.INCLUDE_COMMIT_TIME);
    equal(range.stream().map(Block::getHeight).toList(), heights(1, height), "a range of blocks without gaps");
    for (var i = 1; i < range.size(); i++) {
      equal(range.get(i - 1).getHeight() + 1, range.get(i).getHeight(), "in ascending order");
    }
    equal(range.get(range.size() - 1), block, "the same block whichever way it is asked for");
    range.forEach(LightClientSuite::dated);

    var full = client.getBlocks(1, height, BlockFilteringOption.SKIP_EMPTY, BlockTimeOption.NO_COMMIT_TIME);
    check(full.stream().noneMatch(Block::isEmpty), "empty blocks are skipped if wanted");
    check(full.stream().allMatch(b -> b.getCommitTime().isEmpty()), "times are left out if wanted");
    var last = client.getLastBlocks(2, BlockFilteringOption.INCLUDE_EMPTY, BlockTimeOption.INCLUDE_COMMIT_TIME);
    equal(last.getBlocks().size(), 2, "the last two blocks");
    check(last.getToHeight() >= top && last.getFromHeight() == last.getToHeight() - 1, "and their range");
    var filled = client.findNonEmptyBlocks(2, BlockTimeOption.INCLUDE_COMMIT_TIME);
    check(filled.size() == 2 && filled.stream().noneMatch(Block::isEmpty), "the last two that hold something");
    check(client.getLastBlock().getHeight() >= top, "the last block");
    check(!client.getLastNonEmptyBlock().orElseThrow().isEmpty(), "the last one that holds something");
  }

  private static List<Long> heights(long first, long last) {
    return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static void dated(Block block) {
    var time = block.getCommitTime().orElseThrow().toInstant();
    check(Duration.between(time, Instant.now()).abs().compareTo(Duration.ofHours(1)) < 0, "a block has a time: " + time);
  }

  private static void services(ExonumClient client) {
    var names = client.getServiceInfoList().stream().map(ServiceInstanceInfo::getName).toList();
    check(names.containsAll(List.of("supervisor", "explorer", "crypto")), "the services: " + names);
    equal(client.findServiceInfo("crypto").orElseThrow().getId(), SERVICE, "a service by its name");
    equal(client.findServiceInfo("no-such-service"), Optional.empty(), "and one that is not there");
  }

  @FunctionalInterface
  private interface Arguments {
    void write(CodedOutputStream output) throws IOException;
  }

  private static TransactionMessage transaction(int method, KeyPair keys, Arguments arguments) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var output = CodedOutputStream.newInstance(bytes);
    arguments.write(output);
    output.flush();
    return TransactionMessage.builder()
        .serviceId(SERVICE)
        .transactionId(method)
        .payload(bytes.toByteArray())
        .sign(keys);
  }

  /** The same with a bit of the signature turned over: it is at the end of the message. */
  private static TransactionMessage forged(TransactionMessage message) {
    var bytes = message.toBytes();
    bytes[bytes.length - 40] ^= 1;
    return TransactionMessage.fromBytes(bytes);
  }

  /** Waits for a commit; the client has no call that does. */
  private static TransactionResponse committed(ExonumClient client, HashCode hash) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var found = client.getTransaction(hash).filter(TransactionResponse::isCommitted);
      if (found.isPresent()) {
        return found.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("not committed in time: " + hash);
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
    checks++;
  }

  private static void equal(Object got, Object want, String what) {
    var same = got instanceof Number a && want instanceof Number b ? a.longValue() == b.longValue() : got.equals(want);
    check(same, what + ": got " + got + ", want " + want);
  }

  private static void refuses(Supplier<?> action, Class<? extends Exception> kind, String what) {
    try {
      throw new AssertionError(what + ": got " + action.get());
    } catch (RuntimeException e) {
      check(kind.isInstance(e), what + ": " + e);
    }
  }
}

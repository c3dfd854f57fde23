package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest.FieldViolation;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.rpc.v1.AddPeerRequest;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.CallOfBlock;
import io.supervisor.rpc.v1.ConfirmRequest;
import io.supervisor.rpc.v1.DeployRequest;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.ListBlocksRequest;
import io.supervisor.rpc.v1.MigrateRequest;
import io.supervisor.rpc.v1.ProposeRequest;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.TransactionsFrom;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.PrivateConfig;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks of requests: what a request has to be before anything is done with it. All faults of a
 * request are named at once, each as "got, want".
 */
final class Requests {
  static final int TRANSACTIONS_MAX = 10_000;
  static final int HASHES_MAX = 10_000;
  static final int PAGE_DEFAULT = 100;
  static final int PAGE_MAX = 1_000;
  static final int CHUNK_BYTES_MAX = 1 << 20;

  private final List<FieldViolation> violations = new ArrayList<>();

  private Requests() {}

  static FieldViolation violation(String field, String problem) {
    return FieldViolation.newBuilder().setField(field).setDescription(problem).build();
  }

  /** Range of blocks, highest first: {@code latest >= height >= earliest}. */
  record BlockRange(
      Height latest, Height earliest, int pageSize, boolean skipEmpty, BlockParts parts) {}

  /** Where a watch of blocks begins; empty = at the next block. */
  record BlocksFrom(Optional<Height> from, boolean skipEmpty, BlockParts parts) {}

  /** Which transactions to watch, and what to send of them. */
  record TransactionWatch(TransactionSelection selection, boolean withBytes, boolean withProof) {}

  /** Which transactions to watch. */
  sealed interface TransactionSelection {
    record Given(Set<Hash> hashes) implements TransactionSelection {}

    record From(Optional<Height> from, Optional<InstanceId> instance, Optional<Integer> method)
        implements TransactionSelection {}
  }

  /** Which call's outcome is asked for. */
  sealed interface CallSelection {
    record OfTransaction(Hash transaction) implements CallSelection {}

    record InBlock(Height height, CallInBlock call) implements CallSelection {}
  }

  /** Page of a list: items {@code from <= index < from + size}. */
  record Page(int from, int size) {}

  static byte[] transaction(ByteString transaction) {
    var check = new Requests();
    if (transaction.isEmpty()) {
      check.add("transaction", "got no bytes, want a serialized exonum.SignedMessage");
    }
    check.finish();
    return transaction.toByteArray();
  }

  static List<byte[]> transactions(SubmitTransactionsRequest request) {
    var check = new Requests();
    check.count("transactions", request.getTransactionsCount(), TRANSACTIONS_MAX);
    check.finish();
    return request.getTransactionsList().stream().map(ByteString::toByteArray).toList();
  }

  static Height height(long height) {
    var check = new Requests();
    var value = check.height("height", height);
    check.finish();
    return value;
  }

  static Hash hash(String field, ByteString bytes) {
    var check = new Requests();
    var value = check.hashOf(field, bytes);
    check.finish();
    return value;
  }

  /**
   * Range of blocks.
   *
   * @param last height of the ledger, which an open range begins with
   */
  static BlockRange blockRange(ListBlocksRequest request, Height last) {
    var check = new Requests();
    var size = check.pageSize(request.getPageSize());
    var earliest = check.height("earliest", request.getEarliest());
    var latest = last;
    if (request.hasLatest()) {
      latest = check.height("latest", request.getLatest());
      if (latest.compareTo(last) > 0) {
        check.add("latest", "got " + latest + ", want at most " + last);
      }
    }
    if (!request.getPageToken().isEmpty()) {
      latest = new Height(check.token(request.getPageToken(), last.value()));
    }
    check.finish();
    return new BlockRange(latest, earliest, size, request.getSkipEmpty(), request.getParts());
  }

  static BlocksFrom blocksFrom(WatchBlocksRequest request) {
    var check = new Requests();
    var from =
        request.hasFromHeight()
            ? Optional.of(check.height("from_height", request.getFromHeight()))
            : Optional.<Height>empty();
    check.finish();
    return new BlocksFrom(from, request.getSkipEmpty(), request.getParts());
  }

  static TransactionWatch transactionWatch(WatchTransactionsRequest request) {
    var check = new Requests();
    var selection =
        switch (request.getSelectionCase()) {
          case HASHES -> check.given(request.getHashes().getHashesList());
          case FROM -> check.from(request.getFrom());
          case SELECTION_NOT_SET -> {
            check.add("selection", "got nothing, want hashes or from");
            yield new TransactionSelection.Given(Set.of());
          }
        };
    check.finish();
    return new TransactionWatch(selection, request.getWithTransaction(), request.getWithProof());
  }

  private TransactionSelection given(List<ByteString> bytes) {
    count("hashes.hashes", bytes.size(), HASHES_MAX);
    var hashes = new LinkedHashSet<Hash>();
    for (var i = 0; i < Math.min(bytes.size(), HASHES_MAX); i++) {
      hashes.add(hashOf("hashes.hashes[" + i + "]", bytes.get(i)));
    }
    return new TransactionSelection.Given(hashes);
  }

  private TransactionSelection from(TransactionsFrom from) {
    if (from.hasMethodId() && !from.hasInstanceId()) {
      add("from.method_id", "got it without from.instance_id, want both or none");
    }
    return new TransactionSelection.From(
        from.hasFromHeight()
            ? Optional.of(height("from.from_height", from.getFromHeight()))
            : Optional.empty(),
        from.hasInstanceId() ? Optional.of(new InstanceId(from.getInstanceId())) : Optional.empty(),
        from.hasMethodId() ? Optional.of(from.getMethodId()) : Optional.empty());
  }

  static CallSelection call(GetCallStatusRequest request) {
    var check = new Requests();
    var selection =
        switch (request.getCallCase()) {
          case TRANSACTION_HASH ->
              new CallSelection.OfTransaction(
                  check.hashOf("transaction_hash", request.getTransactionHash()));
          case CALL_OF_BLOCK -> check.inBlock(request.getCallOfBlock());
          case CALL_NOT_SET -> {
            check.add("call", "got nothing, want transaction_hash or call_of_block");
            yield new CallSelection.OfTransaction(Hash.ZERO);
          }
        };
    check.finish();
    return selection;
  }

  private CallSelection inBlock(CallOfBlock call) {
    return new CallSelection.InBlock(
        height("call_of_block.height", call.getHeight()),
        parsed(
            "call_of_block.call",
            () -> Canonical.fromWire(call.getCall()),
            new CallInBlock.Transaction(0)));
  }

  static String instanceName(String name) {
    var check = new Requests();
    if (!InstanceSpec.isValidName(name)) {
      check.add("instance", "got \"" + name + "\", want one or more of a-zA-Z0-9_-");
    }
    check.finish();
    return name;
  }

  static String readName(String name) {
    var check = new Requests();
    if (name.isEmpty()) {
      check.add("method", "got nothing, want the name of a read");
    }
    check.finish();
    return name;
  }

  static Page page(int pageSize, String pageToken) {
    var check = new Requests();
    var size = check.pageSize(pageSize);
    var from = pageToken.isEmpty() ? 0 : (int) check.token(pageToken, Integer.MAX_VALUE);
    check.finish();
    return new Page(from, size);
  }

  static io.supervisor.wire.supervisor.DeployRequest deploy(DeployRequest request) {
    return deployment(request.hasRequest(), request.getRequest());
  }

  /** As it is asked for, and as it is asked about. */
  static io.supervisor.wire.supervisor.DeployRequest deployment(
      boolean present, io.supervisor.wire.supervisor.DeployRequest content) {
    var check = new Requests();
    check.present("request", present);
    if (present) {
      check.artifact("request.artifact", content.getArtifact());
      check.deadline("request.deadline_height", content.getDeadlineHeight());
    }
    check.finish();
    return content;
  }

  static io.supervisor.wire.supervisor.MigrationRequest migrate(MigrateRequest request) {
    return migration(request.hasRequest(), request.getRequest());
  }

  /** As it is asked for, and as it is asked about. */
  static io.supervisor.wire.supervisor.MigrationRequest migration(
      boolean present, io.supervisor.wire.supervisor.MigrationRequest content) {
    var check = new Requests();
    check.present("request", present);
    if (present) {
      check.artifact("request.new_artifact", content.getNewArtifact());
      check.deadline("request.deadline_height", content.getDeadlineHeight());
      if (!InstanceSpec.isValidName(content.getService())) {
        check.add(
            "request.service",
            "got \"" + content.getService() + "\", want one or more of a-zA-Z0-9_-");
      }
    }
    check.finish();
    return content;
  }

  static io.supervisor.wire.supervisor.ConfigPropose propose(ProposeRequest request) {
    var check = new Requests();
    var content = request.getProposal();
    check.present("proposal", request.hasProposal());
    if (request.hasProposal() && content.getChangesCount() == 0) {
      check.add("proposal.changes", "got none, want at least one");
    }
    for (var i = 0; i < content.getChangesCount(); i++) {
      if (content.getChanges(i).getKindCase()
          == io.supervisor.wire.supervisor.ConfigChange.KindCase.KIND_NOT_SET) {
        check.add("proposal.changes[" + i + "]", "got no kind, want one");
      }
    }
    check.finish();
    return content;
  }

  static io.supervisor.wire.supervisor.ConfigVote confirm(ConfirmRequest request) {
    var check = new Requests();
    check.present("vote", request.hasVote());
    if (request.hasVote()) {
      check.hashOf("vote.propose_hash", request.getVote().getProposeHash().getData());
    }
    check.finish();
    return request.getVote();
  }

  static PrivateConfig.Peer peer(AddPeerRequest request) {
    var check = new Requests();
    var key =
        check.parsed(
            "consensus_key",
            () -> PublicKey.of(request.getConsensusKey()),
            PublicKey.of(new byte[PublicKey.SIZE]));
    var address =
        check.parsed(
            "address",
            () -> Address.parse(request.getAddress(), Address.PEER_PORT),
            new Address("localhost", Address.PEER_PORT));
    if (address.port() == 0) {
      check.add("address", "got port 0, want one that can be dialled");
    }
    check.finish();
    return new PrivateConfig.Peer(key, address);
  }

  /**
   * @param bytesMax of the file
   */
  static ArtifactFile uploadHeader(ArtifactFile header, long bytesMax) {
    var check = new Requests();
    if (!header.getName().isEmpty() && !ArtifactDirectory.isValidName(header.getName())) {
      check.add(
          "header.name",
          String.format(
              Locale.ROOT,
              "got \"%s\", want none, or 1 to 255 of a-zA-Z0-9_-. without a dot before them",
              header.getName()));
    }
    check.hashOf("header.sha256", header.getSha256());
    if (!header.getChunksRoot().isEmpty()) {
      check.hashOf("header.chunks_root", header.getChunksRoot());
    }
    var bytes = header.getSizeBytes();
    if (bytes < 1 || bytes > bytesMax) {
      check.add(
          "header.size_bytes", "got " + Long.toUnsignedString(bytes) + ", want 1 to " + bytesMax);
    }
    check.finish();
    return header;
  }

  static void uploadChunk(ByteString chunk) {
    var check = new Requests();
    check.count("chunk", chunk.size(), CHUNK_BYTES_MAX);
    check.finish();
  }

  /** The artifact of which something is asked. */
  static ArtifactId artifact(io.supervisor.wire.runtime.ArtifactId artifact) {
    var check = new Requests();
    check.artifact("artifact", artifact);
    check.finish();
    return Canonical.fromWire(artifact);
  }

  private void artifact(String field, io.supervisor.wire.runtime.ArtifactId artifact) {
    if (!ArtifactId.isValidName(artifact.getName())) {
      add(field + ".name", "got \"" + artifact.getName() + "\", want one or more of a-zA-Z0-9_-./");
    }
    try {
      Canonical.version(artifact.getVersion());
    } catch (IllegalArgumentException e) {
      add(field + ".version", "got \"" + artifact.getVersion() + "\", want major.minor.patch");
    }
  }

  private void deadline(String field, long height) {
    if (height == 0) {
      add(field, "got 0, want a height above that of the ledger");
    }
  }

  private void present(String field, boolean present) {
    if (!present) {
      add(field, "got nothing, want a message");
    }
  }

  private Height height(String field, long value) {
    if (value < 0) {
      add(field, "got " + Long.toUnsignedString(value) + ", want below 2^63");
      return Height.GENESIS;
    }
    return new Height(value);
  }

  private Hash hashOf(String field, ByteString bytes) {
    if (bytes.size() != Hash.SIZE) {
      add(field, "got " + bytes.size() + " bytes, want " + Hash.SIZE);
      return Hash.ZERO;
    }
    return Hash.of(bytes);
  }

  private int pageSize(int size) {
    if (size < 0 || size > PAGE_MAX) {
      add("page_size", "got " + Integer.toUnsignedString(size) + ", want 0 to " + PAGE_MAX);
    }
    return size == 0 ? PAGE_DEFAULT : size;
  }

  private long token(String token, long max) {
    var value = -1L;
    try {
      value = Long.parseLong(token);
    } catch (NumberFormatException e) {
      add("page_token", "got \"" + token + "\", want one from an answer");
      return 0;
    }
    if (value < 0 || value > max) {
      add("page_token", "got \"" + token + "\", want one from an answer");
      return 0;
    }
    return value;
  }

  private void count(String field, int count, int max) {
    if (count < 1 || count > max) {
      add(field, "got " + count + ", want 1 to " + max);
    }
  }

  private <T> T parsed(String field, Supplier<T> parse, T otherwise) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      add(field, String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  private void add(String field, String problem) {
    violations.add(violation(field, problem));
  }

  private void finish() {
    if (!violations.isEmpty()) {
      throw Errors.invalid(violations);
    }
  }
}

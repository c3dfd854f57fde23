package io.supervisor.client;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.Block;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.GetBlockRequest;
import io.supervisor.rpc.v1.GetBlockResponse;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.GetLedgerStatusResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListBlocksRequest;
import io.supervisor.rpc.v1.ListBlocksResponse;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Blocks, each verified before it is returned. */
public final class Blocks {
  static final BlockParts WITH_PRECOMMITS = BlockParts.newBuilder().setPrecommits(true).build();

  private final Nodes nodes;
  private final Verifier verifier;
  private final Newest newest;
  private final ClientSettings settings;

  Blocks(Nodes nodes, Verifier verifier, Newest newest, ClientSettings settings) {
    this.nodes = nodes;
    this.verifier = verifier;
    this.newest = newest;
    this.settings = settings;
  }

  /** Where the ledger stands on one node; others may be a little ahead. */
  public LedgerStatus status() {
    return Waiting.join(statusAsync());
  }

  /** As {@link #status}. */
  public CompletableFuture<LedgerStatus> statusAsync() {
    var request = GetLedgerStatusRequest.newBuilder().setWithProof(true).build();
    return nodes.call(
        settings.limit(),
        settings.attemptMax(),
        (node, time) ->
            Unary.<GetLedgerStatusResponse>call(
                    node,
                    observer ->
                        node.stub(LedgerServiceGrpc::newStub, time)
                            .getLedgerStatus(request, observer))
                .thenCompose(answer -> status(node, time, answer)));
  }

  private CompletableFuture<LedgerStatus> status(
      Node node, Duration time, GetLedgerStatusResponse answer) {
    var proof =
        Verifier.believe(node, Checked.of(() -> ProofMessages.fromWire(answer.getConfigProof())));
    return block(node, time, proof.blockProof())
        .thenApply(block -> newest.require(node, block))
        .thenApply(block -> {
          var index =
              Verifier.believe(node, block.index(proof.indexProof(), Verifier.CONFIG_INDEX));
          if (!index.equals(Canonical.hash(answer.getConsensusConfig()))) {
            throw Verifier.lie(
                node, Reason.WRONG_HASH, "the configuration is not the one that is proven");
          }
          return Verifier.believe(
              node,
              Checked.of(() ->
                  new LedgerStatus(
                      block,
                      Canonical.fromWire(answer.getConsensusConfig()),
                      Hash.of(answer.getGenesisHash()),
                      answer.getPoolSize(),
                      answer.getRules())));
        });
  }

  /**
   * The block of a height.
   *
   * @throws NotFoundException if there is none yet
   */
  public VerifiedBlock get(Height height) {
    return Waiting.join(getAsync(height));
  }

  /** As {@link #get}. */
  public CompletableFuture<VerifiedBlock> getAsync(Height height) {
    return nodes.call(
        settings.limit(), settings.attemptMax(), (node, time) -> get(node, time, height));
  }

  private CompletableFuture<VerifiedBlock> get(Node node, Duration time, Height height) {
    return fetch(node, time, height)
        .thenCompose(proof -> block(node, time, proof))
        .thenApply(block -> ofHeight(node, block, height));
  }

  private static CompletableFuture<BlockProof> fetch(Node node, Duration time, Height height) {
    var request =
        GetBlockRequest.newBuilder().setHeight(height.value()).setParts(WITH_PRECOMMITS).build();
    return Unary.<GetBlockResponse>call(
            node,
            observer -> node.stub(LedgerServiceGrpc::newStub, time).getBlock(request, observer))
        .thenApply(answer -> proof(answer.getBlock()));
  }

  /** As {@link #fetch}, but waits for a block that is not there yet. */
  private static CompletableFuture<BlockProof> awaited(Node node, Duration time, Height height) {
    var request =
        WatchBlocksRequest.newBuilder()
            .setFromHeight(height.value())
            .setParts(WITH_PRECOMMITS)
            .build();
    return Unary.<WatchBlocksResponse>first(
            node,
            observer -> node.stub(LedgerServiceGrpc::newStub, time).watchBlocks(request, observer))
        .thenApply(answer -> proof(answer.getBlock()));
  }

  static BlockProof proof(Block block) {
    return new BlockProof(block.getHeader(), block.getPrecommitsList());
  }

  static VerifiedBlock ofHeight(Node node, VerifiedBlock block, Height height) {
    if (!block.height().equals(height)) {
      throw Verifier.lie(
          node, Reason.NOT_ABOUT, "got block " + block.height() + ", want " + height);
    }
    return block;
  }

  /**
   * Verifies a block, also genesis, which has no precommits: block 1 names its hash, and is waited
   * for where the network has only just begun.
   */
  CompletableFuture<VerifiedBlock> block(Node node, Duration time, BlockProof proof) {
    if (proof.block().getHeight() != 0) {
      return verifier.block(node, proof);
    }
    var trusted = verifier.genesis();
    if (trusted.isPresent()) {
      return CompletableFuture.completedFuture(Verifier.believe(node, proof.check(trusted.get())));
    }
    var first = new Height(1);
    return awaited(node, time, first)
        .thenCompose(next -> verifier.block(node, next))
        .thenApply(next -> ofHeight(node, next, first))
        .thenApply(next -> Verifier.believe(node, proof.check(next.header().prevHash())));
  }

  /**
   * The newest blocks, in descending order, genesis left out.
   *
   * @param count at most so many, 1 to 1,000
   * @param skipEmpty leaves out blocks without transactions; which ones those are is as the node
   *     says
   */
  public List<VerifiedBlock> newest(int count, boolean skipEmpty) {
    return Waiting.join(newestAsync(count, skipEmpty));
  }

  /** As {@link #newest}. */
  public CompletableFuture<List<VerifiedBlock>> newestAsync(int count, boolean skipEmpty) {
    return list(ListBlocksRequest.newBuilder().setPageSize(count).setSkipEmpty(skipEmpty));
  }

  /**
   * Blocks up to a height, in descending order, genesis left out; otherwise as {@link #newest}.
   *
   * @param latest the highest wanted
   * @throws InvalidRequestException if that is above the height of the ledger
   */
  public List<VerifiedBlock> list(Height latest, int count, boolean skipEmpty) {
    return Waiting.join(listAsync(latest, count, skipEmpty));
  }

  /** As {@link #list}. */
  public CompletableFuture<List<VerifiedBlock>> listAsync(
      Height latest, int count, boolean skipEmpty) {
    return list(
        ListBlocksRequest.newBuilder()
            .setLatest(latest.value())
            .setPageSize(count)
            .setSkipEmpty(skipEmpty));
  }

  private CompletableFuture<List<VerifiedBlock>> list(ListBlocksRequest.Builder wanted) {
    var request = wanted.setEarliest(1).setParts(WITH_PRECOMMITS).build();
    return nodes.call(
        settings.limit(),
        settings.attemptMax(),
        (node, time) ->
            Unary.<ListBlocksResponse>call(
                    node,
                    observer ->
                        node.stub(LedgerServiceGrpc::newStub, time).listBlocks(request, observer))
                .thenCompose(answer -> all(node, answer, request)));
  }

  private CompletableFuture<List<VerifiedBlock>> all(
      Node node, ListBlocksResponse answer, ListBlocksRequest request) {
    var blocks = CompletableFuture.<List<VerifiedBlock>>completedFuture(new ArrayList<>());
    for (var block : answer.getBlocksList()) {
      blocks =
          blocks.thenCombine(
              verifier.block(node, proof(block)),
              (before, next) -> append(node, before, next, request));
    }
    return blocks;
  }

  private static List<VerifiedBlock> append(
      Node node, List<VerifiedBlock> before, VerifiedBlock next, ListBlocksRequest request) {
    var height = next.height().value();
    var last = before.isEmpty() ? null : before.get(before.size() - 1);
    var isWanted =
        last == null
            ? !request.hasLatest()
                || height == request.getLatest()
                || request.getSkipEmpty() && height < request.getLatest()
            : height == last.height().value() - 1
                || request.getSkipEmpty() && height < last.height().value();
    if (!isWanted || before.size() == request.getPageSize()) {
      throw Verifier.lie(node, Reason.NOT_ABOUT, "block " + height + " was not asked for");
    }
    before.add(next);
    return before;
  }

  /**
   * Blocks in ascending order without gaps, from a height on, which may lie ahead. Goes on with
   * another node when one is lost.
   */
  public BlockWatch watch(Height from) {
    return new BlockWatch(nodes, this, from, settings);
  }
}

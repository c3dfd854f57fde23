package io.supervisor.core.blockchain;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.SignedEnvelope;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.CallProof;
import io.supervisor.api.proof.IndexProof;
import io.supervisor.api.proof.ListProof;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes proofs from one state and the blocks up to it. May be used by any number of threads if both
 * may. Source: wire.md sections 3.1 to 3.5.
 */
public final class Proofs {
  private final Snapshot state;
  private final CoreSchema schema;
  private final ChainReader chain;

  public Proofs(KeyValueView state, ChainReader chain) {
    this.state = new Snapshot(state);
    this.schema = new CoreSchema(this.state.access(""));
    this.chain = chain;
  }

  /** Height of the last block of the state. */
  public Height height() {
    return schema.lastHeader().orElseThrow(() -> new IllegalStateException("no genesis")).height();
  }

  /** Empty for blocks after the state. Genesis has no precommits. */
  public Optional<BlockProof> block(Height height) {
    return height.compareTo(height()) > 0 ? Optional.empty() : chain.block(height);
  }

  /** The last block of the state. */
  public BlockProof lastBlock() {
    var height = height();
    return block(height)
        .orElseThrow(() ->
            new IllegalStateException("block " + height + " of the state is not to be found"));
  }

  /**
   * Time of a block: the median of its precommits' times. Requires that its precommits were
   * verified. Empty for genesis, which has none.
   */
  public static Optional<Instant> time(BlockProof block) {
    return block.precommits().stream()
        .map(precommit -> VerifiedPrecommit.trusted(SignedEnvelope.fromWire(precommit)).time())
        .sorted()
        .skip(block.precommits().size() / 2)
        .findFirst();
  }

  /** Proof of an index against the state hash of the last block; also that there is none. */
  public IndexProof index(String fullName) {
    return new IndexProof(lastBlock(), state.indexProof(fullName));
  }

  /** Number of consensus configurations that have been in force, that of genesis included. */
  public long configCount() {
    return schema.configHistory().size();
  }

  /**
   * A consensus configuration that has been in force, by which a client follows the validators.
   *
   * @param number in order, from 0, genesis, to {@link #configCount} - 1
   */
  public ProvenConfig config(long number) {
    var record =
        schema
            .configHistory()
            .get(number)
            .orElseThrow(() -> new IndexOutOfBoundsException("configuration " + number));
    var block =
        block(record.height())
            .orElseThrow(() ->
                new IllegalStateException(
                    "block " + record.height() + " of the state is not to be found"));
    return new ProvenConfig(record.config(), new IndexProof(block, record.proof()));
  }

  /** Proof that a call failed or did not; empty for blocks after the state. */
  public Optional<CallProof> call(Height height, CallInBlock call) {
    return block(height)
        .map(block ->
            new CallProof(
                block,
                schema.callErrors(height).proof(List.of(call)),
                schema.callErrorDescriptions(height).get(call).orElse("")));
  }

  /** Where a committed transaction stands. */
  public Optional<TxLocation> location(Hash transaction) {
    return schema.transactionLocations().get(transaction);
  }

  /** Proof against the transaction hash of its block that a transaction stands at its place. */
  public ListProof location(TxLocation location) {
    var hashes =
        chain
            .transactionHashes(location.height())
            .orElseThrow(() ->
                new IllegalStateException(
                    "block " + location.height() + " of the state is not to be found"));
    return new TransactionTree(hashes).proof(location.position());
  }
}

package io.supervisor.testkit;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.wire.SignedMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The blocks of a network, each with precommits of all its validators whose keys the kit holds.
 * They are signed when somebody asks for them.
 */
final class DecidedBlocks implements ChainReader {
  private final List<TestNode> nodes;
  private final List<Decided> blocks = new CopyOnWriteArrayList<>();

  /**
   * A block.
   *
   * @param config whose validators decided on it: that of the block before
   * @param time what the clocks showed
   */
  record Decided(
      ExecutedBlock executed,
      List<VerifiedTransaction> transactions,
      ConsensusConfig config,
      Instant time) {
    BlockHeader header() {
      return executed.header();
    }
  }

  /**
   * @param nodes may grow
   */
  DecidedBlocks(List<TestNode> nodes) {
    this.nodes = nodes;
  }

  void add(Decided block) {
    blocks.add(block);
  }

  Optional<Decided> at(Height height) {
    return height.value() < blocks.size()
        ? Optional.of(blocks.get(Math.toIntExact(height.value())))
        : Optional.empty();
  }

  List<ExecutedBlock> executed() {
    return blocks.stream().map(Decided::executed).toList();
  }

  List<Decided> copy() {
    return List.copyOf(blocks);
  }

  void replaceBy(List<Decided> others) {
    blocks.clear();
    blocks.addAll(others);
  }

  @Override
  public Optional<BlockProof> block(Height height) {
    return at(height).map(block -> new BlockProof(Canonical.toWire(block.header()), sign(block)));
  }

  private List<SignedMessage> sign(Decided block) {
    var header = block.header();
    if (header.height().equals(Height.GENESIS)) {
      return List.of();
    }
    return nodes.stream()
        .flatMap(node ->
            block
                .config()
                .validatorWithConsensusKey(node.consensusKey().publicKey())
                .map(validator -> sign(block, validator, node))
                .stream())
        .toList();
  }

  private static SignedMessage sign(Decided block, ValidatorId validator, TestNode node) {
    return VerifiedPrecommit.sign(
            validator,
            block.header().height().value(),
            1,
            Hash.ZERO,
            block.executed().hash(),
            block.time(),
            node.consensusKey())
        .envelope()
        .toWire();
  }

  @Override
  public Optional<List<Hash>> transactionHashes(Height height) {
    return at(height)
        .map(block -> block.transactions().stream().map(VerifiedTransaction::hash).toList());
  }

  @Override
  public Optional<byte[]> transaction(Height height, int position) {
    return at(height)
        .map(Decided::transactions)
        .filter(transactions -> position < transactions.size())
        .map(transactions -> transactions.get(position).bytes());
  }
}

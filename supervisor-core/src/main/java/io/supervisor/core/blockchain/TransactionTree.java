package io.supervisor.core.blockchain;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.TreeHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Merkle tree over the hashes of a block's transactions, which stand outside of the state. Source:
 * wire.md sections 2.3, 3.1.
 */
public final class TransactionTree {
  private final List<Hash> transactions;

  /** Nodes by height, the leaves' height 1 first; none if there are no transactions. */
  private final List<List<Hash>> levels = new ArrayList<>();

  /**
   * @param transactions hashes in order of execution
   */
  public TransactionTree(List<Hash> transactions) {
    this.transactions = List.copyOf(transactions);
    if (!transactions.isEmpty()) {
      levels.add(transactions.stream().map(hash -> TreeHash.leaf(hash.unsafeBytes())).toList());
      while (levels.getLast().size() > 1) {
        levels.add(parents(levels.getLast()));
      }
    }
  }

  private static List<Hash> parents(List<Hash> children) {
    var parents = new ArrayList<Hash>((children.size() + 1) / 2);
    for (var left = 0; left < children.size(); left += 2) {
      parents.add(
          left + 1 < children.size()
              ? TreeHash.listBranch(children.get(left), children.get(left + 1))
              : TreeHash.listBranch(children.get(left)));
    }
    return parents;
  }

  /** The transaction hash of the block's header. */
  public Hash hash() {
    var root = levels.isEmpty() ? Hash.ZERO : levels.getLast().getFirst();
    return TreeHash.list(transactions.size(), root);
  }

  /**
   * Proof of one position.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= position < number of transactions}
   */
  public ListProof proof(int position) {
    var entry = new ListProof.Entry(position, transactions.get(position).toBytes());
    var hashes = new ArrayList<ListProof.HashedNode>();
    var index = position;
    for (var height = 1; height < levels.size(); height++) {
      var level = levels.get(height - 1);
      var sibling = index ^ 1;
      if (sibling < level.size()) {
        hashes.add(new ListProof.HashedNode(sibling, height, level.get(sibling)));
      }
      index >>= 1;
    }
    return new ListProof(hashes, List.of(entry), transactions.size());
  }
}

package io.supervisor.core.merkledb.tree;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.TreeHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Tree of a Merkelized list (wire.md section 2.3). Of its nodes only those of complete subtrees at
 * every {@link #STORED_LEVELS}th height are stored, one for 15 elements in all; the others are
 * computed from those when a proof needs them, about a hundred hashes for each.
 */
public final class ListTree {
  private static final int STORED_LEVELS = 4;

  /** What is stored of a list. */
  public interface Nodes {
    /** Hash of an element's leaf. Requires {@code 0 <= index < length}. */
    Hash leaf(long index);

    /** Node of a complete subtree. Requires {@link ListTree#isStored}. */
    Hash stored(int height, long index);

    void store(int height, long index, Hash hash);
  }

  private final Nodes nodes;
  private final long length;

  public ListTree(Nodes nodes, long length) {
    this.nodes = nodes;
    this.length = length;
  }

  /** Whether complete nodes of this height are stored. */
  public static boolean isStored(int height) {
    return height > 1 && (height - 1) % STORED_LEVELS == 0;
  }

  /** The node at a position that the tree has; leaves are at height 1. */
  public Hash node(int height, long index) {
    if (height == 1) {
      return nodes.leaf(index);
    }
    if (isStored(height) && isComplete(height, index)) {
      return nodes.stored(height, index);
    }
    return computed(height, index);
  }

  /** Computes and stores again what is above an element. */
  public void changedAt(long index) {
    for (var height = 1 + STORED_LEVELS;
        height < Long.SIZE && isComplete(height, index >>> (height - 1));
        height += STORED_LEVELS) {
      var position = index >>> (height - 1);
      nodes.store(height, position, computed(height, position));
    }
  }

  private Hash computed(int height, long index) {
    var left = node(height - 1, 2 * index);
    return exists(height - 1, 2 * index + 1)
        ? TreeHash.listBranch(left, node(height - 1, 2 * index + 1))
        : TreeHash.listBranch(left);
  }

  private boolean exists(int height, long index) {
    return index << (height - 1) < length;
  }

  private boolean isComplete(int height, long index) {
    return (index + 1) << (height - 1) <= length;
  }

  /**
   * Proof of the elements {@code from <= index < to} (wire.md section 3.1).
   *
   * @param entries those of them that there are, ascending
   */
  public ListProof proof(long from, long to, List<ListProof.Entry> entries) {
    var height = TreeHash.listHeight(length);
    var hashes = new ArrayList<ListProof.HashedNode>();
    if (from >= length) {
      if (length > 0) {
        hashes.add(new ListProof.HashedNode(0, height, node(height, 0)));
      }
      return new ListProof(hashes, List.of(), length);
    }
    var left = from;
    var right = to - 1;
    var last = length - 1;
    for (var level = 1; level < height; level++) {
      if (left % 2 == 1) {
        hashes.add(new ListProof.HashedNode(left - 1, level, node(level, left - 1)));
      }
      if (right % 2 == 0 && right < last) {
        hashes.add(new ListProof.HashedNode(right + 1, level, node(level, right + 1)));
      }
      left /= 2;
      right /= 2;
      last /= 2;
    }
    return new ListProof(hashes, entries, length);
  }
}

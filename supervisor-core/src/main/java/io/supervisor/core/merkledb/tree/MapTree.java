package io.supervisor.core.merkledb.tree;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.proof.TreeHash;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binary Patricia tree of a Merkelized map (wire.md section 2.4). Its shape depends on the leaves
 * only. Changes are brought in many at once: each branch above them is read once, hashed once and
 * written once.
 */
public final class MapTree {
  /** Where branches are kept, by their paths. */
  public interface Branches {
    /** The branch whose path and hash these are. Requires that it was saved. */
    Branch load(Node branch);

    /** Replaces whatever was saved under its path. */
    void save(Branch branch);

    void drop(ProofPath path);
  }

  /**
   * A leaf that is new, changed or gone.
   *
   * @param leaf its hash; empty = there is none
   */
  public record Change(ProofPath path, Optional<Hash> leaf) {}

  private final Branches branches;

  public MapTree(Branches branches) {
    this.branches = branches;
  }

  /** Object hash of a map by its topmost node; null = it is empty. */
  public static Hash objectHash(@Nullable Node root) {
    if (root == null) {
      return TreeHash.EMPTY_MAP;
    }
    return TreeHash.map(root.isLeaf() ? TreeHash.mapOfOne(root.path(), root.hash()) : root.hash());
  }

  /**
   * Brings changes into a tree.
   *
   * @param root topmost node, null = the tree is empty; so is the result
   * @param changes in ascending order of paths, each path once
   */
  public @Nullable Node update(@Nullable Node root, List<Change> changes) {
    if (changes.isEmpty()) {
      return root;
    }
    if (root == null) {
      return build(changes);
    }
    var common = commonWith(root, changes);
    if (common < root.path().length()) {
      return divergeAt(common, root, changes);
    }
    return root.isLeaf() ? replaced(changes.getFirst()) : inside(root, changes);
  }

  /** Number of bits that the node and all changes share. */
  private static int commonWith(Node node, List<Change> changes) {
    return Math.min(
        node.path().commonPrefixLength(changes.getFirst().path()),
        node.path().commonPrefixLength(changes.getLast().path()));
  }

  private static @Nullable Node replaced(Change change) {
    return change.leaf().map(leaf -> new Node(change.path(), leaf)).orElse(null);
  }

  /** The node stays on one side of the bit, on the other side there is nothing yet. */
  private @Nullable Node divergeAt(int bit, Node node, List<Change> changes) {
    var split = firstWithBit(bit, changes);
    var zeros = changes.subList(0, split);
    var ones = changes.subList(split, changes.size());
    return node.path().bit(bit)
        ? join(build(zeros), update(node, ones))
        : join(update(node, zeros), build(ones));
  }

  private @Nullable Node inside(Node node, List<Change> changes) {
    var branch = branches.load(node);
    var split = firstWithBit(node.path().length(), changes);
    var left = update(branch.left(), changes.subList(0, split));
    var right = update(branch.right(), changes.subList(split, changes.size()));
    if (branch.left().equals(left) && branch.right().equals(right)) {
      return node;
    }
    if (left == null || right == null) {
      branches.drop(node.path());
    }
    return join(left, right);
  }

  private @Nullable Node build(List<Change> changes) {
    if (changes.isEmpty()) {
      return null;
    }
    if (changes.size() == 1) {
      return replaced(changes.getFirst());
    }
    var bit = changes.getFirst().path().commonPrefixLength(changes.getLast().path());
    var split = firstWithBit(bit, changes);
    return join(build(changes.subList(0, split)), build(changes.subList(split, changes.size())));
  }

  private @Nullable Node join(@Nullable Node left, @Nullable Node right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    var branch = Branch.of(left, right);
    branches.save(branch);
    return branch.self();
  }

  /** Position of the first change whose path has the bit set. Requires equal bits before it. */
  private static int firstWithBit(int bit, List<Change> changes) {
    var low = 0;
    var high = changes.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (changes.get(middle).path().bit(bit)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

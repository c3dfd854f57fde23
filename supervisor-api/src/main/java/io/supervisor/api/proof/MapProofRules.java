package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofError.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** Computes the hash of a map from a proof. Source: wire.md section 3.2, verification. */
final class MapProofRules {
  private MapProofRules() {}

  static Hash mapHash(MapProof proof, MapKind kind) {
    checkPaths(proof.hashes());
    var nodes = new ArrayList<Node>(proof.hashes().size() + proof.entries().size());
    for (var node : proof.hashes()) {
      nodes.add(new Node(node.path(), node.hash()));
    }
    var seen = new HashSet<ProofPath>();
    for (var entry : proof.entries()) {
      var path = kind.path(entry.key());
      if (!seen.add(path)) {
        throw malformed("key occurs twice, path " + path);
      }
      // Holds for absent keys too: this is what proves their absence.
      checkOutside(path, proof.hashes());
      entry.value().ifPresent(value -> nodes.add(new Node(path, TreeHash.leaf(value))));
    }
    nodes.sort(Comparator.comparing(Node::path));
    return TreeHash.map(root(nodes));
  }

  private static Hash root(List<Node> nodes) {
    if (nodes.isEmpty()) {
      return Hash.ZERO;
    }
    if (nodes.size() > 1) {
      return build(nodes).hash();
    }
    var only = nodes.get(0);
    if (!only.path().isLeaf()) {
      throw malformed("the only node is a branch");
    }
    return TreeHash.mapOfOne(only.path(), only.hash());
  }

  /**
   * Topmost node of some nodes in ascending order, none of which is above another. At most 256
   * levels deep.
   */
  private static Node build(List<Node> nodes) {
    var first = nodes.get(0);
    if (nodes.size() == 1) {
      return first;
    }
    var common = first.path().commonPrefixLength(nodes.get(nodes.size() - 1).path());
    var middle = firstToTheRight(nodes, common);
    var left = build(nodes.subList(0, middle));
    var right = build(nodes.subList(middle, nodes.size()));
    return new Node(
        first.path().prefix(common),
        TreeHash.mapBranch(left.path(), left.hash(), right.path(), right.hash()));
  }

  /** Position of the first node whose path goes on with 1 after the common bits. */
  private static int firstToTheRight(List<Node> nodes, int common) {
    var low = 1;
    var high = nodes.size() - 1;
    while (low < high) {
      var middle = low + high >>> 1;
      if (nodes.get(middle).path().bit(common)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** In ascending order a path and those it begins stand side by side, so neighbours tell all. */
  private static void checkPaths(List<MapProof.HashedNode> hashes) {
    ProofPath previous = null;
    for (var node : hashes) {
      if (node.path().length() == 0) {
        throw malformed("the root stands for itself");
      }
      if (previous != null) {
        if (previous.compareTo(node.path()) >= 0) {
          throw malformed("paths are not in ascending order");
        }
        if (previous.isPrefixOf(node.path())) {
          throw malformed("path " + previous + " begins path " + node.path());
        }
      }
      previous = node.path();
    }
  }

  /** Requires ascending paths that do not begin each other. */
  private static void checkOutside(ProofPath leaf, List<MapProof.HashedNode> hashes) {
    var low = 0;
    var high = hashes.size();
    while (low < high) {
      var middle = low + high >>> 1;
      if (hashes.get(middle).path().compareTo(leaf) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low > 0 && hashes.get(low - 1).path().isPrefixOf(leaf)) {
      throw malformed("path " + hashes.get(low - 1).path() + " begins the path of a key");
    }
  }

  private static InvalidProofException malformed(String detail) {
    return new InvalidProofException(Reason.MALFORMED, "map proof: " + detail);
  }

  private record Node(ProofPath path, Hash hash) {}
}

package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofError.Reason;
import java.util.ArrayList;
import java.util.List;

/** Computes the hash of a list from a proof. Source: wire.md section 3.1, verification. */
final class ListProofRules {
  private final ListProof proof;
  private final int height;

  private ListProofRules(ListProof proof) {
    this.proof = proof;
    this.height = TreeHash.listHeight(proof.length());
  }

  static Hash listHash(ListProof proof) {
    if (proof.length() < 0 || proof.length() > TreeHash.LIST_LENGTH_MAX) {
      throw malformed("length " + Long.toUnsignedString(proof.length()) + " is above 2^56");
    }
    return TreeHash.list(proof.length(), new ListProofRules(proof).root());
  }

  private Hash root() {
    if (proof.length() == 0) {
      return rootOfEmptyList();
    }
    checkEntries();
    if (proof.entries().isEmpty()) {
      return rootWithoutEntries();
    }
    checkHashes();
    return climb();
  }

  private Hash rootOfEmptyList() {
    if (!proof.entries().isEmpty() || !proof.hashes().isEmpty()) {
      throw malformed("an empty list has neither elements nor nodes");
    }
    return Hash.ZERO;
  }

  private Hash rootWithoutEntries() {
    var hashes = proof.hashes();
    if (hashes.size() != 1 || hashes.get(0).height() != height || hashes.get(0).index() != 0) {
      throw malformed("without elements, want the root and no other node");
    }
    return hashes.get(0).hash();
  }

  private void checkEntries() {
    var previous = -1L;
    for (var entry : proof.entries()) {
      if (entry.index() <= previous || entry.index() >= proof.length()) {
        throw malformed("elements are not in ascending order of positions below the length");
      }
      previous = entry.index();
    }
  }

  private void checkHashes() {
    ListProof.HashedNode previous = null;
    for (var node : proof.hashes()) {
      if (node.height() < 1 || node.height() >= height) {
        throw malformed("node at height " + node.height() + " of a tree of " + height);
      }
      if (node.index() < 0 || node.index() >= width(node.height())) {
        throw malformed(
            "node "
                + Long.toUnsignedString(node.index())
                + " at height "
                + node.height()
                + " is not in the tree");
      }
      if (previous != null
          && (node.height() < previous.height()
              || node.height() == previous.height() && node.index() <= previous.index())) {
        throw malformed("nodes are not in ascending order of height and index");
      }
      previous = node;
    }
  }

  private Hash climb() {
    var level = new ArrayList<Node>();
    for (var entry : proof.entries()) {
      level.add(new Node(entry.index(), TreeHash.leaf(entry.value())));
    }
    var next = 0;
    for (var at = 1; at < height; at++) {
      var end = next;
      while (end < proof.hashes().size() && proof.hashes().get(end).height() == at) {
        end++;
      }
      level = parents(merge(level, proof.hashes().subList(next, end)), width(at));
      next = end;
    }
    return level.get(0).hash();
  }

  /** Both are ascending; no position may be in both. */
  private static List<Node> merge(List<Node> computed, List<ListProof.HashedNode> given) {
    var merged = new ArrayList<Node>(computed.size() + given.size());
    var at = 0;
    for (var node : given) {
      while (at < computed.size() && computed.get(at).index() < node.index()) {
        merged.add(computed.get(at++));
      }
      if (at < computed.size() && computed.get(at).index() == node.index()) {
        throw malformed("node " + node.index() + " at height " + node.height() + " is redundant");
      }
      merged.add(new Node(node.index(), node.hash()));
    }
    merged.addAll(computed.subList(at, computed.size()));
    return merged;
  }

  private static ArrayList<Node> parents(List<Node> level, long width) {
    var parents = new ArrayList<Node>((level.size() + 1) / 2);
    for (var i = 0; i < level.size(); i++) {
      var left = level.get(i);
      var isLast = left.index() == width - 1;
      if (left.index() % 2 != 0
          || !isLast && (i + 1 == level.size() || level.get(i + 1).index() != left.index() + 1)) {
        throw malformed("the neighbour of node " + left.index() + " is missing");
      }
      parents.add(
          new Node(
              left.index() / 2,
              isLast
                  ? TreeHash.listBranch(left.hash())
                  : TreeHash.listBranch(left.hash(), level.get(++i).hash())));
    }
    return parents;
  }

  /** Number of nodes at a height. */
  private long width(int atHeight) {
    return (proof.length() - 1 >>> (atHeight - 1)) + 1;
  }

  private static InvalidProofException malformed(String detail) {
    return new InvalidProofException(Reason.MALFORMED, "list proof: " + detail);
  }

  private record Node(long index, Hash hash) {}
}

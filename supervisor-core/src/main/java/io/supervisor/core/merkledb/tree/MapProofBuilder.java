package io.supervisor.core.merkledb.tree;

import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofPath;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks from the root to the wanted keys and notes what lies beside the way (wire.md 3.2). */
public final class MapProofBuilder {
  private final MapTree.Branches branches;
  private final Function<ProofPath, byte[]> values;
  private final List<MapProof.Entry> entries = new ArrayList<>();
  private final List<MapProof.HashedNode> hashes = new ArrayList<>();

  /**
   * @param values value bytes of a leaf that the tree has
   */
  public MapProofBuilder(MapTree.Branches branches, Function<ProofPath, byte[]> values) {
    this.branches = branches;
    this.values = values;
  }

  /**
   * To be called once.
   *
   * @param root topmost node; null = the map is empty
   * @param wanted value bytes of each key by its path; entries keep their order if the map has less
   *     than two entries, else they are in the order of paths, as in the original
   */
  public MapProof build(@Nullable Node root, SequencedMap<ProofPath, byte[]> wanted) {
    if (root == null) {
      wanted.forEach(this::missing);
    } else if (root.isLeaf()) {
      one(root, wanted);
    } else {
      open(root, new TreeMap<>(wanted));
    }
    return new MapProof(entries, hashes);
  }

  private void one(Node root, SequencedMap<ProofPath, byte[]> wanted) {
    wanted.forEach((path, key) -> {
      if (path.equals(root.path())) {
        present(path, key);
      } else {
        missing(path, key);
      }
    });
    if (!wanted.containsKey(root.path())) {
      hashes.add(new MapProof.HashedNode(root.path(), root.hash()));
    }
  }

  private void open(Node node, NavigableMap<ProofPath, byte[]> wanted) {
    var branch = branches.load(node);
    // What fits neither child lies before the left one, between both, or behind the right one.
    var rest = visit(branch.left(), wanted);
    visit(branch.right(), rest).forEach(this::missing);
  }

  /** Returns what lies behind the child. */
  private NavigableMap<ProofPath, byte[]> visit(
      Node child, NavigableMap<ProofPath, byte[]> wanted) {
    var first = wanted.ceilingKey(child.path());
    if (first == null || !child.path().isPrefixOf(first)) {
      hashes.add(new MapProof.HashedNode(child.path(), child.hash()));
      return wanted;
    }
    wanted.headMap(first, false).forEach(this::missing);
    var behind = behind(child.path(), wanted.tailMap(first, true));
    var within =
        behind.isEmpty()
            ? wanted.tailMap(first, true)
            : wanted.subMap(first, true, behind.firstKey(), false);
    if (child.isLeaf()) {
      within.forEach(this::present);
    } else {
      open(child, within);
    }
    return behind;
  }

  private static NavigableMap<ProofPath, byte[]> behind(
      ProofPath prefix, NavigableMap<ProofPath, byte[]> wanted) {
    for (var path : wanted.keySet()) {
      if (!prefix.isPrefixOf(path)) {
        return wanted.tailMap(path, true);
      }
    }
    return wanted.tailMap(wanted.lastKey(), false);
  }

  private void present(ProofPath path, byte[] key) {
    entries.add(new MapProof.Entry(key, Optional.of(values.apply(path))));
  }

  private void missing(ProofPath path, byte[] key) {
    entries.add(new MapProof.Entry(key, Optional.empty()));
  }
}

package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.core.merkledb.tree.Branch;
import io.supervisor.core.merkledb.tree.BranchCache;
import io.supervisor.core.merkledb.tree.MapProofBuilder;
import io.supervisor.core.merkledb.tree.MapTree;
import io.supervisor.core.merkledb.tree.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A Merkelized map in bytes: values by path, in the order of paths, and the tree above them. The
 * tree takes changes in when a hash or a proof is asked for, all at once.
 *
 * <p>Contents: path with the bits of each byte in reverse, so that the order of bytes is that of
 * paths. Nodes: under an empty key the topmost node, under path and length (1 byte) each branch.
 */
final class MapSpace implements MapTree.Branches {
  /** About 80 MB once it is full, which takes a state of a quarter of a million entries. */
  private static final BranchCache CACHE = new BranchCache(1 << 18);

  private static final byte[] ROOT = {};

  private final Space space;
  private final int map;

  MapSpace(Space space) {
    this.space = space;
    this.map = Arrays.hashCode(space.data());
  }

  /** Notes that the entry under a key of the store changed. */
  static void markChanged(Records records, byte[] key) {
    var pathAt = key.length - Hash.SIZE;
    records.markChanged(
        Arrays.copyOf(key, pathAt),
        ProofPath.leaf(reversed(Arrays.copyOfRange(key, pathAt, key.length))));
  }

  byte @Nullable [] get(ProofPath path) {
    return space.get(ordered(path));
  }

  void put(ProofPath path, byte[] record) {
    space.put(ordered(path), record);
    space.records().markChanged(space.data(), path);
  }

  void remove(ProofPath path) {
    space.requireWritable();
    if (get(path) != null) {
      space.remove(ordered(path));
      space.records().markChanged(space.data(), path);
    }
  }

  void clear() {
    space.clear();
    space.records().takeChanged(space.data());
  }

  Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from) {
    return space.scan(from);
  }

  /** Whether paths are object hashes of keys, and records {@link KeyedValue}s. */
  boolean isHashed() {
    return space.type() == IndexType.PROOF_MAP;
  }

  /** Makes the tree take in all changes. */
  void update() {
    root();
  }

  Hash objectHash() {
    return MapTree.objectHash(root());
  }

  MapProof proof(SequencedMap<ProofPath, byte[]> wanted) {
    return new MapProofBuilder(this, this::value).build(root(), wanted);
  }

  private byte[] value(ProofPath path) {
    var record = get(path);
    if (record == null) {
      throw new IllegalStateException("map: the leaf " + path + " has no record");
    }
    return isHashed() ? KeyedValue.value(record) : record;
  }

  private @Nullable Node root() {
    var paths = space.records().takeChanged(space.data());
    var stored = space.getNode(ROOT);
    var before = stored == null ? null : Node.decode(ByteBuffer.wrap(stored));
    if (paths.isEmpty()) {
      return before;
    }
    var changes = new ArrayList<MapTree.Change>(paths.size());
    for (var path : paths) {
      changes.add(new MapTree.Change(path, leaf(path)));
    }
    var after = new MapTree(this).update(before, changes);
    if (after == null) {
      space.removeNode(ROOT);
    } else if (!after.equals(before)) {
      space.putNode(ROOT, after.encode());
    }
    return after;
  }

  private Optional<Hash> leaf(ProofPath path) {
    var record = get(path);
    return record == null
        ? Optional.empty()
        : Optional.of(TreeHash.leaf(isHashed() ? KeyedValue.value(record) : record));
  }

  @Override
  public Branch load(Node node) {
    var cached = CACHE.get(map, node);
    if (cached != null) {
      return cached;
    }
    var stored = space.getNode(key(node.path()));
    if (stored == null) {
      throw new IllegalStateException("map: the branch " + node.path() + " is not there");
    }
    var branch = Branch.decode(stored);
    if (!branch.self().equals(node)) {
      throw new IllegalStateException("map: the branch " + node.path() + " is damaged");
    }
    CACHE.put(map, branch);
    return branch;
  }

  @Override
  public void save(Branch branch) {
    space.putNode(key(branch.self().path()), branch.encode());
    CACHE.put(map, branch);
  }

  @Override
  public void drop(ProofPath path) {
    space.removeNode(key(path));
  }

  private static byte[] key(ProofPath path) {
    var bytes = path.unsafeBytes();
    var key = Arrays.copyOf(bytes, bytes.length + 1);
    key[bytes.length] = (byte) path.length();
    return key;
  }

  /** Key of a path: in the order of paths. */
  static byte[] ordered(ProofPath path) {
    return reversed(path.unsafeBytes());
  }

  /** The bits of each byte in reverse; doing it twice changes nothing. */
  static byte[] reversed(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (var i = 0; i < bytes.length; i++) {
      reversed[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
    return reversed;
  }
}

package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.ProofListIndex;
import io.supervisor.core.merkledb.tree.ListPeaks;
import io.supervisor.core.merkledb.tree.ListTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.Optional;

/**
 * A record with an empty key for the peaks, then one for each position (8 bytes). An append costs
 * two hashes on average, and the hash of the list is computed from the peaks alone.
 */
record StoredProofList<V>(Space space, Codec<V> codec) implements ProofListIndex<V> {
  private static final byte[] PEAKS = {};

  static Hash objectHash(Space space) {
    return peaks(space).objectHash();
  }

  private static ListPeaks peaks(Space space) {
    var record = space.get(PEAKS);
    return record == null ? ListPeaks.EMPTY : ListPeaks.decode(record);
  }

  private ListTree tree(long length) {
    return new ListTree(new StoredNodes(space), length);
  }

  @Override
  public Hash objectHash() {
    return objectHash(space);
  }

  @Override
  public long size() {
    var record = space.get(PEAKS);
    return record == null ? 0 : ByteBuffer.wrap(record).getLong();
  }

  @Override
  public Optional<V> get(long index) {
    return index < 0
        ? Optional.empty()
        : Optional.ofNullable(space.get(Keys.position(index))).map(codec::decode);
  }

  @Override
  public void add(V value) {
    space.requireWritable();
    var bytes = codec.encode(value);
    var peaks = peaks(space);
    var nodes = new StoredNodes(space);
    var appended = peaks.append(TreeHash.leaf(bytes), nodes::complete);
    space.put(Keys.position(peaks.length()), bytes);
    space.put(PEAKS, appended.encode());
  }

  @Override
  public void set(long index, V value) {
    space.requireWritable();
    var peaks = peaks(space);
    if (index < 0 || index >= peaks.length()) {
      throw new IndexOutOfBoundsException("list: got " + index + ", size " + peaks.length());
    }
    space.put(Keys.position(index), codec.encode(value));
    var tree = tree(peaks.length());
    tree.changedAt(index);
    space.put(PEAKS, peaks.changedAt(index, tree).encode());
  }

  @Override
  public Optional<V> removeLast() {
    space.requireWritable();
    var last = last();
    last.ifPresent(value -> truncate(size() - 1));
    return last;
  }

  @Override
  public void truncate(long size) {
    space.requireWritable();
    if (size < 0) {
      throw new IllegalArgumentException("size of a list: got " + size);
    }
    var before = size();
    if (size >= before) {
      return;
    }
    space.put(PEAKS, ListPeaks.of(size, tree(size)).encode());
    var nodes = new StoredNodes(space);
    for (var index = size; index < before; index++) {
      space.remove(Keys.position(index));
      nodes.dropAbove(index);
    }
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterator<V> iterator(long from) {
    return Space.map(
        space.scan(Keys.position(Math.max(from, 0))), entry -> codec.decode(entry.getValue()));
  }

  @Override
  public ListProof proof(long from, long to) {
    if (from < 0 || from >= to) {
      throw new IllegalArgumentException("range of a proof: got [" + from + ", " + to + ")");
    }
    var length = size();
    var entries = new ArrayList<ListProof.Entry>();
    for (var index = from; index < Math.min(to, length); index++) {
      entries.add(new ListProof.Entry(index, StoredNodes.value(space, index)));
    }
    return tree(length).proof(from, to, entries);
  }

  /** Nodes of the tree by height (1 byte) and index (8 bytes). */
  private record StoredNodes(Space space) implements ListTree.Nodes {
    static byte[] value(Space space, long index) {
      var value = space.get(Keys.position(index));
      if (value == null) {
        throw new IllegalStateException("list: element " + index + " is not there");
      }
      return value;
    }

    private static byte[] key(int height, long index) {
      return ByteBuffer.allocate(1 + Long.BYTES).put((byte) height).putLong(index).array();
    }

    @Override
    public Hash leaf(long index) {
      return TreeHash.leaf(value(space, index));
    }

    @Override
    public Hash stored(int height, long index) {
      var hash = space.getNode(key(height, index));
      if (hash == null) {
        throw new IllegalStateException("list: node " + height + ":" + index + " is not there");
      }
      return Hash.wrap(hash);
    }

    @Override
    public void store(int height, long index, Hash hash) {
      space.putNode(key(height, index), hash.unsafeBytes());
    }

    void complete(int height, long index, Hash hash) {
      if (ListTree.isStored(height)) {
        store(height, index, hash);
      }
    }

    /** Drops the complete nodes whose last element this was. */
    void dropAbove(long index) {
      for (var height = 2; height <= 1 + Long.numberOfTrailingZeros(index + 1); height++) {
        if (ListTree.isStored(height)) {
          space.removeNode(key(height, index >>> (height - 1)));
        }
      }
    }
  }
}

package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.ProofListIndex;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A list whose hash is computed from all its values. */
final class MemoryList<V> implements ProofListIndex<V> {
  private final List<V> values = new ArrayList<>();
  private final Codec<V> codec;

  MemoryList(Codec<V> codec) {
    this.codec = codec;
  }

  @Override
  public long size() {
    return values.size();
  }

  @Override
  public Optional<V> get(long index) {
    return index >= 0 && index < values.size()
        ? Optional.of(values.get((int) index))
        : Optional.empty();
  }

  @Override
  public void add(V value) {
    values.add(value);
  }

  @Override
  public void set(long index, V value) {
    values.set((int) index, value);
  }

  @Override
  public Optional<V> removeLast() {
    return values.isEmpty() ? Optional.empty() : Optional.of(values.remove(values.size() - 1));
  }

  @Override
  public void truncate(long size) {
    while (values.size() > size) {
      removeLast();
    }
  }

  @Override
  public void clear() {
    values.clear();
  }

  @Override
  public Iterator<V> iterator(long from) {
    return values.subList((int) from, values.size()).iterator();
  }

  @Override
  public Hash objectHash() {
    return TreeHash.list(values.size(), root());
  }

  private Hash root() {
    if (values.isEmpty()) {
      return Hash.ZERO;
    }
    var level = values.stream().map(value -> TreeHash.leaf(codec.encode(value))).toList();
    while (level.size() > 1) {
      var above = new ArrayList<Hash>();
      for (var i = 0; i < level.size(); i += 2) {
        above.add(
            i + 1 < level.size()
                ? TreeHash.listBranch(level.get(i), level.get(i + 1))
                : TreeHash.listBranch(level.get(i)));
      }
      level = above;
    }
    return level.get(0);
  }

  @Override
  public ListProof proof(long from, long to) {
    throw new AssertionError("transactions need no proofs");
  }
}

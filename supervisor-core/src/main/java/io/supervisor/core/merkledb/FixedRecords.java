package io.supervisor.core.merkledb;

import io.supervisor.api.proof.ProofPath;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Records of a snapshot. */
record FixedRecords(KeyValueView view) implements Records {
  @Override
  public byte @Nullable [] get(byte[] key) {
    return view.get(key);
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return view.scan(from, to);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    throw new IllegalStateException("a snapshot cannot be changed");
  }

  @Override
  public void remove(byte[] key) {
    throw new IllegalStateException("a snapshot cannot be changed");
  }

  @Override
  public void markChanged(byte[] map, ProofPath path) {
    throw new IllegalStateException("a snapshot cannot be changed");
  }

  @Override
  public SortedSet<ProofPath> takeChanged(byte[] map) {
    return Collections.emptySortedSet();
  }
}

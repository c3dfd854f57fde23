package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.ProofEntryIndex;
import java.util.Arrays;
import java.util.Optional;

/** One record with an empty key: object hash (32 bytes), then value bytes. */
record StoredProofEntry<V>(Space space, Codec<V> codec) implements ProofEntryIndex<V> {
  private static final byte[] KEY = {};

  /** The hash is stored beside the value, so that it can be had without a codec. */
  static Hash objectHash(Space space) {
    var record = space.get(KEY);
    return record == null ? Hash.ZERO : Hash.wrap(Arrays.copyOf(record, Hash.SIZE));
  }

  @Override
  public Hash objectHash() {
    return objectHash(space);
  }

  @Override
  public Optional<V> get() {
    return Optional.ofNullable(space.get(KEY))
        .map(record -> codec.decode(Arrays.copyOfRange(record, Hash.SIZE, record.length)));
  }

  @Override
  public boolean isPresent() {
    return space.get(KEY) != null;
  }

  @Override
  public void set(V value) {
    space.put(KEY, Keys.join(codec.objectHash(value).unsafeBytes(), codec.encode(value)));
  }

  @Override
  public void remove() {
    space.remove(KEY);
  }
}

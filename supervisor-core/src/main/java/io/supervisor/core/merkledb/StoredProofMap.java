package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Merkelized map of either kind: {@link MapSpace} knows which. */
record StoredProofMap<K, V>(MapSpace space, KeyCodec<K> keyCodec, Codec<V> codec)
    implements ProofMapIndex<K, V> {
  private static final byte[] FIRST = {};

  private ProofPath path(K key) {
    return ProofPath.leaf(
        space.isHashed() ? keyCodec.objectHash(key).unsafeBytes() : keyCodec.encode(key));
  }

  private @Nullable V decode(byte @Nullable [] record) {
    if (record == null) {
      return null;
    }
    return codec.decode(space.isHashed() ? KeyedValue.value(record) : record);
  }

  @Override
  public Hash objectHash() {
    return space.objectHash();
  }

  @Override
  public MapProof proof(List<K> keys) {
    var wanted = new LinkedHashMap<ProofPath, byte[]>();
    for (var key : keys) {
      wanted.putIfAbsent(path(key), keyCodec.encode(key));
    }
    return space.proof(wanted);
  }

  @Override
  public Optional<V> get(K key) {
    return Optional.ofNullable(decode(space.get(path(key))));
  }

  @Override
  public boolean contains(K key) {
    return space.get(path(key)) != null;
  }

  @Override
  public void put(K key, V value) {
    var bytes = codec.encode(value);
    space.put(path(key), space.isHashed() ? KeyedValue.of(keyCodec.encode(key), bytes) : bytes);
  }

  @Override
  public void remove(K key) {
    space.remove(path(key));
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterable<Map.Entry<K, V>> entries() {
    return entriesFrom(FIRST);
  }

  @Override
  public Iterable<Map.Entry<K, V>> entriesFrom(K key) {
    return entriesFrom(MapSpace.ordered(path(key)));
  }

  private Iterable<Map.Entry<K, V>> entriesFrom(byte[] from) {
    return () -> Space.map(space.scan(from), this::entry);
  }

  private Map.Entry<K, V> entry(Map.Entry<byte[], byte[]> stored) {
    var record = stored.getValue();
    return space.isHashed()
        ? Map.entry(keyCodec.decode(KeyedValue.key(record)), codec.decode(KeyedValue.value(record)))
        : Map.entry(keyCodec.decode(MapSpace.reversed(stored.getKey())), codec.decode(record));
  }
}

package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofPath;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Hashed map from full names of indexes to their hashes (wire.md section 2.7). */
final class Aggregator {
  private static final byte[] FIRST = {};

  private final MapSpace map;

  Aggregator(Records records) {
    this.map =
        new MapSpace(
            Space.of(
                records, new Catalog.Item(IndexType.PROOF_MAP, Catalog.AGGREGATOR), null, false));
  }

  Hash stateHash() {
    return map.objectHash();
  }

  Optional<Hash> get(String fullName) {
    return Optional.ofNullable(map.get(path(fullName))).map(KeyedValue::value).map(Hash::wrap);
  }

  void put(String fullName, Hash hash) {
    if (!get(fullName).equals(Optional.of(hash))) {
      map.put(path(fullName), KeyedValue.of(bytes(fullName), hash.unsafeBytes()));
    }
  }

  void remove(String fullName) {
    map.remove(path(fullName));
  }

  SortedMap<String, Hash> all() {
    var all = new TreeMap<String, Hash>();
    map.scan(FIRST)
        .forEachRemaining(entry ->
            all.put(
                new String(KeyedValue.key(entry.getValue()), StandardCharsets.UTF_8),
                Hash.wrap(KeyedValue.value(entry.getValue()))));
    return all;
  }

  MapProof proof(String fullName) {
    var wanted = new LinkedHashMap<ProofPath, byte[]>();
    wanted.put(path(fullName), bytes(fullName));
    return map.proof(wanted);
  }

  private static ProofPath path(String fullName) {
    return ProofPath.leaf(Sha256.of(bytes(fullName)).unsafeBytes());
  }

  private static byte[] bytes(String fullName) {
    return fullName.getBytes(StandardCharsets.UTF_8);
  }
}

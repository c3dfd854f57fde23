package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.ProofListIndex;
import io.supervisor.api.storage.ProofMapIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random changes, savepoints, rollbacks and blocks on all kinds of indexes, compared
 * with plain collections and with hashes computed the slow way.
 */
class RandomOperationsTest {
  private static final int STEPS = 3_000;

  /** What the indexes should hold. */
  private static final class Model {
    final TreeSet<String> aggregated = new TreeSet<>();
    final Map<String, Map<Hash, String>> proofMaps = new TreeMap<>();
    final Map<String, List<String>> proofLists = new TreeMap<>();
    final Map<String, List<String>> lists = new TreeMap<>();
    final TreeMap<Long, String> map = new TreeMap<>();
    final TreeMap<Long, String> sparse = new TreeMap<>();
    final TreeSet<String> keys = new TreeSet<>();
    final TreeMap<Hash, String> values = new TreeMap<>();
    long sparseCapacity;
    Optional<String> entry = Optional.empty();
    Optional<String> proofEntry = Optional.empty();

    Model copy() {
      var copy = new Model();
      copy.aggregated.addAll(aggregated);
      proofMaps.forEach((name, map) -> copy.proofMaps.put(name, new HashMap<>(map)));
      proofLists.forEach((name, list) -> copy.proofLists.put(name, new ArrayList<>(list)));
      lists.forEach((name, list) -> copy.lists.put(name, new ArrayList<>(list)));
      copy.map.putAll(map);
      copy.sparse.putAll(sparse);
      copy.keys.addAll(keys);
      copy.values.putAll(values);
      copy.sparseCapacity = sparseCapacity;
      copy.entry = entry;
      copy.proofEntry = proofEntry;
      return copy;
    }

    Map<Hash, String> proofMap(String name) {
      return proofMaps.computeIfAbsent(name, key -> new HashMap<>());
    }

    List<String> proofList(String name) {
      return proofLists.computeIfAbsent(name, key -> new ArrayList<>());
    }

    List<String> list(String name) {
      return lists.computeIfAbsent(name, key -> new ArrayList<>());
    }
  }

  private Random random = new Random(0);
  private Model model = new Model();
  private final MemoryStore store = new MemoryStore();
  private final MemoryStore redone = new MemoryStore();
  private Fork fork = new Fork(store.snapshot());
  private final ArrayDeque<Model> savepoints = new ArrayDeque<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void indexesBehaveLikePlainCollections(long seed) {
    random = new Random(seed);
    for (var step = 0; step < STEPS; step++) {
      switch (random.nextInt(40)) {
        case 0, 1 -> {
          fork.savepoint();
          savepoints.push(model.copy());
        }
        case 2 -> rollback();
        case 3 -> release();
        case 4 -> endBlock();
        case 5 -> check(fork.readOnly("svc."), seed, step);
        default -> change(fork.access("svc."));
      }
    }
    endBlock();
  }

  private void rollback() {
    if (!savepoints.isEmpty()) {
      fork.rollback();
      model = savepoints.pop();
    }
  }

  private void release() {
    if (!savepoints.isEmpty()) {
      fork.release();
      savepoints.pop();
    }
  }

  private void endBlock() {
    while (!savepoints.isEmpty()) {
      release();
    }
    var stateHash = fork.stateHash();
    assertThat(stateHash).isEqualTo(expectedStateHash());
    var patch = Patch.decode(fork.toPatch().encode());
    var again = Fork.redo(redone.snapshot(), Patch.decode(patch.withoutTrees().encode()));
    store.apply(patch);
    redone.apply(again);
    for (var state : List.of(store, redone)) {
      var snapshot = new Snapshot(state.snapshot());
      check(snapshot.access("svc."), 0, -1);
      assertThat(snapshot.stateHash()).isEqualTo(stateHash);
      assertThat(snapshot.aggregated().keySet()).isEqualTo(model.aggregated);
      snapshot
          .aggregated()
          .forEach((name, hash) -> {
            var proof = snapshot.indexProof(name);
            var checked = proof.check(stateHash, MapKind.HASHED).orElseThrow();
            assertThat(checked.get(bytes(name))).contains(hash.toBytes());
          });
    }
    fork = new Fork(store.snapshot());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String text() {
    return "value " + random.nextInt(1000);
  }

  /** Keys that share long prefixes, so that branches lie at all depths. */
  private Hash key() {
    var bytes = new byte[32];
    bytes[random.nextInt(32)] = (byte) (1 << random.nextInt(8));
    if (random.nextInt(3) == 0) {
      return Sha256.of(new byte[] {(byte) random.nextInt(20)});
    }
    return Hash.wrap(bytes);
  }

  private void opened(String name) {
    model.aggregated.add("svc." + name);
  }

  private static ProofMapIndex<Hash, String> proofMap(Access access, String name) {
    return switch (name) {
      case "raw" -> access.rawProofMap(name, Codecs.hash(), Codecs.string());
      case "group" ->
          access.group(new byte[] {7}).rawProofMap("maps", Codecs.hash(), Codecs.string());
      default -> access.proofMap(name, HASHED_KEY, Codecs.string());
    };
  }

  /** Hashes as keys like any others: their paths are not themselves. */
  private static final KeyCodec<Hash> HASHED_KEY =
      new KeyCodec<>() {
        @Override
        public byte[] encode(Hash value) {
          return value.toBytes();
        }

        @Override
        public Hash decode(byte[] bytes) {
          return Hash.of(bytes);
        }

        @Override
        public byte[] encodeKey(Hash key) {
          return key.toBytes();
        }

        @Override
        public Hash decodeKey(byte[] bytes) {
          return Hash.of(bytes);
        }
      };

  private static ProofListIndex<String> proofList(Access access, String name) {
    return name.equals("plist")
        ? access.proofList(name, Codecs.string())
        : access.group(bytes(name)).proofList("members", Codecs.string());
  }

  private void change(Access access) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        var name = List.of("raw", "hashed", "group").get(random.nextInt(3));
        if (!name.equals("group")) {
          opened(name);
        }
        changeProofMap(proofMap(access, name), model.proofMap(name));
      }
      case 3, 4, 5 -> {
        var name = List.of("plist", "member 1", "member 2").get(random.nextInt(3));
        if (name.equals("plist")) {
          opened(name);
        }
        changeProofList(proofList(access, name), model.proofList(name));
      }
      case 6 -> changeList(access);
      case 7 -> changeMaps(access);
      case 8 -> changeSparse(access);
      default -> changeEntries(access);
    }
  }

  private void changeProofMap(ProofMapIndex<Hash, String> map, Map<Hash, String> expected) {
    switch (random.nextInt(60)) {
      case 0 -> {
        map.clear();
        expected.clear();
      }
      case 1, 2, 3, 4 -> assertThat(map.objectHash()).isEqualTo(mapHash(map, expected));
      default -> {
        for (var i = random.nextInt(4); i >= 0; i--) {
          var key = key();
          if (random.nextInt(3) == 0) {
            map.remove(key);
            expected.remove(key);
          } else {
            var value = text();
            map.put(key, value);
            expected.put(key, value);
          }
        }
      }
    }
  }

  private void changeProofList(ProofListIndex<String> list, List<String> expected) {
    switch (random.nextInt(30)) {
      case 0 -> {
        list.clear();
        expected.clear();
      }
      case 1, 2 -> {
        var size = random.nextInt(expected.size() + 2);
        list.truncate(size);
        while (expected.size() > size) {
          expected.removeLast();
        }
      }
      case 3, 4 -> {
        var last = expected.isEmpty() ? null : expected.removeLast();
        assertThat(list.removeLast()).isEqualTo(Optional.ofNullable(last));
      }
      case 5, 6, 7 -> {
        if (!expected.isEmpty()) {
          var index = random.nextInt(expected.size());
          var value = text();
          list.set(index, value);
          expected.set(index, value);
        }
      }
      case 8 -> assertThat(list.objectHash()).isEqualTo(listHash(expected));
      default -> {
        for (var i = random.nextInt(12); i >= 0; i--) {
          var value = text();
          list.add(value);
          expected.add(value);
        }
      }
    }
  }

  private void changeList(Access access) {
    var list = access.list("list", Codecs.string());
    var expected = model.list("list");
    switch (random.nextInt(6)) {
      case 0 -> {
        var size = random.nextInt(expected.size() + 1);
        list.truncate(size);
        expected.subList(size, expected.size()).clear();
      }
      case 1 -> {
        var last = expected.isEmpty() ? null : expected.removeLast();
        assertThat(list.removeLast()).isEqualTo(Optional.ofNullable(last));
      }
      default -> {
        var value = text();
        list.add(value);
        expected.add(value);
      }
    }
  }

  private void changeMaps(Access access) {
    var key = random.nextLong(-50, 50);
    var value = text();
    if (random.nextInt(3) == 0) {
      access.map("map", Codecs.i64(), Codecs.string()).remove(key);
      model.map.remove(key);
      access.keySet("keys", Codecs.string()).remove(value);
      model.keys.remove(value);
      access.valueSet("values", Codecs.string()).remove(value);
      model.values.remove(Codecs.string().objectHash(value));
    } else {
      access.map("map", Codecs.i64(), Codecs.string()).put(key, value);
      model.map.put(key, value);
      access.keySet("keys", Codecs.string()).add(value);
      model.keys.add(value);
      access.valueSet("values", Codecs.string()).add(value);
      model.values.put(Codecs.string().objectHash(value), value);
    }
  }

  private void changeSparse(Access access) {
    var list = access.sparseList("sparse", Codecs.string());
    var value = text();
    if (model.sparseCapacity == 0 || random.nextInt(3) == 0) {
      assertThat(list.add(value)).isEqualTo(model.sparseCapacity);
      model.sparse.put(model.sparseCapacity++, value);
    } else if (random.nextBoolean()) {
      var index = random.nextLong(model.sparseCapacity);
      list.set(index, value);
      model.sparse.put(index, value);
    } else {
      var index = random.nextLong(model.sparseCapacity);
      assertThat(list.remove(index)).isEqualTo(Optional.ofNullable(model.sparse.remove(index)));
    }
  }

  private void changeEntries(Access access) {
    opened("pentry");
    var entry = access.entry("entry", Codecs.string());
    var proofEntry = access.proofEntry("pentry", Codecs.string());
    if (random.nextInt(3) == 0) {
      entry.remove();
      model.entry = Optional.empty();
      proofEntry.remove();
      model.proofEntry = Optional.empty();
    } else {
      model.entry = Optional.of(text());
      entry.set(model.entry.get());
      model.proofEntry = Optional.of(text());
      proofEntry.set(model.proofEntry.get());
    }
  }

  private Hash expectedStateHash() {
    var hashes = new HashMap<Hash, byte[]>();
    for (var name : model.aggregated) {
      hashes.put(Sha256.of(bytes(name)), expectedHash(name.substring(4)).toBytes());
    }
    return Reference.mapHash(hashes);
  }

  private Hash expectedHash(String name) {
    return switch (name) {
      case "raw" -> mapHash(false, model.proofMap(name));
      case "hashed" -> mapHash(true, model.proofMap(name));
      case "plist" -> listHash(model.proofList(name));
      default -> model.proofEntry.map(Codecs.string()::objectHash).orElse(Hash.ZERO);
    };
  }

  private static Hash mapHash(ProofMapIndex<Hash, String> map, Map<Hash, String> expected) {
    return mapHash(((StoredProofMap<Hash, String>) map).space().isHashed(), expected);
  }

  private static Hash mapHash(boolean isHashed, Map<Hash, String> expected) {
    var byPath = new HashMap<Hash, byte[]>();
    expected.forEach(
        (key, value) -> byPath.put(isHashed ? Sha256.of(key.toBytes()) : key, bytes(value)));
    return Reference.mapHash(byPath);
  }

  private static Hash listHash(List<String> expected) {
    return Reference.listHash(expected.stream().map(RandomOperationsTest::bytes).toList());
  }

  private void check(Access access, long seed, int step) {
    for (var name : List.of("raw", "hashed", "group")) {
      checkProofMap(proofMap(access, name), model.proofMap(name), seed, step);
    }
    for (var name : List.of("plist", "member 1", "member 2")) {
      checkProofList(proofList(access, name), model.proofList(name), seed, step);
    }
    assertThat(access.list("list", Codecs.string())).containsExactlyElementsOf(model.list("list"));
    var map = new ArrayList<Map.Entry<Long, String>>();
    access.map("map", Codecs.i64(), Codecs.string()).entries().forEach(map::add);
    assertThat(map).containsExactlyElementsOf(model.map.entrySet());
    var tail = new ArrayList<Map.Entry<Long, String>>();
    access.map("map", Codecs.i64(), Codecs.string()).entriesFrom(0L).forEach(tail::add);
    assertThat(tail).containsExactlyElementsOf(model.map.tailMap(0L).entrySet());
    var sparse = access.sparseList("sparse", Codecs.string());
    var positions = new ArrayList<Map.Entry<Long, String>>();
    sparse.entries().forEach(positions::add);
    assertThat(positions).containsExactlyElementsOf(model.sparse.entrySet());
    assertThat(sparse.size()).isEqualTo(model.sparse.size());
    assertThat(sparse.capacity()).isEqualTo(model.sparseCapacity);
    assertThat(access.keySet("keys", Codecs.string())).containsExactlyElementsOf(model.keys);
    assertThat(access.valueSet("values", Codecs.string()))
        .containsExactlyElementsOf(model.values.values());
    assertThat(access.entry("entry", Codecs.string()).get()).isEqualTo(model.entry);
    assertThat(access.proofEntry("pentry", Codecs.string()).get()).isEqualTo(model.proofEntry);
  }

  private void checkProofMap(
      ProofMapIndex<Hash, String> map, Map<Hash, String> expected, long seed, int step) {
    var isHashed = ((StoredProofMap<Hash, String>) map).space().isHashed();
    var hash = map.objectHash();
    assertThat(hash).as("seed %d, step %d", seed, step).isEqualTo(mapHash(isHashed, expected));
    var found = new HashMap<Hash, String>();
    var paths = new ArrayList<String>();
    for (var entry : map.entries()) {
      found.put(entry.getKey(), entry.getValue());
      var key = entry.getKey().toBytes();
      paths.add(Reference.bits(isHashed ? Sha256.of(key).toBytes() : key));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(paths).isSorted();
    var wanted = new ArrayList<Hash>();
    for (var i = random.nextInt(5); i >= 0; i--) {
      wanted.add(key());
    }
    var proof =
        map.proof(wanted).check(hash, isHashed ? MapKind.HASHED : MapKind.RAW).orElseThrow();
    for (var key : wanted) {
      var value = Optional.ofNullable(expected.get(key));
      assertThat(map.get(key)).isEqualTo(value);
      assertThat(proof.get(key.toBytes()).map(String::new)).isEqualTo(value);
    }
  }

  private void checkProofList(
      ProofListIndex<String> list, List<String> expected, long seed, int step) {
    assertThat(list).containsExactlyElementsOf(expected);
    assertThat(list.size()).isEqualTo(expected.size());
    var hash = list.objectHash();
    assertThat(hash).as("seed %d, step %d", seed, step).isEqualTo(listHash(expected));
    var from = random.nextInt(expected.size() + 2);
    var to = from + 1 + random.nextInt(expected.size() + 2);
    var proof = list.proof(from, to).check(hash).orElseThrow();
    var within = expected.subList(Math.min(from, expected.size()), Math.min(to, expected.size()));
    assertThat(proof.entries().stream().map(e -> new String(e.value(), StandardCharsets.UTF_8)))
        .containsExactlyElementsOf(within);
  }
}

package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proofs made the obvious way are accepted; a change anywhere in one is refused, or at least proves
 * nothing that is not true.
 */
class ProofPropertiesTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void listProofsProveTheTruthOnly(long seed) {
    var random = new Random(seed);
    for (var i = 0; i < 60; i++) {
      var values = values(random, random.nextInt(40));
      var hash = ReferenceTrees.listHash(values);
      var from = random.nextInt(values.size() + 3);
      var proof = ReferenceTrees.listProof(values, from, from + random.nextInt(8));
      assertThat(proof.check(hash).orElseThrow().length()).isEqualTo(values.size());
      for (var j = 0; j < 20; j++) {
        checkTrue(mutate(proof, random), hash, values);
      }
    }
  }

  private static void checkTrue(ListProof proof, Hash hash, List<byte[]> values) {
    if (proof.check(hash) instanceof Checked.Valid<CheckedList> valid) {
      assertThat(valid.value().length()).isEqualTo(values.size());
      for (var entry : valid.value().entries()) {
        assertThat(entry.value()).isEqualTo(values.get((int) entry.index()));
      }
    }
  }

  private static ListProof mutate(ListProof proof, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new ListProof(proof.hashes(), proof.entries(), proof.length() + delta(random));
      case 1 ->
          new ListProof(
              edit(proof.hashes(), random, n -> node(n, random)), proof.entries(), proof.length());
      case 2 -> new ListProof(drop(proof.hashes(), random), proof.entries(), proof.length());
      case 3 -> new ListProof(proof.hashes(), drop(proof.entries(), random), proof.length());
      case 4 ->
          new ListProof(
              proof.hashes(), edit(proof.entries(), random, e -> entry(e, random)), proof.length());
      default -> new ListProof(swap(proof.hashes(), random), proof.entries(), proof.length());
    };
  }

  private static ListProof.HashedNode node(ListProof.HashedNode node, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new ListProof.HashedNode(node.index() + delta(random), node.height(), node.hash());
      case 1 -> new ListProof.HashedNode(node.index(), node.height() + delta(random), node.hash());
      default -> new ListProof.HashedNode(node.index(), node.height(), flip(node.hash(), random));
    };
  }

  private static ListProof.Entry entry(ListProof.Entry entry, Random random) {
    return random.nextBoolean()
        ? new ListProof.Entry(entry.index() + delta(random), entry.value())
        : new ListProof.Entry(entry.index(), values(random, 1).get(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mapProofsProveTheTruthOnly(long seed) {
    var random = new Random(seed);
    for (var i = 0; i < 40; i++) {
      var kind = random.nextBoolean() ? MapKind.HASHED : MapKind.RAW;
      var entries = new LinkedHashMap<byte[], byte[]>();
      for (var key : keys(random, random.nextInt(30))) {
        entries.put(key, values(random, 1).get(0));
      }
      var sorted = ReferenceTrees.byPath(entries, kind);
      var hash = ReferenceTrees.mapHash(sorted);
      var wanted = new ArrayList<>(keys(random, random.nextInt(4)));
      entries.keySet().stream().limit(random.nextInt(5)).forEach(wanted::add);
      var proof = ReferenceTrees.mapProof(sorted, wanted, kind);
      var checked = proof.check(hash, kind).orElseThrow();
      for (var key : wanted) {
        assertThat(checked.get(key)).isEqualTo(Optional.ofNullable(find(entries, key)));
      }
      for (var j = 0; j < 20; j++) {
        checkTrue(mutate(proof, random), hash, kind, sorted);
      }
    }
  }

  private static void checkTrue(
      MapProof proof, Hash hash, MapKind kind, Map<String, byte[]> entries) {
    if (proof.check(hash, kind) instanceof Checked.Valid<CheckedMap> valid) {
      for (var entry : valid.value().entries()) {
        var truth = entries.get(kind.path(entry.key()).toString());
        assertThat(entry.value().map(Arrays::toString))
            .isEqualTo(Optional.ofNullable(truth).map(Arrays::toString));
      }
    }
  }

  private static MapProof mutate(MapProof proof, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new MapProof(drop(proof.entries(), random), proof.hashes());
      case 1 -> new MapProof(proof.entries(), drop(proof.hashes(), random));
      case 2 -> new MapProof(proof.entries(), swap(proof.hashes(), random));
      case 3 -> new MapProof(proof.entries(), edit(proof.hashes(), random, n -> node(n, random)));
      case 4 -> new MapProof(edit(proof.entries(), random, e -> lie(e, random)), proof.hashes());
      default -> {
        // Claims that some key is absent, which the proof was not made for.
        var more = new ArrayList<>(proof.entries());
        more.add(new MapProof.Entry(keys(random, 1).get(0), Optional.empty()));
        yield new MapProof(more, proof.hashes());
      }
    };
  }

  private static MapProof.HashedNode node(MapProof.HashedNode node, Random random) {
    var path = node.path();
    if (random.nextBoolean()) {
      return new MapProof.HashedNode(path, flip(node.hash(), random));
    }
    var length = Math.max(1, Math.min(ProofPath.BITS_MAX, path.length() + delta(random)));
    return new MapProof.HashedNode(
        ProofPath.prefix(Arrays.copyOf(path.unsafeBytes(), 32), length), node.hash());
  }

  private static MapProof.Entry lie(MapProof.Entry entry, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new MapProof.Entry(entry.key(), Optional.empty());
      case 1 -> new MapProof.Entry(entry.key(), Optional.of(values(random, 1).get(0)));
      default -> new MapProof.Entry(keys(random, 1).get(0), entry.value());
    };
  }

  /** Keys that share prefixes of many lengths when they are raw. */
  private static List<byte[]> keys(Random random, int count) {
    var keys = new java.util.TreeMap<String, byte[]>();
    while (keys.size() < count) {
      var key = new byte[32];
      var same = random.nextInt(33);
      for (var i = same; i < 32; i++) {
        key[i] = (byte) random.nextInt(4);
      }
      keys.put(Arrays.toString(key), key);
    }
    return List.copyOf(keys.values());
  }

  private static byte @Nullable [] find(Map<byte[], byte[]> entries, byte[] key) {
    return entries.entrySet().stream()
        .filter(entry -> Arrays.equals(entry.getKey(), key))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static List<byte[]> values(Random random, int count) {
    var values = new ArrayList<byte[]>();
    for (var i = 0; i < count; i++) {
      var value = new byte[random.nextInt(6)];
      random.nextBytes(value);
      values.add(value);
    }
    return values;
  }

  private static Hash flip(Hash hash, Random random) {
    var bytes = hash.toBytes();
    bytes[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
    return Hash.wrap(bytes);
  }

  private static int delta(Random random) {
    return random.nextBoolean() ? 1 + random.nextInt(3) : -1 - random.nextInt(3);
  }

  private static <T> List<T> edit(List<T> list, Random random, UnaryOperator<T> edit) {
    var copy = new ArrayList<>(list);
    if (!copy.isEmpty()) {
      var at = random.nextInt(copy.size());
      copy.set(at, edit.apply(copy.get(at)));
    }
    return copy;
  }

  private static <T> List<T> drop(List<T> list, Random random) {
    var copy = new ArrayList<>(list);
    if (!copy.isEmpty()) {
      copy.remove(random.nextInt(copy.size()));
    }
    return copy;
  }

  private static <T> List<T> swap(List<T> list, Random random) {
    var copy = new ArrayList<>(list);
    if (copy.size() > 1) {
      java.util.Collections.swap(copy, 0, 1 + random.nextInt(copy.size() - 1));
    }
    return copy;
  }
}

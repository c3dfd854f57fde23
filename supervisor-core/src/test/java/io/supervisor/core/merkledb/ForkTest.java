package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a fork promises to those who execute calls on it (wire.md section 2.7). */
class ForkTest {
  /** Size of the key under which the topmost node of a map is stored. */
  private static final int ROOT_KEY = 6;

  private final MemoryStore store = new MemoryStore();
  private Fork fork = new Fork(store.snapshot());

  private Snapshot endBlock() {
    store.apply(fork.toPatch());
    fork = new Fork(store.snapshot());
    return new Snapshot(store.snapshot());
  }

  private static ProofMapIndex<String, Long> map(Access access, String name) {
    return access.proofMap(name, Codecs.string(), Codecs.u64());
  }

  @Test
  void theStateWithoutIndexesHasTheHashOfAnEmptyMap() {
    assertThat(fork.stateHash()).isEqualTo(TreeHash.EMPTY_MAP);
    assertThat(new Snapshot(KeyValueView.EMPTY).stateHash()).isEqualTo(TreeHash.EMPTY_MAP);
  }

  @Test
  void openedIndexesAreAggregatedEvenIfNothingIsWritten() {
    map(fork.access("svc."), "map");
    fork.access("svc.").proofList("list", Codecs.u64());
    fork.access("svc.").proofEntry("entry", Codecs.u64());
    fork.access("svc.").map("plain", Codecs.u64(), Codecs.u64());

    assertThat(endBlock().aggregated())
        .containsExactlyEntriesOf(
            new java.util.TreeMap<>(
                Map.of(
                    "svc.entry",
                    Hash.ZERO,
                    "svc.list",
                    TreeHash.EMPTY_LIST,
                    "svc.map",
                    TreeHash.EMPTY_MAP)));
  }

  @Test
  void readingAggregatesNothing() {
    map(fork.readOnly("svc."), "map").get("key");

    assertThat(endBlock().aggregated()).isEmpty();
    assertThat(fork.toPatch().isEmpty()).isTrue();
  }

  @Test
  void aRolledBackCallAddsNothing() {
    var before = fork.stateHash();
    fork.savepoint();
    map(fork.access("svc."), "map").put("key", 1L);
    assertThat(fork.stateHash()).isNotEqualTo(before);
    fork.rollback();

    assertThat(fork.stateHash()).isEqualTo(before);
    assertThat(fork.toPatch().isEmpty()).isTrue();
  }

  @Test
  void anIndexOfARolledBackCallMayBeOfAnotherTypeLater() {
    fork.savepoint();
    map(fork.access("svc."), "index").put("key", 1L);
    fork.rollback();
    fork.access("svc.").proofList("index", Codecs.u64()).add(5L);

    var snapshot = endBlock();
    assertThat(snapshot.access("svc.").proofList("index", Codecs.u64())).containsExactly(5L);
    assertThat(snapshot.aggregated()).containsOnlyKeys("svc.index");
  }

  @Test
  void membersOfGroupsAreNotAggregated() {
    var member = map(fork.access("svc.").group(new byte[] {1}), "map");
    member.put("key", 1L);

    assertThat(endBlock().aggregated()).isEmpty();
    assertThat(fork.access("svc.").group(new byte[] {1}).isReadOnly()).isFalse();
    assertThat(map(fork.access("svc.").group(new byte[] {1}), "map").get("key")).contains(1L);
    assertThat(map(fork.access("svc.").group(new byte[] {2}), "map").get("key")).isEmpty();
    assertThat(map(fork.access("svc."), "map").get("key")).isEmpty();
  }

  @Test
  void clearingLeavesAnIndexInTheAggregator() {
    var map = map(fork.access("svc."), "map");
    for (var i = 0L; i < 100; i++) {
      map.put("key " + i, i);
    }
    endBlock();
    map(fork.access("svc."), "map").clear();

    assertThat(endBlock().aggregated()).containsOnly(Map.entry("svc.map", TreeHash.EMPTY_MAP));
  }

  @Test
  void clearingLeavesNoRecordsOfAnIndex() {
    map(fork.access("svc."), "map");
    var empty = endBlock();
    var map = map(fork.access("svc."), "map");
    var list = fork.access("svc.").group(new byte[] {1}).proofList("list", Codecs.u64());
    for (var i = 0L; i < 100; i++) {
      map.put("key " + i, i);
      list.add(i);
    }
    endBlock();
    map(fork.access("svc."), "map").clear();
    fork.access("svc.").group(new byte[] {1}).proofList("list", Codecs.u64()).clear();
    var cleared = endBlock();

    assertThat(count(cleared)).isEqualTo(count(empty) + 1);
  }

  private static int count(Snapshot snapshot) {
    var count = 0;
    var scan = snapshot.view().scan(new byte[0], null);
    for (; scan.hasNext(); scan.next()) {
      count++;
    }
    return count;
  }

  @Test
  void anIndexKeepsItsType() {
    map(fork.access("svc."), "index");

    assertThatThrownBy(() -> fork.access("svc.").proofList("index", Codecs.u64()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("svc.index");
    assertThatThrownBy(() -> fork.access("svc.").rawProofMap("index", Codecs.hash(), Codecs.u64()))
        .isInstanceOf(IllegalStateException.class);
    var snapshot = endBlock();
    assertThatThrownBy(() -> snapshot.access("svc.").entry("index", Codecs.u64()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesAreChecked() {
    for (var name : List.of("", ".", "a.", "a..b", "a b", "ä", "^a", "a".repeat(201))) {
      assertThatThrownBy(() -> fork.access("svc.").entry(name, Codecs.u64()))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    fork.access("").entry("a-B_9.c", Codecs.u64()).set(1L);
  }

  @Test
  void readOnlyViewsSeeChangesAndMakeNone() {
    map(fork.access("svc."), "map").put("key", 1L);
    var seen = map(fork.readOnly("svc."), "map");

    assertThat(fork.readOnly("svc.").isReadOnly()).isTrue();
    assertThat(seen.get("key")).contains(1L);
    assertThat(seen.objectHash()).isEqualTo(map(fork.access("svc."), "map").objectHash());
    assertThatThrownBy(() -> seen.put("key", 2L)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> seen.remove("key")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(seen::clear).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void snapshotsMakeNoChanges() {
    var access = endBlock().access("svc.");

    assertThatThrownBy(() -> access.list("list", Codecs.u64()).add(1L))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> access.proofList("plist", Codecs.u64()).add(1L))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> access.sparseList("sparse", Codecs.u64()).add(1L))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> access.entry("entry", Codecs.u64()).set(1L))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> access.keySet("keys", Codecs.u64()).add(1L))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPoisonedForkRefusesEverythingUntilRolledBack() {
    var map = map(fork.access("svc."), "map");
    fork.savepoint();
    map.put("key", 1L);
    fork.poison();

    assertThat(fork.isPoisoned()).isTrue();
    assertThatThrownBy(() -> map.get("key")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> map.put("key", 2L)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> map(fork.readOnly("other."), "map").get("key"))
        .isInstanceOf(IllegalStateException.class);
    fork.rollback();
    assertThat(fork.isPoisoned()).isFalse();
    assertThat(map.get("key")).isEmpty();
  }

  @Test
  void savepointsAreRequiredToEndThem() {
    assertThatThrownBy(fork::rollback).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(fork::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReleasedSavepointIsUndoneWithTheOuterOne() {
    var map = map(fork.access("svc."), "map");
    fork.savepoint();
    map.put("outer", 1L);
    fork.savepoint();
    map.put("inner", 2L);
    map.objectHash();
    fork.release();
    fork.rollback();

    assertThat(map.entries()).isEmpty();
    assertThat(map.objectHash()).isEqualTo(TreeHash.EMPTY_MAP);
  }

  @Test
  void damagedTreesAreNoticed() {
    var map = fork.access("").proofMap("map", Codecs.u64(), Codecs.u64());
    for (var i = 0L; i < 50; i++) {
      map.put(i, 0xdecafL);
    }
    var changes =
        new java.util.TreeMap<byte[], java.util.Optional<byte[]>>(
            java.util.Arrays::compareUnsigned);
    for (var change : fork.toPatch().changes()) {
      var value = Objects.requireNonNull(change.value()).clone();
      if (Keys.isMapNode(change.key()) && change.key().length == ROOT_KEY) {
        value[value.length - 1] ^= 1;
      }
      changes.put(change.key(), java.util.Optional.of(value));
    }
    store.apply(Patch.of(changes));
    var damaged =
        new Snapshot(store.snapshot()).access("").proofMap("map", Codecs.u64(), Codecs.u64());

    assertThatThrownBy(() -> damaged.proof(List.of(7L)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void namesAndTypesSurviveTheBlock() {
    fork.access("a.").entry("entry", Codecs.u64()).set(1L);
    endBlock();
    fork.access("b.").entry("entry", Codecs.u64()).set(2L);
    fork.access("").entry("a.entry.more", Codecs.u64()).set(3L);
    var snapshot = endBlock();

    assertThat(snapshot.access("a.").entry("entry", Codecs.u64()).get()).contains(1L);
    assertThat(snapshot.access("").entry("b.entry", Codecs.u64()).get()).contains(2L);
    assertThat(snapshot.access("a.").entry("entry.more", Codecs.u64()).get()).contains(3L);
    assertThat(snapshot.objectHash("a.entry")).isEmpty();
  }
}

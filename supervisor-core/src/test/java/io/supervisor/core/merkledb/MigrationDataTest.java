package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data of a migration, from its first record to the flush (lifecycle.md section 6). */
class MigrationDataTest {
  private final MemoryStore store = new MemoryStore();
  private Fork fork = new Fork(store.snapshot());

  @BeforeEach
  void oldData() {
    for (var instance : new String[] {"wallet.", "wallet2."}) {
      var access = fork.access(instance);
      wallets(access).put("alice", 1L);
      access.proofList("log", Codecs.u64()).add(7L);
      access.proofEntry("kept", Codecs.u64()).set(5L);
      access.group(new byte[] {1}).list("history", Codecs.u64()).add(9L);
    }
    endBlock();
  }

  private void endBlock() {
    store.apply(fork.toPatch());
    fork = new Fork(store.snapshot());
  }

  private static ProofMapIndex<String, Long> wallets(Access access) {
    return access.proofMap("wallets", Codecs.string(), Codecs.u64());
  }

  private void migrate() {
    fork.migration("wallet").begin();
    fill();
  }

  private void fill() {
    var migration = fork.migration("wallet");
    for (var entry : wallets(migration.old()).entries()) {
      wallets(migration.access()).put(entry.getKey(), entry.getValue() * 100);
    }
    migration.access().proofEntry("version", Codecs.u64());
    migration.access().group(new byte[] {1}).list("history", Codecs.string()).add("nine");
    migration.remove("log");
    migration.accept();
  }

  /** What the scripts have made, before the flush. */
  private Access migrated() {
    return fork.readOnly("^wallet.");
  }

  @Test
  void newDataIsNoPartOfTheStateHash() {
    var before = fork.stateHash();
    migrate();

    assertThat(fork.stateHash()).isEqualTo(before);
    endBlock();
    assertThat(new Snapshot(store.snapshot()).stateHash()).isEqualTo(before);
    assertThat(wallets(fork.readOnly("wallet.")).get("alice")).contains(1L);
  }

  @Test
  void theHashIsOverNamesAfterTheFlush() {
    migrate();
    var expected = new HashMap<io.supervisor.api.Hash, byte[]>();
    var string = Codecs.string();
    expected.put(string.objectHash("wallet.wallets"), wallets(migrated()).objectHash().toBytes());
    expected.put(string.objectHash("wallet.version"), new byte[32]);

    assertThat(fork.migration("wallet").hash()).isEqualTo(Reference.mapHash(expected));
  }

  @Test
  void flushedDataTakesThePlaceOfTheOld() {
    migrate();
    endBlock();
    var wallets = wallets(migrated()).objectHash();
    fork.migration("wallet").flush();
    endBlock();
    var snapshot = new Snapshot(store.snapshot());
    var access = snapshot.access("wallet.");

    assertThat(wallets(access).get("alice")).contains(100L);
    assertThat(snapshot.objectHash("wallet.wallets")).contains(wallets);
    assertThat(access.group(new byte[] {1}).list("history", Codecs.string()))
        .containsExactly("nine");
    assertThat(access.proofEntry("kept", Codecs.u64()).get()).contains(5L);
    assertThat(access.proofList("log", Codecs.u64())).isEmpty();
    assertThat(snapshot.aggregated().keySet())
        .containsExactly(
            "wallet.kept",
            "wallet.version",
            "wallet.wallets",
            "wallet2.kept",
            "wallet2.log",
            "wallet2.wallets");
    assertThat(wallets(snapshot.access("wallet2.")).get("alice")).contains(1L);
    assertThat(fork.migration("wallet").hash()).isEqualTo(TreeHash.EMPTY_MAP);
  }

  @Test
  void flushedIndexesAreWrittenOn() {
    migrate();
    fork.migration("wallet").flush();
    wallets(fork.access("wallet.")).put("bob", 3L);
    endBlock();

    assertThat(wallets(fork.readOnly("wallet.")).entries())
        .containsExactlyInAnyOrder(Map.entry("alice", 100L), Map.entry("bob", 3L));
    assertThat(new Snapshot(store.snapshot()).objectHash("wallet.wallets"))
        .contains(wallets(fork.readOnly("wallet.")).objectHash());
  }

  @Test
  void aFlushCanBeRolledBack() {
    migrate();
    var before = fork.stateHash();
    fork.savepoint();
    fork.migration("wallet").flush();
    assertThat(fork.stateHash()).isNotEqualTo(before);
    fork.rollback();

    assertThat(fork.stateHash()).isEqualTo(before);
    assertThat(wallets(fork.access("wallet.")).get("alice")).contains(1L);
    assertThat(wallets(migrated()).get("alice")).contains(100L);
  }

  @Test
  void discardedDataLeavesNothing() {
    var before = records();
    migrate();
    endBlock();
    fork.migration("wallet").discard();
    endBlock();
    assertThat(
            fork.readOnly("^wallet.").proofMap("wallets", Codecs.string(), Codecs.u64()).entries())
        .isEmpty();
    while (fork.erase(2)) {
      endBlock();
    }
    endBlock();

    assertThat(records()).isEqualTo(before);
  }

  /** But for the number of the next index, which goes on. */
  private Map<String, String> records() {
    return records(store);
  }

  private static Map<String, String> records(MemoryStore store) {
    var records = new HashMap<String, String>();
    store
        .snapshot()
        .scan(new byte[] {0, 0}, null)
        .forEachRemaining(entry ->
            records.put(
                new String(entry.getKey(), StandardCharsets.ISO_8859_1),
                new String(entry.getValue(), StandardCharsets.ISO_8859_1)));
    return records;
  }

  @Test
  void theNextScriptBeginsWithWhatTheOneBeforeHasMade() {
    migrate();
    var migration = fork.migration("wallet");
    assertThat(wallets(migration.old()).get("alice")).contains(100L);
    assertThat(migration.old().proofList("log", Codecs.u64())).isEmpty();
    assertThat(migration.old().proofEntry("kept", Codecs.u64()).get()).contains(5L);
    for (var entry : wallets(migration.old()).entries()) {
      wallets(migration.access()).put(entry.getKey(), entry.getValue() + 1);
    }
    migration.access().proofList("log", Codecs.u64()).add(8L);
    assertThat(wallets(migration.old()).get("alice")).contains(100L);
    migration.accept();
    endBlock();
    fork.migration("wallet").flush();
    endBlock();
    var access = new Snapshot(store.snapshot()).access("wallet.");

    assertThat(wallets(access).get("alice")).contains(101L);
    assertThat(access.proofList("log", Codecs.u64())).containsExactly(8L);
    assertThat(access.proofEntry("kept", Codecs.u64()).get()).contains(5L);
  }

  /** A node runs its scripts when it can, so blocks may open indexes meanwhile or not. */
  @Test
  void whatABlockOpensMeanwhileChangesNothingOfTheNewData() {
    var other = new MemoryStore();
    other.apply(everything());
    migrate();
    endBlock();
    wallets(fork.access("another."));
    endBlock();
    var scriptFirst = records();

    fork = new Fork(other.snapshot());
    fork.migration("wallet").begin();
    other.apply(fork.toPatch());
    fork = new Fork(other.snapshot());
    wallets(fork.access("another."));
    other.apply(fork.toPatch());
    fork = new Fork(other.snapshot());
    fill();
    other.apply(fork.toPatch());

    assertThat(records(other)).isEqualTo(scriptFirst);
  }

  private Patch everything() {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    store
        .snapshot()
        .scan(new byte[0], null)
        .forEachRemaining(entry -> changes.put(entry.getKey(), Optional.of(entry.getValue())));
    return Patch.of(changes);
  }

  @Test
  void whatWasErasedToBeginAnewIsNumberedAsBefore() {
    migrate();
    endBlock();
    var once = records();
    while (fork.migration("wallet").erase(1)) {
      endBlock();
    }
    endBlock();
    fill();
    endBlock();

    assertThat(records()).isEqualTo(once);
  }

  @Test
  void anIndexIsEitherNewOrRemoved() {
    fork.migration("wallet").begin();
    fork.migration("wallet").remove("log");
    assertThatThrownBy(() -> fork.migration("wallet").access().proofList("log", Codecs.u64()))
        .isInstanceOf(IllegalStateException.class);
    wallets(fork.migration("wallet").access());
    assertThatThrownBy(() -> fork.migration("wallet").remove("wallets"))
        .isInstanceOf(IllegalStateException.class);
  }
}

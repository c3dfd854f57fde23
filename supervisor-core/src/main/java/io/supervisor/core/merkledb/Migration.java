package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Access;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * New data of an instance whose data is being migrated: beside the old data, and no part of the
 * state hash until it is flushed. Source: lifecycle.md section 6.
 *
 * <pre>
 * begin  → (access, remove)* accept   for each script, one after the other
 *        → flush                      the new data take the place of the old
 *        or discard                   nothing has happened
 * </pre>
 *
 * {@link #begin} and {@link #flush} are parts of blocks, the rest is the node's own: it changes
 * nothing that a block reads or writes, so that it may be done beside the execution of blocks.
 */
public final class Migration {
  private static final String SEPARATOR = ".";

  private final Overlay records;
  private final WritableSpaces blockSpaces;
  private final WritableSpaces spaces;
  private final Aggregator aggregator;
  private final Catalog catalog;
  private final byte[] key;
  private final String oldPrefix;
  private final String acceptedPrefix;
  private final String scriptPrefix;

  Migration(Overlay records, WritableSpaces spaces, Aggregator aggregator, String instanceName) {
    this.records = records;
    this.blockSpaces = spaces;
    this.aggregator = aggregator;
    this.catalog = new Catalog(records, this::nextNumber);
    this.spaces = new WritableSpaces(records, catalog);
    this.key = Keys.migration(instanceName);
    this.oldPrefix = instanceName + SEPARATOR;
    this.acceptedPrefix = IndexName.MIGRATION + oldPrefix;
    this.scriptPrefix = IndexName.SCRIPT + oldPrefix;
  }

  /** Migrations that a state holds, by name of the instance, each with its memo. */
  public static Map<String, byte[]> memos(KeyValueView state) {
    var memos = new TreeMap<String, byte[]>();
    state
        .scan(Keys.migrations(), Keys.end(Keys.migrations()))
        .forEachRemaining(entry ->
            memos.put(
                Keys.migratingInstance(entry.getKey()),
                MigrationRecord.decode(entry.getValue()).memo()));
    return memos;
  }

  /** Memo of the migration of an instance; empty if the state has none. */
  public static Optional<byte[]> memo(KeyValueView state, String instanceName) {
    return Optional.ofNullable(state.get(Keys.migration(instanceName)))
        .map(record -> MigrationRecord.decode(record).memo());
  }

  /** Number that tells a migration of the state from all others of the chain; empty if none. */
  public static Optional<Integer> number(KeyValueView state, String instanceName) {
    return Optional.ofNullable(state.get(Keys.migration(instanceName)))
        .map(record -> MigrationRecord.decode(record).first());
  }

  /**
   * Begins, with no data.
   *
   * @throws IllegalStateException if it has begun
   */
  public void begin() {
    if (records.get(key) != null) {
      throw new IllegalStateException("migration of " + oldPrefix + " has begun already");
    }
    int first = Catalog.reserve(records, MigrationRecord.NUMBERS);
    put(new MigrationRecord(first, first, MigrationRecord.NO_MEMO));
  }

  /** What was last given to {@link #setMemo}; no bytes at first. */
  public byte[] memo() {
    return record().memo();
  }

  /** Keeps bytes until the migration is flushed or discarded. */
  public void setMemo(byte[] memo) {
    put(record().withMemo(memo));
  }

  private MigrationRecord record() {
    var record = records.get(key);
    if (record == null) {
      throw new IllegalStateException("migration of " + oldPrefix + " has not begun");
    }
    return MigrationRecord.decode(record);
  }

  private void put(MigrationRecord record) {
    records.put(key, record.encode());
  }

  private int nextNumber() {
    var record = record();
    if (record.next() >= record.first() + MigrationRecord.NUMBERS) {
      throw new IllegalStateException(
          "a migration can make %,d indexes and groups".formatted(MigrationRecord.NUMBERS));
    }
    put(record.withNext(record.next() + 1));
    return record.next();
  }

  /** Way to the indexes that the present script makes. */
  public Access access() {
    return new IndexAccess(spaces, scriptPrefix);
  }

  /** Way to the indexes as the script before has left them, which may not be changed. */
  public Access old() {
    return new IndexAccess(new LayeredSpaces(records), oldPrefix);
  }

  /**
   * Marks an index for removal: its old data goes with the flush.
   *
   * @throws IllegalStateException if there is a new index of this name
   */
  public void remove(String name) {
    spaces.open(new IndexName(scriptPrefix + name, false), IndexType.TOMBSTONE, null);
  }

  /** As {@link #remove}, for a group with all its members. */
  public void removeGroup(String name) {
    spaces.open(new IndexName(scriptPrefix + name, true), IndexType.TOMBSTONE, null);
  }

  /** The present script has ended: what it made is what the next one begins with. */
  public void accept() {
    catalog
        .beginningWith(scriptPrefix)
        .forEach((name, item) -> {
          catalog.remove(name);
          catalog.find(name.accepted()).ifPresent(before -> catalog.drop(name.accepted(), before));
          catalog.put(name.accepted(), item);
        });
    spaces.forget();
  }

  /** Hash over the accepted Merkelized indexes, under the names that they will have. */
  public Hash hash() {
    var hashes = new Aggregator(new Overlay(KeyValueView.EMPTY));
    indexHashes().forEach(hashes::put);
    return hashes.stateHash();
  }

  /** What {@link #hash} covers: hashes of indexes by the full names that they will have. */
  public Map<String, Hash> indexHashes() {
    var hashes = new TreeMap<String, Hash>();
    catalog
        .beginningWith(acceptedPrefix)
        .forEach((name, item) -> {
          if (item.type().isMerkelized() && !name.isGroup()) {
            hashes.put(name.flushed().full(), space(item).objectHash());
          }
        });
    return hashes;
  }

  /**
   * Puts the accepted data in the place of the old, and ends the migration; indexes that are not in
   * it stay as they are.
   */
  public void flush() {
    for (var entry : catalog.beginningWith(acceptedPrefix).entrySet()) {
      var name = entry.getKey().flushed();
      catalog.find(name).ifPresent(old -> drop(name, old));
      catalog.remove(entry.getKey());
      if (entry.getValue().type() != IndexType.TOMBSTONE) {
        catalog.put(name, entry.getValue());
        aggregate(name, entry.getValue());
      }
    }
    end();
  }

  private void aggregate(IndexName name, Catalog.Item item) {
    if (item.type().isMerkelized() && name.isAggregated()) {
      aggregator.put(name.full(), space(item).objectHash());
    }
  }

  /** Erases the new data, and ends the migration. Does nothing where there is none. */
  public void discard() {
    dropNewData();
    end();
  }

  /**
   * Erases new data, so that the first script can begin anew, with the same numbers for its
   * indexes.
   *
   * @param recordsMax so many at most
   * @return whether there may be more
   */
  public boolean erase(int recordsMax) {
    int left = recordsMax;
    for (var prefix : newDataPrefixes()) {
      for (var entry : catalog.beginningWith(prefix).entrySet()) {
        left -= space(entry.getValue()).erase(left);
        if (left == 0) {
          return true;
        }
        catalog.remove(entry.getKey());
      }
    }
    var record = record();
    put(record.withNext(record.first()));
    spaces.forget();
    return false;
  }

  private List<String> newDataPrefixes() {
    return List.of(acceptedPrefix, scriptPrefix);
  }

  private void dropNewData() {
    for (var prefix : newDataPrefixes()) {
      catalog.beginningWith(prefix).forEach(catalog::drop);
    }
  }

  private void end() {
    records.remove(key);
    spaces.forget();
    blockSpaces.forget();
  }

  private void drop(IndexName name, Catalog.Item item) {
    catalog.drop(name, item);
    if (item.type().isMerkelized() && name.isAggregated()) {
      aggregator.remove(name.full());
    }
  }

  /** All records of an index, or of all members of a group. */
  private Space space(Catalog.Item item) {
    return Space.of(records, item, null, false);
  }
}

package io.supervisor.core.merkledb;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Types and numbers of all indexes, by name. */
final class Catalog {
  /** Number of the aggregator, which stands in no catalog. */
  static final int AGGREGATOR = 0;

  private static final int FIRST_NUMBER = 1;
  private static final byte[] NOTHING = {};

  /** An index that exists. */
  record Item(IndexType type, int number) {
    byte[] encode() {
      return ByteBuffer.allocate(5).put(type.code()).putInt(number).array();
    }

    static Item decode(byte[] record) {
      var in = ByteBuffer.wrap(record);
      return new Item(IndexType.of(in.get()), in.getInt());
    }
  }

  /** Gives each new index its number. */
  interface Numbers {
    int next();
  }

  private final Records records;
  private final Numbers numbers;

  /** New indexes get the numbers that follow those of all blocks before. */
  Catalog(Records records) {
    this(records, () -> reserve(records, 1));
  }

  Catalog(Records records, Numbers numbers) {
    this.records = records;
    this.numbers = numbers;
  }

  /** Takes so many numbers for whoever asks, and returns the first of them. */
  static int reserve(Records records, int count) {
    var record = records.get(Keys.NEXT_NUMBER);
    var first = record == null ? FIRST_NUMBER : ByteBuffer.wrap(record).getInt();
    records.put(Keys.NEXT_NUMBER, ByteBuffer.allocate(Integer.BYTES).putInt(first + count).array());
    return first;
  }

  /**
   * @throws IllegalArgumentException if the name is not well formed
   * @throws IllegalStateException if the index exists and is of another type
   */
  Optional<Item> find(IndexName name, IndexType type) {
    name.requireWellFormed();
    var item = find(name);
    item.filter(found -> found.type() != type)
        .ifPresent(found -> {
          throw new IllegalStateException(
              "index " + name.full() + " is a " + found.type() + ", not a " + type);
        });
    return item;
  }

  Optional<Item> find(IndexName name) {
    return Optional.ofNullable(records.get(Keys.catalog(name))).map(Item::decode);
  }

  /** Requires that the index does not exist. */
  Item create(IndexName name, IndexType type) {
    var item = new Item(type, numbers.next());
    put(name, item);
    return item;
  }

  void put(IndexName name, Item item) {
    records.put(Keys.catalog(name), item.encode());
  }

  void remove(IndexName name) {
    records.remove(Keys.catalog(name));
  }

  /**
   * Takes an index or group away. Its records are out of reach from now on; {@link Fork#erase} gets
   * rid of them.
   */
  void drop(IndexName name, Item item) {
    remove(name);
    if (item.type() != IndexType.TOMBSTONE) {
      records.put(Keys.gone(item.type(), item.number()), NOTHING);
    }
  }

  /** Indexes and groups whose full names begin so, indexes first, each in order of names. */
  Map<IndexName, Item> beginningWith(String prefix) {
    var found = new TreeMap<IndexName, Item>();
    for (var isGroup : new boolean[] {false, true}) {
      var from = Keys.catalog(new IndexName(prefix, isGroup));
      records
          .scan(from, Keys.end(from))
          .forEachRemaining(record ->
              found.put(Keys.catalogName(record.getKey()), Item.decode(record.getValue())));
    }
    return found;
  }
}

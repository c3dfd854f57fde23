package io.supervisor.api.service;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.ListIndex;
import io.supervisor.api.storage.MapIndex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a step of a {@link MigrationScript} sees and writes. Valid only until the step returns. */
public interface MigrationContext {
  /** The instance, with the artifact that it had before. */
  InstanceSpec instance();

  /** Version of the data before this script. */
  Version dataVersion();

  /**
   * Indexes of the instance before this script, read-only. An index that the script does not name
   * in {@link #newData} or {@link #removeIndex} stays as it is.
   */
  Access oldData();

  /**
   * Indexes that the script makes: each begins empty, and takes the place of the old one of its
   * name once the migration is flushed.
   */
  Access newData();

  /**
   * Lets an old index go, which has no successor of the same name.
   *
   * @throws IllegalStateException if {@link #newData} has an index of this name
   */
  void removeIndex(String name);

  /** As {@link #removeIndex}, for a group with all its members. */
  void removeGroup(String name);

  /** Position that an earlier step of this script has kept under a name; empty if none has. */
  Optional<byte[]> cursor(String name);

  /** Keeps a position for the steps that follow. */
  void setCursor(String name, byte[] position);

  /**
   * Tells people how far the script is; decides nothing.
   *
   * @param done entries that are done
   * @param total entries in all; 0 if that is not known
   */
  void progress(long done, long total);

  /**
   * Goes through a map, some entries in each step: the cursor remembers where the next step begins.
   *
   * <pre>
   * var old = context.oldData().map("wallets", Codecs.publicKey(), WALLET);
   * return context.forEach("wallets", old, Codecs.publicKey(), 1_000, this::migrate)
   *     ? Step.DONE : Step.MORE;
   * </pre>
   *
   * @param cursor name of the cursor, one for each pass
   * @param count so many entries at most in this step
   * @return whether all entries have been seen, now or in an earlier step
   */
  default <K, V> boolean forEach(
      String cursor,
      MapIndex<K, V> map,
      KeyCodec<K> codec,
      int count,
      BiConsumer<? super K, ? super V> action) {
    var position = cursor(cursor);
    if (position.isPresent() && position.get().length == 0) {
      return true;
    }
    // The first byte tells an empty key from the end.
    var entries =
        position
            .map(bytes -> Arrays.copyOfRange(bytes, 1, bytes.length))
            .map(key -> map.entriesFrom(codec.decodeKey(key)))
            .orElseGet(map::entries)
            .iterator();
    for (var left = count; left > 0 && entries.hasNext(); left--) {
      var entry = entries.next();
      action.accept(entry.getKey(), entry.getValue());
    }
    if (entries.hasNext()) {
      var key = codec.encodeKey(entries.next().getKey());
      setCursor(cursor, ByteBuffer.allocate(1 + key.length).put((byte) 1).put(key).array());
      return false;
    }
    setCursor(cursor, new byte[0]);
    return true;
  }

  /** As the other one, for the values of a list from the first to the last. */
  default <V> boolean forEach(
      String cursor, ListIndex<V> list, int count, Consumer<? super V> action) {
    long from = cursor(cursor).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    long to = Math.min(list.size(), from + count);
    var values = list.iterator(from);
    for (var at = from; at < to; at++) {
      action.accept(values.next());
    }
    setCursor(cursor, ByteBuffer.allocate(Long.BYTES).putLong(to).array());
    return to == list.size();
  }
}

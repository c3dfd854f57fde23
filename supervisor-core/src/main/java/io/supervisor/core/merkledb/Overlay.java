package io.supervisor.core.merkledb;

import io.supervisor.api.proof.ProofPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Changes over a base that does not change. Savepoints are positions in a list of what undoes each
 * change, which is kept only while there is one.
 */
final class Overlay implements Records {
  /** Value of a record that is removed; compared by identity. */
  private static final byte[] REMOVED = new byte[0];

  private static final byte[] FIRST = {};

  private final KeyValueView base;
  private final RecordTrie changes = new RecordTrie();
  private final TreeMap<byte[], SortedSet<ProofPath>> changedPaths =
      new TreeMap<>(Arrays::compareUnsigned);
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Deque<Integer> savepoints = new ArrayDeque<>();
  private boolean poisoned;

  Overlay(KeyValueView base) {
    this.base = base;
  }

  void savepoint() {
    savepoints.push(undo.size());
  }

  void rollback() {
    var target = popSavepoint();
    while (undo.size() > target) {
      undo.pop().run();
    }
    poisoned = false;
  }

  void release() {
    popSavepoint();
    if (savepoints.isEmpty()) {
      undo.clear();
    }
  }

  private int popSavepoint() {
    if (savepoints.isEmpty()) {
      throw new IllegalStateException("there is no savepoint");
    }
    return savepoints.pop();
  }

  void poison() {
    poisoned = true;
  }

  boolean isPoisoned() {
    return poisoned;
  }

  /** To be run if the changes since the last savepoint are undone. */
  void onRollback(Runnable action) {
    if (!savepoints.isEmpty()) {
      undo.push(action);
    }
  }

  private void requireSound() {
    if (poisoned) {
      throw new IllegalStateException(
          "a call inside of this one failed: its changes have to be rolled back");
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    requireSound();
    var changed = changes.get(key);
    if (changed != null) {
      return changed == REMOVED ? null : changed;
    }
    return base.get(key);
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    requireSound();
    var changed = changes.scan(from, to);
    return changed.hasNext()
        ? new MergedScan<>(base.scan(from, to), changed, value -> value != REMOVED)
        : base.scan(from, to);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    requireSound();
    change(key, value);
  }

  @Override
  public void remove(byte[] key) {
    requireSound();
    change(key, REMOVED);
  }

  private void change(byte[] key, byte[] value) {
    var before = changes.put(key, value);
    if (!savepoints.isEmpty()) {
      undo.push(() -> {
        if (before == null) {
          changes.remove(key);
        } else {
          changes.put(key, before);
        }
      });
    }
  }

  void redo(Patch.Change change) {
    var value = change.value();
    change(change.key(), value == null ? REMOVED : value);
  }

  @Override
  public void markChanged(byte[] map, ProofPath path) {
    requireSound();
    var paths = changedPaths.computeIfAbsent(map, key -> new TreeSet<>());
    if (paths.add(path)) {
      onRollback(() -> paths.remove(path));
    }
  }

  @Override
  public SortedSet<ProofPath> takeChanged(byte[] map) {
    requireSound();
    var paths = changedPaths.remove(map);
    if (paths == null) {
      return Collections.emptySortedSet();
    }
    onRollback(() -> changedPaths.put(map, paths));
    return paths;
  }

  /** Maps with changes that their trees have not taken in. */
  List<byte[]> changedMaps() {
    return List.copyOf(changedPaths.keySet());
  }

  Patch toPatch() {
    var result = new ArrayList<Patch.Change>(Math.toIntExact(changes.size()));
    changes
        .scan(FIRST, null)
        .forEachRemaining(change -> {
          if (change.getValue() != REMOVED) {
            result.add(new Patch.Change(change.getKey(), change.getValue()));
          } else if (base.get(change.getKey()) != null) {
            result.add(new Patch.Change(change.getKey(), null));
          }
        });
    return Patch.of(result);
  }
}

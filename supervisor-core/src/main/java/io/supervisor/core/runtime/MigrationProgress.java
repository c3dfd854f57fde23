package io.supervisor.core.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Version;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Migration;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the scripts of a migration are on this node: kept in the state, in no hash.
 *
 * @param steps steps that were kept
 * @param reached version of the data after the last script that has ended; empty while the first
 *     one runs
 * @param cursors positions that the present script has kept, by name
 * @param done entries that are done, as the present script tells it
 * @param total entries in all; 0 if the script does not tell
 * @param result what the scripts have come to; empty while they run
 * @param restarts how often the run was given up and begun anew
 * @param erasing whether what a run has written that was given up is being erased
 */
public record MigrationProgress(
    long steps,
    Optional<Version> reached,
    SortedMap<String, ByteString> cursors,
    long done,
    long total,
    Optional<MigrationStatus> result,
    int restarts,
    boolean erasing) {
  static final MigrationProgress NONE =
      new MigrationProgress(0, Optional.empty(), new TreeMap<>(), 0, 0, Optional.empty(), 0, false);

  public MigrationProgress {
    cursors = Collections.unmodifiableSortedMap(new TreeMap<>(cursors));
  }

  /** Of the migration of an instance; empty if the state has none. */
  public static Optional<MigrationProgress> of(KeyValueView state, String instance) {
    return Migration.memo(state, instance).map(MigrationProgress::decode);
  }

  MigrationProgress nextStep() {
    return new MigrationProgress(
        steps + 1, reached, cursors, done, total, result, restarts, erasing);
  }

  MigrationProgress at(SortedMap<String, ByteString> positions, long entries, long all) {
    return new MigrationProgress(
        steps, reached, positions, entries, all, result, restarts, erasing);
  }

  /** A script has ended. */
  MigrationProgress reached(Version version) {
    return new MigrationProgress(
        steps, Optional.of(version), new TreeMap<>(), done, total, result, restarts, erasing);
  }

  MigrationProgress ended(MigrationStatus status) {
    return new MigrationProgress(
        steps, reached, new TreeMap<>(), done, total, Optional.of(status), restarts, erasing);
  }

  /** Gives the run up; once its records are erased it begins anew. */
  MigrationProgress givenUp(int timesBefore) {
    return new MigrationProgress(
        steps, Optional.empty(), new TreeMap<>(), 0, 0, Optional.empty(), timesBefore + 1, true);
  }

  MigrationProgress erased() {
    return new MigrationProgress(
        steps, Optional.empty(), new TreeMap<>(), 0, 0, Optional.empty(), restarts, false);
  }

  byte[] encode() {
    var wire =
        io.supervisor.wire.chain.MigrationProgress.newBuilder()
            .setSteps(steps)
            .setReachedVersion(reached.map(Version::toString).orElse(""))
            .putAllCursors(cursors)
            .setDone(done)
            .setTotal(total)
            .setRestarts(restarts)
            .setErasing(erasing);
    result.ifPresent(wire::setResult);
    return wire.build().toByteArray();
  }

  static MigrationProgress decode(byte[] memo) {
    try {
      var wire = io.supervisor.wire.chain.MigrationProgress.parseFrom(memo);
      return new MigrationProgress(
          wire.getSteps(),
          Optional.of(wire.getReachedVersion()).filter(text -> !text.isEmpty()).map(Version::parse),
          new TreeMap<>(wire.getCursorsMap()),
          wire.getDone(),
          wire.getTotal(),
          wire.hasResult() ? Optional.of(wire.getResult()) : Optional.empty(),
          wire.getRestarts(),
          wire.getErasing());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("memo of a migration: " + e.getMessage(), e);
    }
  }
}

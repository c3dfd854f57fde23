package io.supervisor.core.runtime;

import com.google.protobuf.ByteString;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.MigrationContext;
import io.supervisor.api.storage.Access;
import io.supervisor.core.merkledb.Migration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One step of a migration script, in progress. */
final class ScriptContext implements MigrationContext {
  private final InstanceSpec instance;
  private final Version dataVersion;
  private final Migration migration;
  private final SortedMap<String, ByteString> cursors;
  private long done;
  private long total;
  private boolean over;

  ScriptContext(
      InstanceSpec instance, Version dataVersion, Migration migration, MigrationProgress progress) {
    this.instance = instance;
    this.dataVersion = dataVersion;
    this.migration = migration;
    this.cursors = new TreeMap<>(progress.cursors());
    this.done = progress.done();
    this.total = progress.total();
  }

  /** The step has returned: whoever kept the context cannot use it any more. */
  void end() {
    over = true;
  }

  /** What the step leaves to the next one. */
  MigrationProgress progress(MigrationProgress before) {
    return before.at(cursors, done, total);
  }

  private void checkUsable() {
    if (over) {
      throw new IllegalStateException(
          "the context of a migration step of " + instance.name() + " was used after the step");
    }
  }

  @Override
  public InstanceSpec instance() {
    return instance;
  }

  @Override
  public Version dataVersion() {
    return dataVersion;
  }

  @Override
  public Access oldData() {
    checkUsable();
    return migration.old();
  }

  @Override
  public Access newData() {
    checkUsable();
    return migration.access();
  }

  @Override
  public void removeIndex(String name) {
    checkUsable();
    migration.remove(name);
  }

  @Override
  public void removeGroup(String name) {
    checkUsable();
    migration.removeGroup(name);
  }

  @Override
  public Optional<byte[]> cursor(String name) {
    checkUsable();
    return Optional.ofNullable(cursors.get(name)).map(ByteString::toByteArray);
  }

  @Override
  public void setCursor(String name, byte[] position) {
    checkUsable();
    cursors.put(name, ByteString.copyFrom(position));
  }

  @Override
  public void progress(long done, long total) {
    this.done = done;
    this.total = total;
  }
}

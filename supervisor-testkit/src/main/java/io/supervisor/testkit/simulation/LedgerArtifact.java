package io.supervisor.testkit.simulation;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.MigrationContext;
import io.supervisor.api.service.MigrationScript;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.List;

/**
 * A service with data that are migrated by two scripts, a few entries in each step.
 *
 * @param wrong what the second script does wrong: 0 = nothing, 1 = other data, 2 = it fails
 */
record LedgerArtifact(int wrong) implements ServiceArtifact {
  static final ArtifactId OLD = ArtifactId.parse("0:ledger:1.0.0");
  static final ArtifactId NEW = ArtifactId.parse("0:ledger:2.0.0");
  static final InstanceSpec INSTANCE = new InstanceSpec(new InstanceId(101), "ledger", OLD);
  static final int ENTRIES = 40;
  private static final int CHUNK = 7;
  private static final long FACTOR = 10;

  static ProofMapIndex<Long, Long> amounts(Access data) {
    return data.proofMap("amounts", Codecs.u64(), Codecs.u64());
  }

  @Override
  public Service create(InstanceSpec instance) {
    return new Service() {
      @Override
      public List<Method<?>> methods() {
        return List.of();
      }

      @Override
      public void initialize(CallContext context, byte[] params) {
        for (long entry = 0; entry < ENTRIES; entry++) {
          amounts(context.data()).put(entry, entry);
          context.data().list("log", Codecs.u64()).add(entry);
        }
      }
    };
  }

  @Override
  public DataMigrations migrations() {
    return DataMigrations.fromAnyVersion()
        .to(Version.parse("1.5.0"), LedgerArtifact::multiply)
        .to(Version.parse("2.0.0"), this::addUp);
  }

  /** Each amount times ten; the log goes. */
  private static MigrationScript.Step multiply(MigrationContext context) {
    context.removeIndex("log");
    var amounts = amounts(context.newData());
    return step(
        context.forEach(
            "amounts",
            amounts(context.oldData()),
            Codecs.u64(),
            CHUNK,
            (entry, amount) -> amounts.put(entry, amount * FACTOR)));
  }

  /** The amounts stay as they are; beside them stands their sum. */
  private MigrationScript.Step addUp(MigrationContext context) {
    if (wrong == 2) {
      throw new IllegalStateException("this script fails");
    }
    var total = context.newData().proofEntry("total", Codecs.u64());
    return step(
        context.forEach(
            "amounts",
            amounts(context.oldData()),
            Codecs.u64(),
            CHUNK,
            (_, amount) -> total.set(total.get().orElse(0L) + amount + wrong)));
  }

  private static MigrationScript.Step step(boolean isDone) {
    return isDone ? MigrationScript.Step.DONE : MigrationScript.Step.MORE;
  }

  /** Whether data are what the two scripts make of those that the instance begins with. */
  static boolean isMigrated(Access data) {
    long sum = 0;
    for (var entry : amounts(data).entries()) {
      if (entry.getValue() != entry.getKey() * FACTOR) {
        return false;
      }
      sum += entry.getValue();
    }
    return data.proofEntry("total", Codecs.u64()).get().equals(java.util.Optional.of(sum))
        && sum == FACTOR * ENTRIES * (ENTRIES - 1) / 2
        && !data.list("log", Codecs.u64()).iterator().hasNext();
  }

  /** Whether data are those that the instance begins with. */
  static boolean isAsBefore(Access data) {
    long entries = 0;
    for (var entry : amounts(data).entries()) {
      if (!entry.getValue().equals(entry.getKey())) {
        return false;
      }
      entries++;
    }
    return entries == ENTRIES
        && data.proofEntry("total", Codecs.u64()).get().isEmpty()
        && data.list("log", Codecs.u64()).size() == ENTRIES;
  }
}

package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.MigrationContext;
import io.supervisor.api.service.MigrationScript.Step;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.storage.Codecs;

/** Version 2.0.0 of {@link Counters}: every count is ten times as high. */
final class CountersByTen implements ServiceArtifact {
  static final ArtifactId ID = ArtifactId.parse("1:counters:2.0.0");

  private final Counters counters = new Counters();

  @Override
  public Service create(InstanceSpec instance) {
    return counters.create(instance);
  }

  @Override
  public DataMigrations migrations() {
    return DataMigrations.from(Version.parse("1.0.0"))
        .to(Version.parse("2.0.0"), CountersByTen::step);
  }

  /** One count in each step. */
  private static Step step(MigrationContext context) {
    var counts = Counters.counts(context.newData());
    var done =
        context.forEach(
            "counts",
            Counters.counts(context.oldData()),
            Codecs.publicKey(),
            1,
            (author, count) -> {
              if (count > 100) {
                throw new IllegalStateException("too high: " + count);
              }
              counts.put(author, count * 10);
            });
    return done ? Step.DONE : Step.MORE;
  }
}

package io.supervisor.server.javaruntime;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.meter.BudgetExhausted;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.rules.Rules;
import io.supervisor.sandbox.Survivors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The artifact of a JAR: whatever its code does has a budget, and its objects keep nothing from
 * call to call that could be changed.
 */
final class ContainedArtifact implements ServiceArtifact {
  private final ServiceArtifact artifact;
  private final ClassLoader classes;

  ContainedArtifact(ServiceArtifact artifact, ClassLoader classes) {
    this.artifact = artifact;
    this.classes = classes;
  }

  /**
   * Makes an instance.
   *
   * @throws IllegalStateException if it keeps what can be changed
   */
  @Override
  public Service create(InstanceSpec instance) {
    try (var _ = Meter.open(Rules.DEFAULT.callBudget())) {
      var service = artifact.create(instance);
      var contained =
          new ContainedService(
              service, List.copyOf(service.methods()), List.copyOf(service.reads()));
      var problems = new ArrayList<String>();
      problems.addAll(Survivors.of(classes, service, "the service"));
      problems.addAll(Survivors.of(classes, contained.methods(), "its methods"));
      problems.addAll(Survivors.of(classes, contained.reads(), "its reads"));
      if (!problems.isEmpty()) {
        throw new IllegalStateException(
            "the service keeps what can be changed from call to call: "
                + String.join("; ", problems));
      }
      return contained;
    }
  }

  @Override
  public DataMigrations migrations() {
    try (var _ = Meter.open(Rules.DEFAULT.callBudget())) {
      var migrations = artifact.migrations();
      var problems = new ArrayList<String>();
      for (var entry : migrations.entries()) {
        problems.addAll(Survivors.of(classes, entry.script(), "a migration script"));
      }
      if (!problems.isEmpty()) {
        throw new IllegalStateException(
            "a migration script keeps what can be changed from step to step: "
                + String.join("; ", problems));
      }
      return migrations;
    } catch (BudgetExhausted e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public Map<String, String> protoSources() {
    try (var _ = Meter.open(Rules.DEFAULT.callBudget())) {
      return Map.copyOf(artifact.protoSources());
    }
  }

  /** With the methods and reads that were looked at. */
  private record ContainedService(Service service, List<Method<?>> methods, List<Read> reads)
      implements Service {
    @Override
    public void initialize(CallContext context, byte[] params) {
      service.initialize(context, params);
    }

    @Override
    public void resume(CallContext context, byte[] params) {
      service.resume(context, params);
    }

    @Override
    public void beforeTransactions(CallContext context) {
      service.beforeTransactions(context);
    }

    @Override
    public void afterTransactions(CallContext context) {
      service.afterTransactions(context);
    }

    @Override
    public void afterCommit(CommitContext context) {
      service.afterCommit(context);
    }
  }
}

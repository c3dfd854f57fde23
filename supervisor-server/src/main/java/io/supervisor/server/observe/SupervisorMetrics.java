package io.supervisor.server.observe;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What the administrators are asked to do. */
public final class SupervisorMetrics {
  /** How far deployments and migrations that are not decided have come. */
  public enum TaskState {
    AWAITING_APPROVAL,
    PENDING
  }

  private final AtomicLong proposals;
  private final AtomicLong votesMissing;
  private final AtomicLong rules;
  private final AtomicLong validators;
  private final Map<TaskState, AtomicLong> deployments = new EnumMap<>(TaskState.class);
  private final Map<TaskState, AtomicLong> migrations = new EnumMap<>(TaskState.class);

  SupervisorMetrics(MeterRegistry registry) {
    var meters = new Meters(registry);
    proposals = meters.gauge("supervisor.proposals.pending", "", "Proposals that can be voted on");
    votesMissing =
        meters.gauge(
            "supervisor.proposals.votes.missing",
            "",
            "Votes that the pending proposal still needs");
    rules = meters.gauge("supervisor.rules", "", "Number of the rules that the network follows");
    validators = meters.gauge("supervisor.validators", "", "Validators of the network");
    for (var state : TaskState.values()) {
      var word = state.name().toLowerCase(Locale.ROOT);
      deployments.put(
          state,
          meters.gauge(
              "supervisor.deployments", "", "Deployments that are not decided", "state", word));
      migrations.put(
          state,
          meters.gauge(
              "supervisor.migrations", "", "Migrations that are not decided", "state", word));
    }
  }

  /**
   * The pending proposal.
   *
   * @param count 0 or 1
   * @param votesMissing 0 without a proposal
   */
  public void setProposals(int count, int votesMissing) {
    proposals.set(count);
    this.votesMissing.set(votesMissing);
  }

  public void setDeployments(TaskState state, long count) {
    Objects.requireNonNull(deployments.get(state)).set(count);
  }

  public void setMigrations(TaskState state, long count) {
    Objects.requireNonNull(migrations.get(state)).set(count);
  }

  public void setNetwork(int rules, int validators) {
    this.rules.set(rules);
    this.validators.set(validators);
  }
}

package io.supervisor.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.supervisor.api.ErrorKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Progress of consensus and what blocks contain. */
public final class ConsensusMetrics {
  /** Part of the way to a block, each measured from the end of the one before. */
  public enum Step {
    /** From the begin of the round to the proposal with all its transactions. */
    PROPOSE,
    /** To a quorum of prevotes. */
    PREVOTE,
    /** To a quorum of precommits. */
    PRECOMMIT,
    /** Until the decision is durable and applied. */
    COMMIT
  }

  private final AtomicLong height;
  private final AtomicLong epoch;
  private final AtomicLong round;
  private final AtomicLong active;
  private final Counter roundTimeouts;
  private final Counter blocks;
  private final Counter transactions;
  private final Timer blockInterval;
  private final Supplier<Timer> execution;
  private final Map<Step, Supplier<Timer>> steps = new EnumMap<>(Step.class);
  private final Map<ErrorKind, Counter> failedCalls = new EnumMap<>(ErrorKind.class);

  ConsensusMetrics(MeterRegistry registry) {
    var meters = new Meters(registry);
    height = meters.gauge("supervisor.height", "", "Height of the last committed block");
    epoch = meters.gauge("supervisor.consensus.epoch", "", "Epoch that consensus works on");
    round = meters.gauge("supervisor.consensus.round", "", "Round within the epoch, from 1");
    active =
        meters.gauge(
            "supervisor.consensus.active",
            "",
            "1 while this node takes part in consensus and is in touch with a quorum, else 0");
    roundTimeouts =
        meters.counter(
            "supervisor.consensus.round.timeouts", "", "Rounds that ended without a decision");
    blocks = meters.counter("supervisor.blocks", "", "Blocks committed by this process");
    transactions =
        meters.counter("supervisor.transactions", "", "Transactions committed by this process");
    blockInterval =
        meters.timer("supervisor.block.interval", "Time from one committed block to the next");
    execution =
        Meters.lazily(() ->
            meters.timer(
                "supervisor.block.execution", "Time to execute a block and hash its state"));
    for (var step : Step.values()) {
      steps.put(
          step,
          Meters.lazily(() ->
              meters.timer(
                  "supervisor.consensus.step",
                  "Time that a step of consensus took",
                  "step",
                  step.name().toLowerCase(Locale.ROOT))));
    }
    for (var kind : ErrorKind.values()) {
      failedCalls.put(
          kind,
          meters.counter(
              "supervisor.calls.failed",
              "",
              "Transactions and hooks that failed, by kind of error",
              "kind",
              kind.word()));
    }
  }

  /** Consensus has come to a round. */
  public void at(long epoch, int round) {
    this.epoch.set(epoch);
    this.round.set(round);
  }

  public void setActive(boolean active) {
    this.active.set(active ? 1 : 0);
  }

  public void roundTimedOut() {
    roundTimeouts.increment();
  }

  public void stepTook(Step step, Duration duration) {
    Objects.requireNonNull(steps.get(step)).get().record(duration);
  }

  public void executionTook(Duration duration) {
    execution.get().record(duration);
  }

  /**
   * A block was committed.
   *
   * @param sinceLast block; zero for the first of this process, which is not measured
   */
  public void committed(long height, int transactionCount, Duration sinceLast) {
    this.height.set(height);
    blocks.increment();
    transactions.increment(transactionCount);
    if (!sinceLast.isZero()) {
      blockInterval.record(sinceLast);
    }
  }

  /** The node begins at a height: what was committed before it started. */
  public void startedAt(long height) {
    this.height.set(height);
  }

  public void callFailed(ErrorKind kind) {
    Objects.requireNonNull(failedCalls.get(kind)).increment();
  }
}

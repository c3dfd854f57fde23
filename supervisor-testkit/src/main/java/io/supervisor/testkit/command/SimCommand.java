package io.supervisor.testkit.command;

import io.supervisor.testkit.simulation.BrokenLaw;
import io.supervisor.testkit.simulation.NodeParts;
import io.supervisor.testkit.simulation.Simulation;
import io.supervisor.testkit.simulation.Totals;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs simulated clusters, as many at once as there are processors, or replays one. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates clusters with crashes, partitions and liars, each drawn from a seed,",
      "and checks the laws of consensus after every step. A seed always does the same."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every law held",
      "1:a law is broken; its seed is printed",
      "2:wrong options"
    })
final class SimCommand implements Callable<Integer> {
  private static final int BROKEN = 1;

  private final NodeParts parts;

  @Option(names = "--seed", defaultValue = "1", description = "First seed. Default: 1.")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How many seeds, counted up from the first. Default: 1.")
  private int seeds;

  @Spec private CommandSpec spec = CommandSpec.create();

  private record Run(Totals totals, Optional<Failure> failure) {}

  private record Failure(long seed, String scenario, BrokenLaw law) {}

  SimCommand(NodeParts parts) {
    this.parts = parts;
  }

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw new ParameterException(spec.commandLine(), "--seeds: want at least 1, got " + seeds);
    }
    var runs = LongStream.range(seed, seed + seeds).parallel().mapToObj(this::run).toList();
    var totals = new Totals();
    runs.forEach(run -> totals.add(run.totals()));
    var failures = runs.stream().flatMap(run -> run.failure().stream()).toList();
    print(totals, failures);
    return failures.isEmpty() ? 0 : BROKEN;
  }

  private Run run(long each) {
    var simulation = new Simulation(each, parts);
    try {
      simulation.run();
      return new Run(simulation.totals(), Optional.empty());
    } catch (BrokenLaw law) {
      var failure = new Failure(each, simulation.scenario().toString(), law);
      return new Run(simulation.totals(), Optional.of(failure));
    }
  }

  private void print(Totals totals, List<Failure> failures) {
    var out = spec.commandLine().getOut();
    out.println(totals);
    for (var failure : failures) {
      out.println("seed " + failure.seed() + " breaks a law: " + failure.law().getMessage());
      out.println("  " + failure.scenario());
      out.println("  replay it with: supervisor sim --seed " + failure.seed());
    }
    if (seeds == 1) {
      failures.forEach(failure -> failure.law().printStackTrace(out));
    }
    out.flush();
  }
}

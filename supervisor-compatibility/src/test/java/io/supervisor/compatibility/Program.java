package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program that is run to its end, its output kept in a file. */
final class Program {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Pattern CHECKS = Pattern.compile("(\\d+) checks");

  private final Path folder;
  private final List<String> command = new ArrayList<>();
  private Map<String, String> environment = Map.of();

  private Program(Path folder, List<String> command) {
    this.folder = folder;
    this.command.addAll(command);
  }

  static Program of(Path folder, Object... command) {
    return new Program(folder, Arrays.stream(command).map(String::valueOf).toList());
  }

  Program with(List<String> arguments) {
    command.addAll(arguments);
    return this;
  }

  Program in(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  /** What it printed; fails if it does not end well. */
  String run() throws IOException, InterruptedException {
    var outcome = end();
    assertThat(outcome.code()).as("%s%n%s", String.join(" ", command), outcome.output()).isZero();
    return outcome.output();
  }

  /**
   * Runs a suite: its last line says how many checks it made, and is printed with its name.
   *
   * @param least so many checks at least; fewer mean that the suite has lost some
   */
  void check(String suite, int least) throws IOException, InterruptedException {
    var started = System.nanoTime();
    var lines = run().lines().toList();
    var last = CHECKS.matcher(lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip());
    assertThat(last.matches()).as("last line of %s: %s", suite, lines).isTrue();
    var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
    System.out.printf("%s: %s checks in %d s%n", suite, last.group(1), seconds);
    assertThat(Integer.parseInt(last.group(1)))
        .as("checks of %s", suite)
        .isGreaterThanOrEqualTo(least);
  }

  /** How a program ended. */
  record Outcome(int code, String output) {}

  Outcome end() throws IOException, InterruptedException {
    var output = Files.createTempFile(Files.createDirectories(Places.TARGET), "output", ".log");
    try {
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      try {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as(() -> "does not end: " + command + "\n" + read(output))
            .isTrue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Outcome(process.exitValue(), read(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

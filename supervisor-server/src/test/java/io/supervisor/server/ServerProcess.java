package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of the server's commands as a process of its own, with what it prints in a file. {@code
 * -Dsupervisor.test.tier=4} for figures: processes that live shortly are better off without C2.
 */
public final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command; its output is appended to the log. */
  public static ServerProcess start(Path log, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-Dsupervisor.test.log=INFO",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + Integer.getInteger("supervisor.test.tier", 1),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    return new ServerProcess(process, log);
  }

  /** Starts a node whose passphrase is empty. */
  public static ServerProcess run(Path config, Path database, String... more) throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "run",
                "-c",
                config.toString(),
                "-d",
                database.toString(),
                "--master-key-pass",
                "pass:"));
    arguments.addAll(List.of(more));
    return start(config.resolveSibling("node.log"), arguments.toArray(String[]::new));
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: nothing in the process can do anything about it. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM; returns the exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    return await();
  }

  /** Exit code, once it has ended by itself. */
  public int await() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as(() -> "ends; its output:\n" + output())
        .isTrue();
    return process.exitValue();
  }

  /** All that was printed to the log. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    kill();
  }
}

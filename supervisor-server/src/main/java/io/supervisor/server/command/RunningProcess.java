package io.supervisor.server.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process of a node, noted in the node's folder so that later commands find it: {@code pid},
 * for people too, and {@code started}, which tells whether the number is that process's still. Its
 * other files do not matter: they may have been replaced while it runs.
 */
final class RunningProcess {
  private static final String PID = "pid";
  private static final String STARTED = "started";

  private RunningProcess() {}

  /** Notes a process that has just been started. */
  static void write(Path folder, ProcessHandle process) throws IOException {
    // The number last: with an older start it is nobody's.
    Files.writeString(folder.resolve(STARTED), started(process).orElse(""));
    Files.writeString(folder.resolve(PID), Long.toString(process.pid()));
  }

  /** The process that is noted in a folder, if it still runs. */
  static Optional<ProcessHandle> find(Path folder) {
    try {
      var pid = Long.parseLong(Files.readString(folder.resolve(PID)).strip());
      var started = Files.readString(folder.resolve(STARTED)).strip();
      return ProcessHandle.of(pid)
          .filter(process -> started(process).filter(started::equals).isPresent());
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a process has not ended; one that nobody has buried yet has. */
  static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && started(process).isPresent();
  }

  /**
   * When a process was started, in the most exact words that the system has: Linux counts ticks,
   * which stay when somebody sets the clock. Empty if it has ended.
   */
  private static Optional<String> started(ProcessHandle process) {
    try {
      // After the name of the program, which may hold anything: state, and the 20th is the start.
      var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") ? Optional.empty() : Optional.of(fields[19] + " ticks");
    } catch (IOException e) {
      return process.info().startInstant().map(Object::toString);
    }
  }
}

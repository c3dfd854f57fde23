package io.supervisor.server.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code supervisor}, as far as it starts or sets up nodes. */
@Command(
    name = "supervisor",
    description = "Starts and sets up nodes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      RunDevCommand.class,
      DevCommand.class,
      GenerateTemplateCommand.class,
      GenerateConfigCommand.class,
      FinalizeCommand.class,
      ImportCommand.class,
      MaintenanceCommand.class
    })
public final class ServerCommand {
  /** Exit code of everything that went wrong. */
  static final int FAILED = 1;

  // Kept here, because loggers that nobody holds are forgotten with their level. gRPC would print a
  // stack trace for whatever a stranger sends to a port.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  @Option(
      names = "--services",
      paramLabel = "DIR",
      defaultValue = "${env:SUPERVISOR_SERVICES}",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Folder of service JARs that ship with the nodes, with services.toml.")
  @Nullable Path services;

  /** Runs a command and returns its exit code. */
  public static int execute(String[] arguments) {
    GRPC_LOG.setLevel(Level.SEVERE);
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServerCommand())
        .setExecutionExceptionHandler((problem, line, _) -> report(problem, line))
        .setParameterExceptionHandler((problem, _) -> {
          var line = problem.getCommandLine();
          line.getErr().println("supervisor: " + problem.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(problem, line.getErr());
          line.getErr().println("Try: supervisor " + line.getCommandName() + " --help");
          return FAILED;
        });
  }

  Optional<Path> services() {
    return Optional.ofNullable(services).filter(path -> !path.toString().isEmpty());
  }

  /** What its user can do something about gets one line, everything else its stack trace. */
  private static int report(Exception problem, CommandLine line) {
    Explained.text(problem)
        .ifPresentOrElse(
            text -> line.getErr().println("supervisor: " + text),
            () -> problem.printStackTrace(line.getErr()));
    return FAILED;
  }
}

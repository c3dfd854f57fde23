package io.supervisor.cli;

import io.supervisor.cli.demo.DemoCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code supervisor}: options that all commands share. */
@Command(
    name = "supervisor",
    description = "Administers and inspects a network.",
    mixinStandardHelpOptions = true,
    versionProvider = SupervisorCommand.Version.class,
    synopsisSubcommandLabel = "NOUN VERB",
    footer = {
      "",
      "Exit codes: 0 ok, 1 error, 3 rejected or failed on chain, 4 timed out,",
      "5 not authorised, 6 no connection.",
      "",
      "Nodes are started by: dev, run, run-dev; set up by: generate-template,",
      "generate-config, finalize, maintenance; taken over from Exonum by: import;",
      "measured by: bench; made faster by: train; consensus is searched for faults",
      "by: sim. Each explains itself: supervisor dev --help."
    },
    subcommands = {
      StatusCommand.class,
      TodoCommand.class,
      DoctorCommand.class,
      ArtifactCommand.class,
      ServiceCommand.class,
      ProposalCommand.class,
      MigrationCommand.class,
      BlockCommand.class,
      TxCommand.class,
      NodeCommand.class,
      DemoCommand.class,
      CommandLine.HelpCommand.class
    })
final class SupervisorCommand {
  @Option(
      names = "--node",
      paramLabel = "NODE",
      split = ",",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:SUPERVISOR_NODE:-0}",
      description =
          "Private gRPC address of a node, host:port, or the number of a node of supervisor dev. "
              + "Several, with commas between, where a command is about all of them; others use the "
              + "first. Default: SUPERVISOR_NODE, else 0.")
  List<String> nodes = List.of("0");

  @Option(
      names = "--dev-dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:SUPERVISOR_DEV_DIR:-.supervisor/dev}",
      description = {
        "Folder of dev's nodes, as in dev --dir: its files",
        "say where node i listens; without files it is",
        "port 7300 + i. Default: SUPERVISOR_DEV_DIR, else",
        ".supervisor/dev."
      })
  Path devFolder = Path.of(".supervisor/dev");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "Form of the result; json prints nothing else on standard output.")
  Format format = Format.table;

  @Option(
      names = "--genesis",
      paramLabel = "HASH",
      scope = ScopeType.INHERIT,
      description = "Hash of block 0: another network's nodes are refused.")
  @Nullable String genesis;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Authority of the node's certificate, PEM; with the next two, TLS is used.")
  @Nullable Path tlsAuthority;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Certificate of the administrator, PEM.")
  @Nullable Path tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Key of that certificate, PEM.")
  @Nullable Path tlsKey;

  /** Form of results. */
  enum Format {
    table,
    json
  }

  /** Runs a command and returns its exit code. */
  static int execute(String... arguments) {
    return commandLine(Map.copyOf(System.getenv())).execute(arguments);
  }

  static CommandLine commandLine(Map<String, String> environment) {
    var color =
        environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"))
            ? CommandLine.Help.Ansi.OFF
            : CommandLine.Help.Ansi.AUTO;
    return new CommandLine(new SupervisorCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(color))
        .setExecutionExceptionHandler((problem, line, _) -> Failures.report(problem, line))
        .setParameterExceptionHandler((problem, _) -> {
          var line = problem.getCommandLine();
          line.getErr().println("supervisor: " + problem.getMessage());
          if (!line.getSubcommands().isEmpty()
              && String.valueOf(problem.getMessage()).startsWith("Missing")) {
            line.usage(line.getErr());
            return Failures.ERROR;
          }
          CommandLine.UnmatchedArgumentException.printSuggestions(problem, line.getErr());
          line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
          return Failures.ERROR;
        });
  }

  /** Connection to the first of the nodes. */
  Session open(CommandLine.Model.CommandSpec spec) {
    return Session.open(this, nodes.getFirst(), spec.commandLine());
  }

  /** Connections to all nodes, in the order given. */
  List<Session> openAll(CommandLine.Model.CommandSpec spec) {
    return nodes.stream().map(node -> Session.open(this, node, spec.commandLine())).toList();
  }

  /** From the JAR's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = SupervisorCommand.class.getPackage().getImplementationVersion();
      return new String[] {"supervisor " + (version == null ? "development" : version)};
    }
  }
}

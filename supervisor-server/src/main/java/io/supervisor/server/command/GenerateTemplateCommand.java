package io.supervisor.server.command;

import io.supervisor.server.config.ConsensusToml;
import io.supervisor.server.config.GeneralConfig;
import io.supervisor.server.setup.SetUp;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "generate-template",
    description = "Writes the common part of a new network's configuration.",
    mixinStandardHelpOptions = true)
final class GenerateTemplateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "COMMON_CONFIG", description = "File to write.")
  Path file = Path.of("");

  @Option(
      names = "--validators-count",
      required = true,
      paramLabel = "N",
      description = "Validators that the network begins with.")
  int validatorsCount;

  @Option(
      names = "--supervisor-mode",
      defaultValue = "simple",
      paramLabel = "simple|decentralized",
      converter = Mode.class,
      description =
          "Whether one administrator decides or most have to agree; default: ${DEFAULT-VALUE}.")
  SupervisorMode mode = SupervisorMode.SIMPLE;

  @Option(
      names = "--max-propose-timeout",
      paramLabel = "MS",
      defaultValue = "" + ConsensusToml.HEARTBEAT_MS,
      description = {
        "Time between the blocks of an idle network; a transaction never waits for it.",
        "Default: ${DEFAULT-VALUE}; the original's: 200."
      })
  int heartbeatMs = ConsensusToml.HEARTBEAT_MS;

  @Override
  public Integer call() {
    SetUp.generateTemplate(file, validatorsCount, mode, heartbeatMs);
    return 0;
  }

  /** Reads a mode. */
  static final class Mode implements ITypeConverter<SupervisorMode> {
    @Override
    public SupervisorMode convert(String text) {
      try {
        return GeneralConfig.mode(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("got \"" + text + "\": " + e.getMessage());
      }
    }
  }
}

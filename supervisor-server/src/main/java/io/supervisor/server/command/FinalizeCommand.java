package io.supervisor.server.command;

import io.supervisor.server.config.Address;
import io.supervisor.server.config.PublicPart;
import io.supervisor.server.setup.Finalizing;
import io.supervisor.server.setup.SetUp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "finalize",
    description = "Writes a node's configuration from its private and everybody's public parts.",
    mixinStandardHelpOptions = true)
final class FinalizeCommand implements Callable<Integer> {
  @ParentCommand @Nullable ServerCommand parent;

  @Parameters(
      index = "0",
      paramLabel = "SEC_CONFIG",
      description = "Private part, sec.toml of generate-config.")
  Path privatePart = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT_CONFIG",
      description = "File to write, as run --node-config takes it.")
  Path out = Path.of("");

  @Option(
      names = {"-p", "--public-configs"},
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Public parts of all validators.")
  List<Path> publicParts = List.of();

  @Option(
      names = "--public-api-address",
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Where public HTTP is served; default: nowhere.")
  @Nullable Address publicHttp;

  @Option(
      names = "--private-api-address",
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Where private HTTP is served, on loopback; default: nowhere.")
  @Nullable Address privateHttp;

  @Option(
      names = "--grpc-public-address",
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Where public gRPC is served; default: nowhere.")
  @Nullable Address publicGrpc;

  @Option(
      names = "--grpc-private-address",
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Where administrators are served; default: nowhere.")
  @Nullable Address privateGrpc;

  @Option(
      names = "--public-allow-origin",
      paramLabel = "ORIGINS",
      converter = OriginsOption.class,
      description = "Pages that may ask: *, or origins with commas between; default: none.")
  @Nullable String publicOrigin;

  @Option(
      names = "--private-allow-origin",
      paramLabel = "ORIGINS",
      converter = OriginsOption.class,
      description = "Pages that may ask: *, or origins with commas between; default: none.")
  @Nullable String privateOrigin;

  @Override
  public Integer call() {
    SetUp.finalizeConfig(
        privatePart,
        out,
        publicParts.stream().map(PublicPart::read).toList(),
        new Finalizing(
            Optional.ofNullable(publicHttp),
            Optional.ofNullable(privateHttp),
            Optional.ofNullable(publicGrpc),
            Optional.ofNullable(privateGrpc),
            Optional.ofNullable(publicOrigin),
            Optional.ofNullable(privateOrigin),
            Optional.ofNullable(parent).flatMap(ServerCommand::services)));
    return 0;
  }
}

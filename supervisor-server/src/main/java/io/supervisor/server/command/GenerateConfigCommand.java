package io.supervisor.server.command;

import io.supervisor.server.config.Address;
import io.supervisor.server.setup.SetUp;
import io.supervisor.server.signing.Passphrase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "generate-config",
    description = "Makes a validator's keys, and the public and private part of its configuration.",
    mixinStandardHelpOptions = true)
final class GenerateConfigCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "COMMON_CONFIG",
      description = "What generate-template has written.")
  Path template = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT_DIR",
      description = "Folder for pub.toml, sec.toml and the key file.")
  Path folder = Path.of("");

  @Option(
      names = {"-a", "--peer-address"},
      required = true,
      paramLabel = "HOST[:PORT]",
      description = "Address that other nodes use; port 6333 if none is given.")
  String peerAddress = "";

  @Option(
      names = {"-l", "--listen-address"},
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Address to listen on; default: all interfaces, the same port.")
  @Nullable Address listen;

  @Option(
      names = {"-n", "--no-password"},
      description = "Empty passphrase, no question.")
  boolean noPassword;

  @Option(
      names = "--master-key-path",
      paramLabel = "DIR",
      description = "Folder for the key file, which has to exist; default: OUT_DIR.")
  @Nullable Path keyFolder;

  @Mixin PassphraseOption passphrase = new PassphraseOption();

  @Override
  public Integer call() {
    var chosen = noPassword ? Passphrase.empty() : passphrase.get();
    SetUp.generateConfig(
        template,
        folder,
        new SetUp.Validator(
            peerAddress,
            Optional.ofNullable(listen),
            Optional.ofNullable(keyFolder),
            () -> chosen.choose(System.getenv())));
    return 0;
  }
}

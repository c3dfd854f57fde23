package io.supervisor.server.command;

import io.supervisor.server.signing.Passphrase;
import picocli.CommandLine.Option;

/** How the passphrase is told. */
final class PassphraseOption {
  @Option(
      names = "--master-key-pass",
      paramLabel = "METHOD",
      defaultValue = "stdin",
      description =
          "Passphrase of the key file: stdin (ask), env (EXONUM_MASTER_PASS), env:NAME, pass:TEXT.")
  String method = "stdin";

  Passphrase get() {
    return Passphrase.parse(method);
  }
}

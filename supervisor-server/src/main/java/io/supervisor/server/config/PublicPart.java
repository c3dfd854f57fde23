package io.supervisor.server.config;

import io.supervisor.wire.Config;
import io.supervisor.wire.ValidatorKeys;
import java.nio.file.Path;
import java.util.Optional;

/**
 * File pub.toml: what one validator tells the others.
 *
 * @param keys empty only in a file that lacks them, which {@code finalize} refuses
 */
public record PublicPart(
    String address, Config consensus, GeneralConfig general, Optional<ValidatorKeys> keys) {
  public static PublicPart read(Path file) {
    var table = TomlFile.read(file);
    return new PublicPart(
        table.text("address"),
        ConsensusToml.read(table.table("consensus")),
        GeneralConfig.from(table.table("general")),
        table.findTable("validator_keys").map(ConsensusToml::readKeys));
  }

  public TomlTable toToml() {
    var table =
        TomlTable.empty()
            .with("address", address)
            .with("consensus", ConsensusToml.print(consensus))
            .with("general", general.toToml());
    keys.ifPresent(present -> table.with("validator_keys", ConsensusToml.printKeys(present)));
    return table;
  }
}

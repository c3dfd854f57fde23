package io.supervisor.server.config;

import io.supervisor.wire.Config;
import java.nio.file.Path;

/** File template.toml, the common part that every validator begins with; it has no keys. */
public record Template(Config consensus, GeneralConfig general) {
  public static Template read(Path file) {
    var table = TomlFile.read(file);
    return new Template(
        ConsensusToml.read(table.table("consensus")), GeneralConfig.from(table.table("general")));
  }

  public TomlTable toToml() {
    return TomlTable.empty()
        .with("consensus", ConsensusToml.print(consensus))
        .with("general", general.toToml());
  }
}

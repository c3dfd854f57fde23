package io.supervisor.server.config;

import io.supervisor.wire.Config;

/** Section {@code public_config} of node.toml: what genesis is made of, the same on all nodes. */
public record PublicConfig(Config consensus, GeneralConfig general) {
  static PublicConfig from(TomlTable table) {
    return new PublicConfig(
        ConsensusToml.read(table.table("consensus")), GeneralConfig.from(table.table("general")));
  }

  public TomlTable toToml() {
    return TomlTable.empty()
        .with("consensus", ConsensusToml.print(consensus))
        .with("general", general.toToml());
  }
}

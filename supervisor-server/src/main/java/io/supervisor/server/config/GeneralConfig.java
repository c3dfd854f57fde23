package io.supervisor.server.config;

import io.supervisor.core.rules.Rules;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.util.Locale;

/**
 * Section {@code general}: what all nodes of a network agree on besides consensus.
 *
 * @param rules of the network at genesis; a file without a number means the original's
 */
public record GeneralConfig(SupervisorMode mode, int validatorsCount, Rules rules) {
  static GeneralConfig from(TomlTable table) {
    return new GeneralConfig(
        table.parse("supervisor_mode", GeneralConfig::mode),
        (int) table.number("validators_count", 0xffff),
        rules(table));
  }

  private static Rules rules(TomlTable table) {
    var number = table.findNumber("rules", Integer.MAX_VALUE).orElse(Rules.ORIGINAL.number());
    return Rules.of((int) number)
        .orElseThrow(
            () -> table.wrong("rules", Long.toString(number), "rules that this version knows"));
  }

  /** Reads {@code simple} or {@code decentralized}. */
  public static SupervisorMode mode(String text) {
    return switch (text) {
      case "simple" -> SupervisorMode.SIMPLE;
      case "decentralized" -> SupervisorMode.DECENTRALIZED;
      default -> throw new IllegalArgumentException("want simple or decentralized");
    };
  }

  public TomlTable toToml() {
    var table = TomlTable.empty();
    if (rules != Rules.ORIGINAL) {
      table.with("rules", (long) rules.number());
    }
    return table
        .with("supervisor_mode", mode.name().toLowerCase(Locale.ROOT))
        .with("validators_count", (long) validatorsCount);
  }
}

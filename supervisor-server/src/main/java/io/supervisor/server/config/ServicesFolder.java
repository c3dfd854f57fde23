package io.supervisor.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Services that ship with a node: a folder with JARs of the built-in runtime and services.toml
 * (design.md section 5.5).
 *
 * @param folder absolute
 */
public record ServicesFolder(Path folder, List<Entry> services) {
  /** A JAR, and what genesis does with it. */
  public record Entry(Path jar, AtGenesis atGenesis) {}

  /** What genesis does with an artifact. */
  public sealed interface AtGenesis {
    /** Nothing: administrators deploy it, with an empty spec. */
    record Available() implements AtGenesis {}

    record Deployed() implements AtGenesis {}

    /** Deploys it and starts an instance. */
    record Instance(int id, String name, byte[] params) implements AtGenesis {}
  }

  private static final String FILE = "services.toml";

  /** Services of a node that ships none. */
  public static Optional<ServicesFolder> none() {
    return Optional.empty();
  }

  /** Reads a folder. */
  public static ServicesFolder read(Path folder) {
    var absolute = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      throw new ConfigException(absolute + ": there is no such services folder");
    }
    var file = absolute.resolve(FILE);
    var services =
        TomlFile.read(file).tables("service").stream()
            .map(table -> entry(absolute, table))
            .toList();
    return new ServicesFolder(absolute, services);
  }

  private static Entry entry(Path folder, TomlTable table) {
    var jar = folder.resolve(table.text("jar")).normalize();
    if (!Files.isRegularFile(jar)) {
      throw table.wrong("jar", jar.toString(), "a file");
    }
    var kind = table.findText("at_genesis").orElse("available");
    return new Entry(
        jar,
        switch (kind) {
          case "available" -> new AtGenesis.Available();
          case "deployed" -> new AtGenesis.Deployed();
          case "instance" ->
              new AtGenesis.Instance(
                  (int) table.number("id", 0xffff_ffffL),
                  table.text("name"),
                  table
                      .findParsed("init", text -> HexFormat.of().parseHex(text))
                      .orElse(new byte[0]));
          default ->
              throw table.wrong("at_genesis", '"' + kind + '"', "available, deployed or instance");
        });
  }
}

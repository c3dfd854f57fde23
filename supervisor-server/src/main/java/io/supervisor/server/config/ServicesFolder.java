package io.supervisor.server.config;

import io.supervisor.api.ArtifactId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Services that ship with a node: a folder with services.toml, and the JARs of the built-in runtime
 * that it names; they may also lie elsewhere (node.md section 2).
 *
 * @param folder absolute
 */
public record ServicesFolder(Path folder, List<Entry> services) {
  /** An artifact, and what genesis does with it. */
  public record Entry(Code code, AtGenesis atGenesis) {}

  /** Where the code of an artifact is. */
  public sealed interface Code {
    /** In a file; its manifest names the artifact. */
    record Jar(Path file) implements Code {}

    /** In the framework, which every node has: {@code artifact = "0:exonum-time:1.0.0"}. */
    record Framework(ArtifactId artifact) implements Code {}
  }

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
    var kind = table.findText("at_genesis").orElse("available");
    return new Entry(
        code(folder, table),
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

  private static Code code(Path folder, TomlTable table) {
    if (table.has("artifact") && !table.has("jar")) {
      return new Code.Framework(table.parse("artifact", ArtifactId::parse));
    }
    var jar = folder.resolve(table.text("jar")).normalize();
    if (table.has("artifact")) {
      throw table.wrong("artifact", '"' + table.text("artifact") + '"', "either jar or artifact");
    }
    if (!Files.isRegularFile(jar)) {
      throw table.wrong("jar", jar.toString(), "a file");
    }
    return new Code.Jar(jar);
  }
}

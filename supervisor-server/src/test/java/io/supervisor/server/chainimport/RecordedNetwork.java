package io.supervisor.server.chainimport;

import io.supervisor.api.Vectors;
import io.supervisor.server.javaruntime.ServiceJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Files of the network of the original whose chain was recorded, put into a folder. */
public record RecordedNetwork(Path folder) {
  /** Blocks above this height need artifacts that do not exist here yet. */
  public static final long LAST_EXECUTED = 650;

  public static final int VALIDATORS = 4;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** The whole chain, compressed. */
  public Path chain() throws IOException {
    return copy("/vectors/chain.json.gz", "chain.json.gz");
  }

  /** Hashes of its indexes, compressed. */
  public Path indexes() throws IOException {
    return copy("/vectors/chain_indexes.json.gz", "chain_indexes.json.gz");
  }

  private Path copy(String resource, String name) throws IOException {
    var file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (var in = Objects.requireNonNull(Vectors.class.getResourceAsStream(resource))) {
        Files.copy(in, file);
      }
    }
    return file;
  }

  /** A chain of some of the recorded blocks, compressed. */
  public Path chainOf(String name, LongPredicate heights) throws IOException {
    var chain = (ObjectNode) Vectors.file("chain");
    var some = MAPPER.createObjectNode();
    some.set("genesis", chain.get("genesis"));
    var blocks = some.putArray("blocks");
    chain
        .get("blocks")
        .valueStream()
        .filter(block -> heights.test(block.get("height").longValue()))
        .forEach(block -> blocks.add(block.deepCopy()));
    return write(name, some);
  }

  Path write(String name, JsonNode chain) throws IOException {
    var file = folder.resolve(name);
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(MAPPER.writeValueAsBytes(chain));
    }
    return file;
  }

  /** A services folder with what ran on the chain, as far as there is a twin of it. */
  public Path services() throws IOException {
    return services("services", ServiceJars.refConfig());
  }

  Path services(String name, byte[] refConfig) throws IOException {
    var services = Files.createDirectories(folder.resolve(name));
    Files.write(services.resolve("cryptocurrency-0.1.0.jar"), ServiceJars.cryptocurrency010());
    Files.write(services.resolve("cryptocurrency-0.2.0.jar"), ServiceJars.cryptocurrency020());
    Files.write(services.resolve("ref-config.jar"), refConfig);
    Files.writeString(
        services.resolve("services.toml"),
        """
        [[service]]
        jar = "cryptocurrency-0.1.0.jar"
        [[service]]
        jar = "cryptocurrency-0.2.0.jar"
        [[service]]
        jar = "ref-config.jar"
        """);
    return services;
  }

  /** Puts the configuration and keys of all validators into folders 1 to 4. */
  public void unpack() throws IOException {
    var resource =
        Objects.requireNonNull(
            RecordedNetwork.class.getResourceAsStream("/original/chain_network.zip"));
    try (var zip = new ZipInputStream(resource)) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
    for (int i = 1; i <= VALIDATORS; i++) {
      Files.setPosixFilePermissions(
          node(i).resolve("master.key.toml"), PosixFilePermissions.fromString("rw-------"));
    }
  }

  public Path node(int number) {
    return folder.resolve(Integer.toString(number));
  }
}

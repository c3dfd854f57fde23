package io.supervisor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * Nodes of {@code supervisor dev} by their numbers: where they listen stands in their files, which
 * hold whatever port offset they were made with. Without files, at the ports without offset.
 *
 * @param folder of the network, as dev's --dir
 */
record DevNodes(Path folder) {
  private static final int PRIVATE_PORT = 7300;
  private static final String CONFIG = "node.toml";

  /** Private gRPC address of a node. */
  String address(int number) {
    var file = config(number);
    if (Files.exists(file)) {
      return read(file);
    }
    if (Files.exists(config(0))) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--node: got %d, want the number of a node in %s: %s",
              number,
              folder,
              all()));
    }
    return "127.0.0.1:" + (PRIVATE_PORT + number);
  }

  private Path config(int number) {
    return folder.resolve(Integer.toString(number)).resolve(CONFIG);
  }

  private static String read(Path file) {
    try {
      var address =
          new TomlMapper()
              .readTree(file.toFile())
              .at("/private_config/api/grpc_private_address")
              .asString("");
      if (address.isEmpty()) {
        throw new UsageException(file + ": private_config.api.grpc_private_address: missing");
      }
      return address;
    } catch (JacksonException e) {
      throw new UsageException(file + ": " + e.getOriginalMessage());
    }
  }

  private List<Integer> all() {
    try (var nodes = Files.list(folder)) {
      return nodes
          .filter(node -> Files.exists(node.resolve(CONFIG)))
          .map(node -> node.getFileName().toString())
          .filter(name -> name.matches("\\d{1,3}"))
          .map(Integer::valueOf)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

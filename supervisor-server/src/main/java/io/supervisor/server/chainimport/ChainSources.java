package io.supervisor.server.chainimport;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** From what an administrator names to a source. */
public final class ChainSources {
  private ChainSources() {}

  /**
   * Opens a source.
   *
   * @param from an {@code http} address of a node's public API, or a file
   * @throws SourceException if it cannot be understood
   * @throws IOException if it cannot be read
   */
  public static ChainSource open(String from) throws IOException {
    var scheme = from.toLowerCase(Locale.ROOT);
    if (!scheme.startsWith("http://") && !scheme.startsWith("https://")) {
      return ChainFile.open(Path.of(from));
    }
    try {
      return new ExplorerApi(URI.create(from));
    } catch (IllegalArgumentException e) {
      throw new SourceException(from + ": not an address: " + e.getMessage(), e);
    }
  }
}

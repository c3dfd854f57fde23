package io.supervisor.server;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Files that the original's commands have written. */
public final class Originals {
  private Originals() {}

  public static Path file(String name) {
    try {
      var known = Objects.requireNonNull(Originals.class.getResource("/original/node.toml"));
      return Path.of(known.toURI()).resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

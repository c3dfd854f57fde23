package io.supervisor.server.artifact;

import io.supervisor.api.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Files of this node by what they hold, wherever they lie. Any thread. */
@FunctionalInterface
public interface ContentFiles {
  /** Empty if no file has this hash. */
  Optional<Path> find(Hash sha256) throws IOException;
}

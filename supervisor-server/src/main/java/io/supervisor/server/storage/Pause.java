package io.supervisor.server.storage;

import java.io.IOException;

/** What a thread that writes or reads long files has to do in between. */
@FunctionalInterface
interface Pause {
  Pause NONE = () -> {};

  /** Called before each record, and each part of a file; whatever it throws ends the work. */
  void take() throws IOException;
}

package io.supervisor.core.replica;

import io.supervisor.api.Height;

/**
 * A block of the archive cannot be executed again, or comes out as another one: the node must not
 * start. Archive and journal are as they were; the state ends before that block, and the next start
 * goes on from there. Its administrator brings what is missing, or restores the disk, or lets the
 * node join anew with another consensus key.
 */
public final class RebuildException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  RebuildException(Height block, String problem) {
    super(text(block, problem));
  }

  RebuildException(Height block, String problem, Throwable cause) {
    super(text(block, problem), cause);
  }

  private static String text(Height block, String problem) {
    return "the state cannot be made again from the chain archive: block " + block + ": " + problem;
  }
}

package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;

/**
 * A finished file: what the blocks from the first to the last one changed. From genesis on, that is
 * the whole state.
 *
 * @param entries number of records, those that say that one was removed included
 * @param bytes size of the file
 * @param hash SHA-256 of the file
 */
record Level(Height first, Height last, long entries, long bytes, Hash hash) {
  Level {
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException("a file of blocks " + first + " to " + last);
    }
  }

  boolean isWhole() {
    return first.equals(Height.GENESIS);
  }
}

package io.supervisor.server.chainimport;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Blocks of a chain in ascending order. Nothing that it says is believed. For one thread. */
public interface ChainSource extends AutoCloseable {
  /** Height of its last block, if it knows that before it has given all. */
  OptionalLong last();

  /**
   * The block of a height; empty if there is none any more.
   *
   * @param height above that of the call before
   * @throws SourceException if the source cannot be understood
   * @throws IOException if it cannot be read
   */
  Optional<SourceBlock> block(long height) throws IOException;

  @Override
  void close() throws IOException;
}

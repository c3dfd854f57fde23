package io.supervisor.core.journal;

import java.io.UncheckedIOException;
import java.util.List;

/**
 * Files of fixed size in one folder, as the journal needs them. Used by one thread.
 *
 * <p>Every method throws {@link UncheckedIOException} if the disk fails. The caller must then stop:
 * after a failed {@link #sync} nobody knows what is on the disk, and trying again may report a
 * success that is none.
 */
public interface Disk {
  /** Names of all files, ascending. */
  List<String> files();

  /**
   * Makes a file of so many zero bytes. File and name are durable on return, so that writing into
   * it later changes no metadata.
   */
  void create(String name, long sizeBytes);

  /** Size of a file in bytes, as created. */
  long size(String name);

  /** Bytes [position, position + length), fewer if the file ends before. */
  byte[] read(String name, long position, int length);

  /**
   * Overwrites bytes within the size of the file. Until {@link #sync} returns, a crash may leave
   * any part of them on the disk, or none.
   */
  void write(String name, long position, byte[] bytes);

  /** Makes all bytes written to this file durable. */
  void sync(String name);

  /** Deletes a file; durable on return. */
  void delete(String name);
}

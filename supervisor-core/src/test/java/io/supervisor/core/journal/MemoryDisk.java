package io.supervisor.core.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Files on the heap, for tests and chains that need not survive. Forgets nothing on its own. */
public final class MemoryDisk implements Disk {
  private final TreeMap<String, byte[]> files = new TreeMap<>();

  @Override
  public List<String> files() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public void create(String name, long sizeBytes) {
    if (files.putIfAbsent(name, new byte[Math.toIntExact(sizeBytes)]) != null) {
      throw new IllegalStateException(name + ": exists");
    }
  }

  @Override
  public long size(String name) {
    return file(name).length;
  }

  @Override
  public byte[] read(String name, long position, int length) {
    byte[] file = file(name);
    int begin = (int) Math.min(position, file.length);
    return Arrays.copyOfRange(file, begin, (int) Math.min((long) begin + length, file.length));
  }

  @Override
  public void write(String name, long position, byte[] bytes) {
    System.arraycopy(bytes, 0, file(name), Math.toIntExact(position), bytes.length);
  }

  @Override
  public void sync(String name) {
    file(name);
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  private byte[] file(String name) {
    byte[] file = files.get(name);
    if (file == null) {
      throw new IllegalStateException(name + ": does not exist");
    }
    return file;
  }
}

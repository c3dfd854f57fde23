package io.supervisor.testkit.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.core.journal.Disk;
import io.supervisor.wire.journal.JournalFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk that forgets: what was not synced when the power fails is there, or not, or in part,
 * sector by sector.
 */
final class SimulatedDisk implements Disk {
  private static final int SECTOR = 512;
  private static final int FRAME_HEADER = 24;

  private final TreeMap<String, byte[]> cached = new TreeMap<>();
  private final TreeMap<String, byte[]> durable = new TreeMap<>();
  private final List<Write> pending = new ArrayList<>();
  private final Consumer<JournalFrame> onDurable;
  private final Totals totals;
  private final boolean lying;
  private int operationsLeft = Integer.MAX_VALUE;

  private record Write(String name, int position, byte[] bytes) {}

  /**
   * @param onDurable told of every frame that survives from now on
   * @param lying says that it synced, and does not
   */
  SimulatedDisk(Consumer<JournalFrame> onDurable, Totals totals, boolean lying) {
    this.onDurable = onDurable;
    this.totals = totals;
    this.lying = lying;
  }

  /** The power will fail at this operation from now. */
  void failAt(int operation) {
    operationsLeft = operation;
  }

  void neverFail() {
    operationsLeft = Integer.MAX_VALUE;
  }

  /** The power has failed: decides what survives. */
  void powerCut(Dice dice) {
    neverFail();
    for (var write : pending) {
      survive(write, dice);
    }
    pending.clear();
    cached.clear();
    durable.forEach((name, bytes) -> cached.put(name, bytes.clone()));
  }

  private void survive(Write write, Dice dice) {
    if (dice.chance(0.4)) {
      totals.lostWrites++;
      return;
    }
    boolean torn = dice.chance(0.7);
    boolean whole = true;
    for (int from = 0; from < write.bytes().length; from += SECTOR) {
      if (torn && dice.chance(0.5)) {
        whole = false;
      } else {
        int length = Math.min(SECTOR, write.bytes().length - from);
        System.arraycopy(
            write.bytes(), from, file(durable, write.name()), write.position() + from, length);
      }
    }
    if (whole) {
      announce(write);
    } else {
      totals.tornWrites++;
    }
  }

  @Override
  public List<String> files() {
    return List.copyOf(cached.keySet());
  }

  @Override
  public void create(String name, long sizeBytes) {
    operate();
    cached.put(name, new byte[(int) sizeBytes]);
    durable.put(name, new byte[(int) sizeBytes]);
  }

  @Override
  public long size(String name) {
    return file(cached, name).length;
  }

  @Override
  public byte[] read(String name, long position, int length) {
    byte[] file = file(cached, name);
    int begin = (int) Math.min(position, file.length);
    return Arrays.copyOfRange(file, begin, (int) Math.min((long) begin + length, file.length));
  }

  @Override
  public void write(String name, long position, byte[] bytes) {
    operate();
    System.arraycopy(bytes, 0, file(cached, name), (int) position, bytes.length);
    pending.add(new Write(name, (int) position, bytes));
  }

  @Override
  public void sync(String name) {
    operate();
    if (lying) {
      return;
    }
    for (var write : pending) {
      System.arraycopy(
          write.bytes(), 0, file(durable, write.name()), write.position(), write.bytes().length);
      announce(write);
    }
    pending.clear();
  }

  @Override
  public void delete(String name) {
    operate();
    cached.remove(name);
    durable.remove(name);
  }

  private static byte[] file(Map<String, byte[]> files, String name) {
    var file = files.get(name);
    if (file == null) {
      throw new IllegalStateException(name + ": does not exist");
    }
    return file;
  }

  private void operate() {
    if (--operationsLeft < 0) {
      throw new SimulatedCrash();
    }
  }

  private void announce(Write write) {
    int length = ByteBuffer.wrap(write.bytes()).getInt(4);
    try {
      onDurable.accept(JournalFrame.parser().parseFrom(write.bytes(), FRAME_HEADER, length));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the journal wrote what is no frame", e);
    }
  }
}

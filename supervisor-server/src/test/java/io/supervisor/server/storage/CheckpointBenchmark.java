package io.supervisor.server.storage;

import io.supervisor.api.Height;
import io.supervisor.core.merkledb.Patch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What keeping a growing state costs: blocks of records like those of transfers (most are new, some
 * replace older ones), and the processor time of applying them and of writing checkpoints.
 *
 * <p>Arguments: directory, number of blocks, of transfers in each. Prints microseconds a transfer.
 */
public final class CheckpointBenchmark {
  private static final int ACCOUNTS = 10_000;
  private static final int NEW_RECORDS = 6;
  private static final int REPLACED_RECORDS = 8;

  private CheckpointBenchmark() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    var directory = Path.of(args[0]);
    var blocks = Integer.parseInt(args[1]);
    var transfers = Integer.parseInt(args[2]);
    Files.createDirectories(directory);
    var written = new long[2];
    var listener =
        new CheckpointListener() {
          @Override
          public void checkpointWritten(Height height, long bytes, Duration took) {
            written[0]++;
            written[1] += bytes;
          }
        };
    var threads = ManagementFactory.getThreadMXBean();
    var random = new Random(5);
    var applying = 0L;
    try (var store = MapDbStore.open(directory, CheckpointPolicy.standard(), listener)) {
      for (var block = 0; block < blocks; block++) {
        var patch = patch(random, block, transfers);
        var before = threads.getCurrentThreadCpuTime();
        store.apply(patch);
        applying += threads.getCurrentThreadCpuTime() - before;
      }
      store.checkpoint();
      var checkpoints = 0L;
      for (var id : threads.getAllThreadIds()) {
        var info = threads.getThreadInfo(id);
        if (info != null && info.getThreadName().equals("state-checkpoint")) {
          checkpoints = threads.getThreadCpuTime(id);
        }
      }
      var all = 1e3 * blocks * transfers;
      System.out.printf(
          "applying %.2f us, checkpoints %.2f us a transfer; %d files, %d MB written%n",
          applying / all, checkpoints / all, written[0], written[1] >> 20);
    }
  }

  private static Patch patch(Random random, int block, int transfers) {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var transfer = 0; transfer < transfers; transfer++) {
      for (var record = 0; record < NEW_RECORDS; record++) {
        var key = ByteBuffer.allocate(33).put((byte) (0xf0 + record));
        key.putLong(record % 2 == 0 ? random.nextLong() : block).putLong(transfer);
        changes.put(key.array(), Optional.of(value(random, record == 0 ? 180 : 40)));
      }
      for (var record = 0; record < REPLACED_RECORDS; record++) {
        var key = ByteBuffer.allocate(33).put((byte) 0xf7);
        key.putLong(random.nextInt(ACCOUNTS) * 0x9e3779b97f4a7c15L);
        changes.put(key.array(), Optional.of(value(random, 70)));
      }
    }
    return Patch.of(changes);
  }

  private static byte[] value(Random random, int size) {
    var value = new byte[size];
    random.nextBytes(value);
    return value;
  }
}

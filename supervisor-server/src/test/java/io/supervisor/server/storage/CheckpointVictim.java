package io.supervisor.server.storage;

import io.supervisor.api.Height;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Applies blocks and kills itself with SIGKILL before the n-th step of its kind. Notes each block
 * durably before it is applied, as the journal does, and up to where a journal would be forgotten.
 *
 * <p>Arguments: directory, seed, {@code data} or {@code other} steps, n.
 */
public final class CheckpointVictim {
  static final int BLOCKS = 200;
  static final int CHANGES = 60;
  static final String JOURNAL = "journaled";
  static final String FORGOTTEN = "forgotten";

  private CheckpointVictim() {}

  /** Ends with exit code 0 only if the step was never reached. */
  public static void main(String[] args) throws IOException {
    var directory = Path.of(args[0]);
    var seed = Long.parseLong(args[1]);
    var countsData = args[2].equals("data");
    var left = new long[] {Long.parseLong(args[3])};
    var store =
        MapDbStore.open(
            directory.resolve("state"),
            new CheckpointPolicy(1, 1 << 20, 1),
            new Forgetting(directory),
            step -> {
              if ((step == Step.RECORD) == countsData && --left[0] == 0) {
                killMyself();
              }
            });
    var first = store.height().map(height -> height.value() + 1).orElse(0L);
    for (var height = first; height < BLOCKS; height++) {
      note(directory.resolve(JOURNAL), height);
      store.apply(RandomPatches.patch(seed, height, CHANGES));
      if (height % 20 == 0) {
        store.checkpoint();
      }
    }
    store.checkpoint();
    store.close();
  }

  private static void killMyself() {
    try {
      var pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", pid).start().waitFor();
      throw new IllegalStateException("still alive");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void note(Path file, long height) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(Long.BYTES).putLong(height).flip(), 0);
      channel.force(true);
    }
  }

  private record Forgetting(Path directory) implements CheckpointListener {
    @Override
    public void checkpointsVerified(Height upTo) {
      try {
        note(directory.resolve(FORGOTTEN), upTo.value());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void checkpointFailed(Height height, Throwable cause) {
      cause.printStackTrace();
    }
  }
}

package io.supervisor.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.FreePorts;
import io.supervisor.server.ServerProcess;
import io.supervisor.server.setup.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dev} as it is typed, with one real node. */
final class DevCommandIT {
  @TempDir Path folder;
  private final int offset = FreePorts.offset(1);

  @AfterEach
  void stop() throws Exception {
    dev("--stop");
  }

  @Test
  void nodesAreFoundAndStoppedWhateverBecomesOfTheirFiles() throws Exception {
    assertThat(dev("--validators", "1", "--port-offset", String.valueOf(offset), "--detach"))
        .as(this::output)
        .isZero();
    var node = RunningProcess.find(file("dev/0")).orElseThrow();
    assertThat(node.pid()).hasToString(Files.readString(file("dev/0/pid")));
    Folders.delete(file("dev/0/db"));
    Files.createDirectory(file("dev/0/db"));
    Files.delete(file("dev/0/node.toml"));
    assertThat(dev("--stop")).isZero();
    assertThat(output()).endsWith("stopped 1 nodes\n");
    assertThat(RunningProcess.isRunning(node)).isFalse();
    assertThat(dev("--stop")).isZero();
    assertThat(output()).endsWith("no nodes run in " + file("dev") + "\n");
  }

  @Test
  void aPortThatIsInUseIsNamedWithWhatToDoBeforeAnythingIsMade() throws Exception {
    try (var other = new ServerSocket(7200 + offset, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(dev("--validators", "1", "--port-offset", String.valueOf(offset))).isOne();
      assertThat(output())
          .startsWith(
              "supervisor: node 0: public gRPC cannot listen on 127.0.0.1:"
                  + other.getLocalPort()
                  + ": Address already in use; stop what uses that port")
          .contains("--port-offset K")
          .doesNotContain("\tat ");
      assertThat(file("dev")).doesNotExist();
    }
  }

  @Test
  void anotherPortOffsetThanThatOfTheFilesIsRefused() throws Exception {
    assertThat(dev("--validators", "1", "--port-offset", String.valueOf(offset), "--detach"))
        .as(this::output)
        .isZero();
    assertThat(dev("--stop")).isZero();
    assertThat(dev("--validators", "1", "--port-offset", String.valueOf(offset + 1))).isOne();
    assertThat(output()).contains("made with another --port-offset than " + (offset + 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --validators 0         | --validators: got 0, want 1 to 100
          --validators 101       | --validators: got 101, want 1 to 100
          --auditors -1          | --auditors: got -1, want 0 to 96
          --port-offset 60000    | --port-offset: got 60000, want 0 to 50000
          --port-offset -1       | --port-offset: got -1, want 0 to 50000
          --port-offset x        | Invalid value for option '--port-offset'
          """)
  void numbersThatCannotBeAreRefused(String arguments, String message) throws Exception {
    assertThat(dev(arguments.split(" "))).isOne();
    assertThat(output()).contains(message).doesNotContain("\tat ");
    assertThat(file("dev")).doesNotExist();
  }

  private int dev(String... arguments) throws IOException, InterruptedException {
    var command =
        Stream.concat(Stream.of("dev", "--dir", file("dev").toString()), Stream.of(arguments));
    try (var process = ServerProcess.start(file("log"), command.toArray(String[]::new))) {
      return process.await();
    }
  }

  private String output() {
    try {
      return Files.readString(file("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}

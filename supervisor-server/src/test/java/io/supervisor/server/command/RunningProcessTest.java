package io.supervisor.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunningProcessTest {
  @TempDir Path folder;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    process = new ProcessBuilder("sleep", "600").start();
    RunningProcess.write(folder, process.toHandle());
  }

  @AfterEach
  void end() {
    process.destroyForcibly().onExit().join();
  }

  @Test
  void aProcessIsFoundUntilItEnds() {
    assertThat(RunningProcess.find(folder)).contains(process.toHandle());
    assertThat(RunningProcess.isRunning(process.toHandle())).isTrue();
    end();
    assertThat(RunningProcess.find(folder)).isEmpty();
    assertThat(RunningProcess.isRunning(process.toHandle())).isFalse();
  }

  @Test
  void aNumberThatAnotherProcessHasByNowIsNobodys() throws IOException {
    Files.writeString(folder.resolve("pid"), String.valueOf(ProcessHandle.current().pid()));
    assertThat(RunningProcess.find(folder)).isEmpty();
  }

  @Test
  void filesThatSayNothingAreNobodys() throws IOException {
    Files.writeString(folder.resolve("pid"), "");
    assertThat(RunningProcess.find(folder)).isEmpty();
    Files.delete(folder.resolve("pid"));
    assertThat(RunningProcess.find(folder)).isEmpty();
    assertThat(RunningProcess.find(folder.resolve("none"))).isEmpty();
  }
}

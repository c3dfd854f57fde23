package io.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script at the top of the repository: when it builds, in a tree that records what it does. */
class TopCommandTest {
  private static final String BUILT = "built\n";

  @TempDir Path top;

  @BeforeEach
  void tree() throws IOException {
    Files.copy(Path.of("../supervisor"), top.resolve("supervisor"));
    for (var folder : List.of("proto", "supervisor-api/src/main", "examples", "deploy/target")) {
      Files.createDirectories(top.resolve(folder));
    }
    Files.createFile(top.resolve("pom.xml"));
    var install =
        """
        #!/bin/sh
        mkdir -p deploy/target/supervisor/bin
        printf '#!/bin/sh\\necho ran "$@"\\n' > deploy/target/supervisor/bin/supervisor
        chmod +x deploy/target/supervisor/bin/supervisor
        echo built >> built
        """;
    var maven = Files.createDirectory(top.resolve("path")).resolve("mvn");
    Files.writeString(maven, install);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status --node 0", "dev --stop", "dev", "--help"})
  void whatIsMissingIsBuiltForEveryCommand(String command) throws Exception {
    assertThat(run(command)).isEqualTo("ran " + command + "\n");
    assertThat(builds()).isEqualTo(BUILT);
    run(command);
    assertThat(builds()).isEqualTo(BUILT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev --stop",
        "--services demos dev --stop --dir x",
        "dev --help",
        "--version",
        "status --node 0,1,2,3",
        "service stop demo",
        "--node 0 artifact push x.jar",
        "help dev"
      })
  void whatStartsNothingRunsWhatIsThereThoughSourcesHaveChanged(String command) throws Exception {
    run("status");
    change();
    assertThat(run(command)).isEqualTo("ran " + command + "\n");
    assertThat(builds()).isEqualTo(BUILT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev",
        "dev --detach",
        "--services demos dev",
        "run -c x -d y",
        "--node 0 demo",
        "bench --etcd"
      })
  void whatStartsNodesIsBuiltAnewWhenSourcesHaveChanged(String command) throws Exception {
    run("status");
    change();
    assertThat(run(command)).isEqualTo("ran " + command + "\n");
    assertThat(builds()).isEqualTo(BUILT + BUILT);
  }

  @Test
  void testsAreNoReasonToBuild() throws Exception {
    run("status");
    change("supervisor-api/src/test/Some.java");
    run("dev");
    assertThat(builds()).isEqualTo(BUILT);
  }

  private void change() throws IOException {
    change("supervisor-api/src/main/Some.java");
  }

  /** A file that is newer than the installation, however coarse the clock of the file system is. */
  private void change(String name) throws IOException {
    var file = top.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
  }

  private String builds() throws IOException {
    return Files.readString(top.resolve("built"));
  }

  private String run(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(top.resolve("supervisor").toString()));
    command.addAll(List.of(arguments.split(" ")));
    var out = top.resolve("out");
    var builder = new ProcessBuilder(command);
    builder.environment().merge("PATH", top.resolve("path") + ":", (path, first) -> first + path);
    var process =
        builder.redirectOutput(out.toFile()).redirectError(top.resolve("err").toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(top.resolve("err"))).isZero();
    return Files.readString(out);
  }
}

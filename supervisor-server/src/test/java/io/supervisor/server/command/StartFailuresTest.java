package io.supervisor.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.FreePorts;
import io.supervisor.server.NodeOptions;
import io.supervisor.server.RunningNode;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot start says in one line what is wrong, where, and what to do. */
@Timeout(120)
class StartFailuresTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  private LocalNetwork network(String name) {
    var network =
        new LocalNetwork(
            folder.resolve(name),
            1,
            0,
            SupervisorMode.SIMPLE,
            FreePorts.offset(1),
            Optional.empty());
    network.create();
    return network;
  }

  /** Lets the node make its genesis block. */
  private static void startOnce(LocalNetwork network) throws IOException {
    var options =
        new NodeOptions(
            network.database(0),
            new char[0],
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    new RunningNode(NodeConfig.read(network.nodeConfig(0)), options, "1").close();
  }

  private String lineOf(LocalNetwork network, Path database) {
    var code =
        ServerCommand.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(
                "run",
                "-c",
                network.nodeConfig(0).toString(),
                "-d",
                database.toString(),
                "--development",
                "--master-key-pass",
                "pass:");
    assertThat(code).isOne();
    assertThat(err.toString().lines()).as(err::toString).hasSize(1);
    assertThat(err.toString()).startsWith("supervisor: ").doesNotContain("Exception");
    return err.toString();
  }

  @Test
  void anotherNetworksFolder() throws IOException {
    var one = network("one");
    var other = network("other");
    startOnce(one);
    assertThat(lineOf(other, one.database(0)))
        .contains("of another network than the configuration")
        .contains("--db-path");
  }

  @Test
  void aFileWhereAFolderIsWanted() throws IOException {
    var network = network("one");
    var file = Files.writeString(folder.resolve("file"), "");
    assertThat(lineOf(network, file)).contains(file.toString()).contains("move it away");
    err.getBuffer().setLength(0);
    assertThat(lineOf(network, file.resolve("db"))).contains(file.toString());
    err.getBuffer().setLength(0);
    var state = network.database(0).resolve("state");
    Files.createDirectories(network.database(0));
    Files.writeString(state, "");
    assertThat(lineOf(network, network.database(0))).contains(state.toString());
  }

  @Test
  void aKeyFileOfSomebodyElse() throws IOException {
    var network = network("one");
    var other = network("other");
    Files.copy(
        other.nodeFolder(0).resolve("master.key.toml"),
        network.nodeFolder(0).resolve("master.key.toml"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(lineOf(network, network.database(0))).contains("consensus_public_key");
    err.getBuffer().setLength(0);
    Files.writeString(network.nodeFolder(0).resolve("master.key.toml"), "no toml");
    assertThat(lineOf(network, network.database(0))).contains("master.key.toml:1:");
  }

  @Test
  void theFolderIsInUse() throws IOException {
    var network = network("one");
    try (var held = io.supervisor.server.storage.journal.DataFolder.open(network.database(0))) {
      assertThat(held).isNotNull();
      assertThat(lineOf(network, network.database(0))).contains("in use by another process");
    }
  }

  @Test
  void whatTheDiskSaysIsExplained() {
    assertThat(
            Explained.text(
                new UncheckedIOException(
                    new FileSystemException("/db/x", null, "No space left on device"))))
        .contains("/db/x: the disk is full; make room on it and start again, nothing is lost");
    assertThat(
            Explained.text(
                new IllegalStateException(
                    "checkpoint",
                    new UncheckedIOException(new IOException("No space left on device")))))
        .contains("the disk is full; make room on it and start again, nothing is lost");
    assertThat(Explained.text(new FileSystemException("/db", null, "Read-only file system")))
        .contains("/db: the file system is read-only; mount it for writing, or choose another");
    assertThat(Explained.text(new UncheckedIOException(new AccessDeniedException("/db/lock"))))
        .hasValueSatisfying(line -> assertThat(line).startsWith("/db/lock: permission denied; "));
    assertThat(Explained.text(new NullPointerException())).isEmpty();
  }
}

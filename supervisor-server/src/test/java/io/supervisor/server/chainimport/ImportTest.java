package io.supervisor.server.chainimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Height;
import io.supervisor.api.Vectors;
import io.supervisor.server.ChainTakeover;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.javaruntime.ServiceJars;
import io.supervisor.server.storage.journal.FileChainArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The recorded chain of a network of the original is taken over, or it is said what is wrong. */
final class ImportTest {
  /** Up to here the chain shows requests, votes, failed calls and a service with a state. */
  private static final long SHORT = 130;

  /** Up to here a service fails on demand, and has stored what it was told. */
  private static final long LONG = 430;

  @TempDir Path folder;
  private RecordedNetwork network;
  private Path services;

  @BeforeEach
  void unpack() throws IOException {
    network = new RecordedNetwork(folder);
    network.unpack();
    services = network.services();
  }

  @Test
  void everyBlockOfAFileIsTakenOver() throws IOException {
    var last = RecordedNetwork.LAST_EXECUTED;
    assertThat(run(network.chain(), last)).isEqualTo(done(last));
    assertSame(last);
    assertThat(run(network.chain(), last)).as("again").isEqualTo(done(last));
  }

  @Test
  void theChainOfARunningNodeIsTakenOver() throws IOException {
    try (var node = new RecordedExplorer(SHORT)) {
      assertThat(run(node.address(), SHORT / 2)).isEqualTo(done(SHORT / 2));
      assertThat(run(node.address(), OptionalLong.empty())).isEqualTo(done(SHORT));
    }
    assertSame(SHORT);
  }

  @Test
  void aCutOffFileIsTakenOverAsFarAsItGoes() throws IOException {
    var cut = network.chainOf("cut.json.gz", height -> height <= 30);
    assertThat(run(cut.toString(), OptionalLong.empty())).isEqualTo(done(30));
    assertThatThrownBy(() -> run(cut, 31))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("the source ends after block 30, want 31");
    assertThat(run(network.chain(), 40)).isEqualTo(done(40));
    assertSame(40);
  }

  /** Each lie of a source is noticed, and what was good before stays. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FLIP_TRANSACTION  | block 24 of the source: transaction: the signature is not valid
          DROP_TRANSACTION  | block 24 of the source: transactions: got 1, want 2
          SWAP_TRANSACTIONS | block 24 of the source: tx_hash: the transactions give
          DROP_PRECOMMITS   | block 24 of the source: precommits: got 2, want 3 to 4
          OTHER_PRECOMMITS  | block 24 of the source: precommit
          DOUBLE_PRECOMMIT  | block 24 of the source: precommits: two of validator
          FLIP_HEADER       | block 24 of the source:
          MISSING_BLOCK     | block 24 of the source: height: got 25, want 24
          NO_HEX            | block 24: block_protobuf_hex: got 5, want hexadecimal digits
          """)
  void aLieOfTheSourceIsNoticed(Lie lie, String message) throws IOException {
    var lying = network.chainOf("good.json.gz", height -> height <= 40);
    var chain = (ObjectNode) tools.jackson.databind.json.JsonMapper.shared().readTree(read(lying));
    lie.into((ArrayNode) chain.get("blocks"));
    var file = network.write("lying.json.gz", chain);
    assertThatThrownBy(() -> run(file, 40))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(message);
    assertThat(run(network.chain(), 40)).isEqualTo(done(40));
    assertSame(40);
  }

  private static byte[] read(Path file) throws IOException {
    try (var in = ChainFile.read(file)) {
      return in.readAllBytes();
    }
  }

  /** What a source may do to block 24, which has two transactions. */
  enum Lie {
    FLIP_TRANSACTION,
    DROP_TRANSACTION,
    SWAP_TRANSACTIONS,
    DROP_PRECOMMITS,
    OTHER_PRECOMMITS,
    DOUBLE_PRECOMMIT,
    FLIP_HEADER,
    MISSING_BLOCK,
    NO_HEX;

    private static final int HEIGHT = 24;

    void into(ArrayNode blocks) {
      var block = (ObjectNode) blocks.get(HEIGHT);
      var transactions = (ArrayNode) block.get("txs");
      var precommits = (ArrayNode) block.get("precommits");
      switch (this) {
        case FLIP_TRANSACTION -> flip((ObjectNode) transactions.get(0), "signed_message_hex");
        case DROP_TRANSACTION -> transactions.remove(1);
        case SWAP_TRANSACTIONS -> transactions.add(transactions.remove(0));
        case DROP_PRECOMMITS -> {
          while (precommits.size() > 2) {
            precommits.remove(2);
          }
        }
        case OTHER_PRECOMMITS -> block.set("precommits", blocks.get(HEIGHT - 1).get("precommits"));
        case DOUBLE_PRECOMMIT -> precommits.set(1, precommits.get(0));
        case FLIP_HEADER -> flip(block, "block_protobuf_hex");
        case MISSING_BLOCK -> blocks.remove(HEIGHT);
        case NO_HEX -> block.put("block_protobuf_hex", 5);
      }
    }

    /** The last digit but a few, so that the message stays one. */
    private static void flip(ObjectNode json, String member) {
      var text = json.get(member).stringValue();
      int at = text.length() - 5;
      var digit = text.charAt(at) == '0' ? '1' : '0';
      json.put(member, text.substring(0, at) + digit + text.substring(at + 1));
    }
  }

  @Test
  void aTwinThatStoresElsewhereIsToldWithItsIndexes() throws IOException {
    services = network.services("twin", ServiceJars.refConfig("last", "lost"));
    var report = differs(run(network.chain().toString(), OptionalLong.of(LONG), indexes()));
    assertThat(report)
        .contains("the chain differs at block 422:")
        .contains("state_hash: got ")
        .contains("transaction 0 is ")
        .containsPattern("index refcfg\\.lost: got [0-9a-f]{64}, want none")
        .containsPattern("index refcfg\\.last: got none, want [0-9a-f]{64}")
        .doesNotContain("error_hash", "index supervisor");
    services = network.services();
    assertThat(run(network.chain(), LONG)).as("with the right twin").isEqualTo(done(LONG));
  }

  @Test
  void aTwinThatFailsOtherwiseIsToldWithItsTransaction() throws IOException {
    services = network.services("twin", ServiceJars.refConfig("panic", "PANIC"));
    var report = differs(run(network.chain().toString(), OptionalLong.of(LONG)));
    assertThat(report)
        .contains("error_hash: got ")
        .containsPattern("transaction 0: got success, want unexpected in service 4")
        .contains("indexes that the block changes here: ");
    try (var node = new RecordedExplorer(LONG)) {
      assertThat(differs(run(node.address(), OptionalLong.empty())))
          .as("by the node's API")
          .isEqualTo(report);
    }
  }

  @Test
  void anotherGenesisIsToldBeforeAnythingIsStored() throws IOException {
    change("supervisor_mode = \"decentralized\"", "supervisor_mode = \"simple\"");
    assertThat(differs(run(network.chain().toString(), OptionalLong.empty(), indexes())))
        .startsWith("the chain differs at block 0:\n  state_hash: got ")
        .contains("index supervisor.configuration: got ");
    change("supervisor_mode = \"simple\"", "supervisor_mode = \"decentralized\"");
    assertThat(run(network.chain(), 10)).isEqualTo(done(10));
  }

  @Test
  void otherRulesAreRefused() throws IOException {
    change("validators_count = 4", "validators_count = 4\nrules = 2");
    assertThatThrownBy(() -> run(network.chain(), 10))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("public_config.general.rules: got 2, want none");
  }

  /** The block that makes an artifact active is there; then it is said which file is missing. */
  @Test
  void aMissingServiceIsToldAndMayBeBroughtLater() throws IOException {
    var complete = Files.readString(services.resolve("services.toml"));
    Files.writeString(services.resolve("services.toml"), "");
    assertThatThrownBy(() -> run(network.chain(), SHORT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the chain needs artifact 0:exonum-cryptocurrency:0.2.0 from here on")
        .hasMessageContaining("does not ship with this node");
    Files.writeString(services.resolve("services.toml"), complete);
    assertThat(run(network.chain(), SHORT)).isEqualTo(done(SHORT));
    assertSame(SHORT);
  }

  @Test
  void whatIsNoChainIsRefused() throws IOException {
    var file = folder.resolve("x.json");
    for (var text : new String[] {"", "[]", "{", "{\"blocks\": 5}", "{\"genesis\": {}}"}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> run(file, 1)).as(text).isInstanceOf(SourceException.class);
    }
    Files.writeString(file, "{\"blocks\": []}");
    assertThatThrownBy(() -> run(file, 1)).hasMessageContaining("the source has no blocks");
    assertThatThrownBy(() -> run(folder.resolve("none"), 1))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> run("http://127.0.0.1:1/", OptionalLong.empty()))
        .hasMessageContaining("nobody answers there");
  }

  private static Importing.End done(long height) {
    return new Importing.End.Done(new Height(height));
  }

  private static String differs(Importing.End end) {
    assertThat(end).isInstanceOf(Importing.End.Differs.class);
    return ((Importing.End.Differs) end).report();
  }

  private Optional<IndexHashes> indexes() throws IOException {
    return Optional.of(new IndexHashes(network.indexes()));
  }

  private Importing.End run(Path from, long to) throws IOException {
    return run(from.toString(), OptionalLong.of(to));
  }

  private Importing.End run(String from, long to) throws IOException {
    return run(from, OptionalLong.of(to));
  }

  private Importing.End run(String from, OptionalLong to) throws IOException {
    return run(from, to, Optional.empty());
  }

  private Importing.End run(String from, OptionalLong to, Optional<IndexHashes> indexes)
      throws IOException {
    var options =
        new ChainTakeover.Options(database(), Optional.of(services), Optional.empty(), to, indexes);
    try (var source = ChainSources.open(from)) {
      var config = NodeConfig.read(network.node(1).resolve("node.toml"));
      return new ChainTakeover(config, options, (height, last) -> {}).run(source);
    }
  }

  private Path database() {
    return network.node(1).resolve("db");
  }

  private void change(String before, String after) throws IOException {
    var file = network.node(1).resolve("node.toml");
    var text = Files.readString(file);
    assertThat(text).contains(before);
    Files.writeString(file, text.replace(before, after));
  }

  /** The folder has the recorded blocks up to a height, and no others. */
  private void assertSame(long height) {
    var recorded = Vectors.file("chain").get("blocks");
    try (var archive = new FileChainArchive(database().resolve("chain"))) {
      assertThat(archive.length()).isEqualTo(height + 1);
      for (int i = 0; i <= height; i++) {
        assertThat(archive.read(new Height(i)).orElseThrow().hash())
            .isEqualTo(Vectors.hash(recorded.get(i), "block_hash"));
      }
    }
  }
}

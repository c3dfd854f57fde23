package io.supervisor.server.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.core.rules.Rules;
import io.supervisor.server.Originals;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.PublicPart;
import io.supervisor.server.config.Template;
import io.supervisor.server.config.TomlFile;
import io.supervisor.server.signing.MasterKeyFile;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SetUpTest {
  private static final char[] NONE = {};

  @TempDir Path folder;

  @Test
  void finalizeWritesWhatTheOriginalWrites() {
    var out = folder.resolve("node.toml");
    var options =
        new Finalizing(
            Optional.of(Address.parse("127.0.0.1:8601")),
            Optional.of(Address.parse("127.0.0.1:8611")),
            Optional.empty(),
            Optional.empty(),
            Optional.of("*"),
            Optional.of("*"),
            Optional.empty());
    SetUp.finalizeConfig(Originals.file("sec.toml"), out, originals(), options);
    var expected = TomlFile.read(Originals.file("node.toml"));
    // There the key file lies beside node.toml; here it stays where it is.
    expected
        .table("private_config")
        .with("master_key_path", Originals.file("master.key.toml").toString());
    assertThat(TomlFile.read(out)).isEqualTo(expected);
  }

  @Test
  void aNewNetworkFollowsOurRulesAndBeatsSlowlyWhenIdle() {
    var file = folder.resolve("a/b/template.toml");
    SetUp.generateTemplate(file, 4, SupervisorMode.DECENTRALIZED);
    var template = Template.read(file);
    assertThat(template.general().rules()).isEqualTo(Rules.REVISED);
    assertThat(template.consensus().getMaxProposeTimeout()).isEqualTo(5_000);
    assertThat(template.consensus().getFirstRoundTimeout()).isEqualTo(10_000);
  }

  @Test
  void generatedPartsMakeOneNetwork() throws Exception {
    var network = new LocalNetwork(folder, 3, 1, SupervisorMode.SIMPLE, 0, Optional.empty());
    network.create();
    assertThat(network.exists()).isTrue();
    var configs = new ArrayList<NodeConfig>();
    for (int i = 0; i < network.nodes(); i++) {
      configs.add(NodeConfig.read(network.nodeConfig(i)));
    }
    for (var config : configs) {
      assertThat(config.publicConfig()).isEqualTo(configs.getFirst().publicConfig());
      assertThat(config.privateConfig().peers()).hasSize(3);
      var keys = MasterKeyFile.read(config.privateConfig().masterKey(), NONE);
      assertThat(keys.consensusKey().publicKey()).isEqualTo(config.privateConfig().consensusKey());
    }
    assertThat(configs.get(1).privateConfig().api().publicGrpc())
        .contains(Address.parse("127.0.0.1:7201"));
    assertThat(network.nodeFolder(3).resolve("master.key.toml")).isRegularFile();
    var other = new LocalNetwork(folder, 4, 1, SupervisorMode.SIMPLE, 0, Optional.empty());
    assertThatThrownBy(other::exists).hasMessageContaining("has 4 nodes, asked for 5");
  }

  @Test
  void keysAreNeverOverwritten() throws Exception {
    var template = folder.resolve("template.toml");
    SetUp.generateTemplate(template, 1, SupervisorMode.SIMPLE);
    var validator =
        new SetUp.Validator("127.0.0.1", Optional.empty(), Optional.empty(), () -> NONE);
    SetUp.generateConfig(template, folder.resolve("v"), validator);
    var before = Files.readString(folder.resolve("v/master.key.toml"));
    assertThatThrownBy(() -> SetUp.generateConfig(template, folder.resolve("v"), validator))
        .hasMessageContaining("Failed to create secret key file. File exists: ");
    assertThat(Files.readString(folder.resolve("v/master.key.toml"))).isEqualTo(before);
    var part = PublicPart.read(folder.resolve("v/pub.toml"));
    assertThat(part.address()).isEqualTo("127.0.0.1");
    assertThat(TomlFile.read(folder.resolve("v/sec.toml")).text("listen_address"))
        .isEqualTo("0.0.0.0:6333");
  }

  @Test
  void aKeyFolderHasToExist() {
    var template = folder.resolve("template.toml");
    SetUp.generateTemplate(template, 1, SupervisorMode.SIMPLE);
    var validator =
        new SetUp.Validator(
            "127.0.0.1", Optional.empty(), Optional.of(folder.resolve("none")), () -> NONE);
    assertThatThrownBy(() -> SetUp.generateConfig(template, folder, validator))
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void partsThatDoNotFitTogetherAreRefusedInTheOrderOfTheOriginal() {
    var parts = originals();
    var first = parts.getFirst();
    assertRefused(List.of(), "got none");
    assertRefused(
        with(parts, new PublicPart("x", first.consensus(), first.general(), Optional.empty())),
        "no validator_keys");
    var slower = first.consensus().toBuilder().setStatusTimeout(1).build();
    assertRefused(
        with(parts, new PublicPart("x", slower, first.general(), first.keys())),
        "different consensus configuration");
    var general =
        new io.supervisor.server.config.GeneralConfig(SupervisorMode.SIMPLE, 4, Rules.ORIGINAL);
    assertRefused(
        with(parts, new PublicPart("x", first.consensus(), general, first.keys())),
        "Found public configs with different general configuration.");
    assertRefused(with(parts, first), "duplicate consensus keys");
    assertRefused(
        parts.subList(0, 3),
        "The number of validators (4) does not match the number of validators keys (3).");
  }

  private void assertRefused(List<PublicPart> parts, String message) {
    var out = folder.resolve("node.toml");
    assertThatThrownBy(
            () -> SetUp.finalizeConfig(Originals.file("sec.toml"), out, parts, Finalizing.NONE))
        .hasMessageContaining(message);
    assertThat(out).doesNotExist();
  }

  private static List<PublicPart> with(List<PublicPart> parts, PublicPart more) {
    return Stream.concat(parts.stream(), Stream.of(more)).toList();
  }

  private static List<PublicPart> originals() {
    return Stream.of("pub2.toml", "pub.toml", "pub4.toml", "pub3.toml")
        .map(name -> PublicPart.read(Originals.file(name)))
        .toList();
  }
}

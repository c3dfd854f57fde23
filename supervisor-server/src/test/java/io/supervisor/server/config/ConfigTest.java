package io.supervisor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.PublicKey;
import io.supervisor.core.rules.Rules;
import io.supervisor.server.Originals;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigTest {
  @TempDir Path folder;

  @Test
  void readsTheFilesOfTheOriginal() throws Exception {
    var node = NodeConfig.read(Originals.file("node.toml"));
    assertThat(node.privateConfig().listenAddress()).isEqualTo(new Address("127.0.0.1", 6401));
    assertThat(node.privateConfig().masterKey()).isEqualTo(Originals.file("master.key.toml"));
    assertThat(node.privateConfig().api().publicHttp()).contains(new Address("127.0.0.1", 8601));
    assertThat(node.privateConfig().api().publicGrpc()).isEmpty();
    assertThat(node.privateConfig().peers()).hasSize(3);
    assertThat(node.publicConfig().consensus().getValidatorKeysCount()).isEqualTo(4);
    assertThat(node.publicConfig().general())
        .isEqualTo(new GeneralConfig(SupervisorMode.DECENTRALIZED, 4, Rules.ORIGINAL));
    assertThat(PublicPart.read(Originals.file("pub.toml")).keys()).isPresent();
    assertThat(Template.read(Originals.file("template.toml")).consensus().getMaxProposeTimeout())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.toml", "pub.toml", "sec.toml", "template.toml"})
  void writesWhatItReads(String name) throws Exception {
    var table = TomlFile.read(Originals.file(name));
    assertThat(TomlFile.parse(name, TomlFile.print(table))).isEqualTo(table);
    assertThat(TomlFile.print(table)).doesNotContain("{");
  }

  @Test
  void writesTablesAsPeopleDo() {
    var table =
        TomlTable.empty()
            .with("text", "a \"b\" \\ \n é")
            .with("number", 5L)
            .with("inner", TomlTable.empty().with("flag", true));
    assertThat(TomlFile.print(table))
        .isEqualTo(
            """
            text = "a \\"b\\" \\\\ \\n é"
            number = 5

            [inner]
            flag = true
            """);
    assertThat(TomlFile.parse("t", TomlFile.print(table))).isEqualTo(table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen_address = "127.0.0.1:6401" | listen_address = 5                | private_config.listen_address: got 5, want a text
          listen_address = "127.0.0.1:6401" | listen_address = "127.0.0.1"      | private_config.listen_address: got "127.0.0.1"
          listen_address = "127.0.0.1:6401" |                                   | private_config.listen_address: missing
          first_round_timeout = 3000        | first_round_timeout = -1          | public_config.consensus.first_round_timeout: got -1
          first_round_timeout = 3000        | first_round_timeout = 3.5         | public_config.consensus.first_round_timeout: got 3.5
          supervisor_mode = "decentralized" | supervisor_mode = "x"             | public_config.general.supervisor_mode: got "x"
          supervisor_mode = "decentralized" | rules = 77                        | public_config.general.supervisor_mode: missing
          address = "127.0.0.1:6403"        | address = "x:y"                   | private_config.connect_list.peers[1].address: got "x:y"
          max_retries = 20                  | max_retries =                     | node.toml:
          """)
  void errorsNameFileAndKey(String before, String after, String message) throws IOException {
    var file = changed(before, after == null ? "" : after);
    assertThatThrownBy(() -> NodeConfig.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.toml")
        .hasMessageContaining(message);
  }

  @Test
  void rulesThatThisNodeDoesNotKnowAreRefused() throws IOException {
    var file = changed("validators_count = 4", "validators_count = 4\nrules = 3");
    assertThatThrownBy(() -> NodeConfig.read(file)).hasMessageContaining("rules: got 3");
  }

  @Test
  void anAddedPeerReplacesItsFormerEntryAndNothingElse() throws IOException {
    var file = changed("127.0.0.1:6401", "127.0.0.1:6401");
    var before = NodeConfig.read(file);
    var known = before.privateConfig().peers().getFirst();
    NodeConfig.addPeer(
        file, new PrivateConfig.Peer(known.consensusKey(), new Address("10.0.0.9", 7)));
    var stranger = new PrivateConfig.Peer(PublicKey.of(new byte[32]), new Address("::1", 9));
    NodeConfig.addPeer(file, stranger);
    var after = NodeConfig.read(file);
    assertThat(after.publicConfig()).isEqualTo(before.publicConfig());
    assertThat(after.privateConfig().peers())
        .hasSize(4)
        .contains(stranger)
        .contains(new PrivateConfig.Peer(known.consensusKey(), new Address("10.0.0.9", 7)))
        .doesNotContain(known);
    assertThat(Files.readString(file)).contains("tcp_nodelay = true");
  }

  @ParameterizedTest
  @CsvSource({
    "a.example:80,a.example,80",
    "[::1]:5,::1,5",
    "10.0.0.1:65535,10.0.0.1,65535",
    "v-1.a1.example:1,v-1.a1.example,1"
  })
  void readsAddresses(String text, String host, int port) {
    assertThat(Address.parse(text)).isEqualTo(new Address(host, port));
    assertThat(Address.parse(text).toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":5",
        "a",
        "a:",
        "a:x",
        "a:65536",
        "::1:5",
        "[::1]",
        "[::1]5",
        "validator_1:6333",
        "-a:1",
        "a-:1",
        "a..b:1",
        "a b:1",
        "a/b:1",
        "user@a:1",
        "[x]:1",
        "ä.example:1",
        "a\n:1"
      })
  void refusesOtherAddresses(String text) {
    assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "http://localhost",
        "https://a.example:8443",
        "http://127.0.0.1:80, http://[::1]:80",
        "moz-extension://a"
      })
  void readsOrigins(String text) throws IOException {
    var file = changed("public_allow_origin = \"*\"", "public_allow_origin = \"" + text + "\"");
    assertThat(NodeConfig.read(file).privateConfig().api().publicOrigin()).contains(text);
  }

  @Test
  void readsHostsOfThePrivatePort() throws IOException {
    var origin = "public_allow_origin = \"*\"";
    var file =
        changed(origin, origin + "\nprivate_allow_host = [\"Node.example\", \"[2001:DB8::1]\"]");
    assertThat(NodeConfig.read(file).privateConfig().api().privateHosts())
        .containsExactlyInAnyOrder("node.example", "[2001:db8::1]");
    var wrong = changed(origin, origin + "\nprivate_allow_host = \"node.example:80\"");
    assertThatThrownBy(() -> NodeConfig.read(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("private_allow_host")
        .hasMessageContaining("without ports");
  }

  @Test
  void readsWhatFilesOfArtifactsMayCost() throws IOException {
    var file = changed("public_allow_origin", "public_allow_origin");
    assertThat(NodeConfig.read(file).privateConfig().transfer())
        .isEqualTo(PrivateConfig.Transfer.DEFAULT);
    var text = Files.readString(file);
    Files.writeString(
        file,
        text
            + "\n[private_config.artifact_transfer]\nfetch_bytes_per_second = 7\n"
            + "file_bytes_max = 9\nunused_kept_seconds = 60\n");
    var transfer = NodeConfig.read(file).privateConfig().transfer();
    assertThat(transfer.fetchBytesPerSecond()).isEqualTo(7);
    assertThat(transfer.fileBytesMax()).isEqualTo(9);
    assertThat(transfer.unusedKept()).isEqualTo(Duration.ofMinutes(1));
    assertThat(transfer.serveBytesPerSecond())
        .isEqualTo(PrivateConfig.Transfer.DEFAULT.serveBytesPerSecond());
    for (var wrong :
        List.of(
            "fetch_bytes_per_second = 0", "file_bytes_max = 0", "file_bytes_max = 1073741825")) {
      Files.writeString(file, text + "\n[private_config.artifact_transfer]\n" + wrong + "\n");
      assertThatThrownBy(() -> NodeConfig.read(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("private_config.artifact_transfer." + wrong.split(" ")[0]);
    }
  }

  @Test
  void readsOriginsAsAnArrayToo() throws IOException {
    var file =
        changed(
            "public_allow_origin = \"*\"", "public_allow_origin = [\"http://a\", \"http://b\"]");
    assertThat(NodeConfig.read(file).privateConfig().api().publicOrigin())
        .contains("http://a,http://b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.example",
        "http://",
        "http://a/",
        "http://a,,http://b",
        "http://u@a",
        "http://a:99999",
        "a b"
      })
  void refusesOtherOrigins(String text) throws IOException {
    var file = changed("public_allow_origin = \"*\"", "public_allow_origin = \"" + text + "\"");
    assertThatThrownBy(() -> NodeConfig.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("private_config.api.public_allow_origin: got \"" + text + "\"")
        .hasMessageContaining("is no origin");
  }

  @Test
  void readsTheServicesFolder() throws IOException {
    Files.write(folder.resolve("a.jar"), new byte[0]);
    Files.writeString(
        folder.resolve("services.toml"),
        """
        [[service]]
        jar = "a.jar"
        [[service]]
        jar = "a.jar"
        at_genesis = "instance"
        id = 101
        name = "cryptocurrency"
        init = "0aff"
        """);
    var services = ServicesFolder.read(folder).services();
    assertThat(services.getFirst().atGenesis()).isEqualTo(new ServicesFolder.AtGenesis.Available());
    var instance = (ServicesFolder.AtGenesis.Instance) services.getLast().atGenesis();
    assertThat(instance.id()).isEqualTo(101);
    assertThat(instance.params()).containsExactly(0x0a, 0xff);
    assertThat(services.getLast().code())
        .isEqualTo(new ServicesFolder.Code.Jar(folder.toRealPath().resolve("a.jar")));
    Files.writeString(folder.resolve("services.toml"), "[[service]]\njar = \"b.jar\"");
    assertThatThrownBy(() -> ServicesFolder.read(folder)).hasMessageContaining("service[0].jar");
  }

  @Test
  void theServicesFolderMayNameArtifactsOfTheFramework() throws IOException {
    var file = folder.resolve("services.toml");
    Files.writeString(file, "[[service]]\nartifact = \"0:exonum-time:1.0.0\"");
    assertThat(ServicesFolder.read(folder).services())
        .containsExactly(
            new ServicesFolder.Entry(
                new ServicesFolder.Code.Framework(ArtifactId.parse("0:exonum-time:1.0.0")),
                new ServicesFolder.AtGenesis.Available()));
    Files.writeString(file, "[[service]]\nartifact = \"exonum-time\"");
    assertThatThrownBy(() -> ServicesFolder.read(folder))
        .hasMessageContaining("service[0].artifact");
    Files.writeString(file, "[[service]]\njar = \"a.jar\"\nartifact = \"0:exonum-time:1.0.0\"");
    assertThatThrownBy(() -> ServicesFolder.read(folder))
        .hasMessageContaining("either jar or artifact");
    Files.writeString(file, "[[service]]\nat_genesis = \"deployed\"");
    assertThatThrownBy(() -> ServicesFolder.read(folder)).hasMessageContaining("service[0].jar");
  }

  private Path changed(String before, String after) throws IOException {
    var file = folder.resolve("node.toml");
    var text = Files.readString(Originals.file("node.toml"));
    assertThat(text).contains(before);
    return Files.writeString(file, text.replace(before, after));
  }
}

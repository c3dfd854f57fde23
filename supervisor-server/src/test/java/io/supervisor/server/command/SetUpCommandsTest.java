package io.supervisor.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.core.rules.Rules;
import io.supervisor.server.Originals;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.Template;
import io.supervisor.server.config.TomlFile;
import io.supervisor.server.signing.MasterKeyFile;
import io.supervisor.server.storage.journal.DataFolder;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The set-up commands as they are typed, with what they print and their exit codes. */
final class SetUpCommandsTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  @Test
  void aNetworkIsSetUpByTheCommandsOfTheOriginal() {
    succeeds("generate-template net/template.toml --validators-count 2 --supervisor-mode simple");
    succeeds("generate-config net/template.toml a -a 127.0.0.1:6400 -n");
    succeeds("generate-config net/template.toml b --peer-address 127.0.0.1 --no-password");
    succeeds(
        "finalize a/sec.toml a/node.toml -p a/pub.toml b/pub.toml"
            + " --public-api-address 127.0.0.1:8601 --private-api-address [::1]:8611"
            + " --public-allow-origin http://a.example,https://b.example:8443");
    succeeds("finalize b/sec.toml b/node.toml --public-configs b/pub.toml -p a/pub.toml");
    var a = NodeConfig.read(file("a/node.toml"));
    var b = NodeConfig.read(file("b/node.toml"));
    assertThat(a.publicConfig()).isEqualTo(b.publicConfig());
    assertThat(a.privateConfig().peers().getFirst().address().toString())
        .isEqualTo("127.0.0.1:6333");
    assertThat(a.privateConfig().api().publicOrigin())
        .contains("http://a.example,https://b.example:8443");
    assertThat(a.privateConfig().api().privateHttp().orElseThrow().host()).isEqualTo("::1");
    assertThat(b.privateConfig().api().publicHttp()).isEmpty();
    assertThat(b.privateConfig().externalAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void aTemplateHasOurRulesAndHeartbeatUnlessToldOtherwise() {
    succeeds("generate-template t.toml --validators-count 4");
    var ours = Template.read(file("t.toml"));
    assertThat(ours.general().mode()).isEqualTo(SupervisorMode.SIMPLE);
    assertThat(ours.general().rules()).isEqualTo(Rules.REVISED);
    assertThat(ours.consensus().getMaxProposeTimeout()).isEqualTo(5_000);
    succeeds("generate-template t.toml --validators-count 4 --max-propose-timeout 200");
    var faster = Template.read(file("t.toml")).consensus();
    var original = Template.read(Originals.file("template.toml")).consensus();
    assertThat(faster).isEqualTo(original);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          127.0.0.1:6400      | 0.0.0.0:6400
          127.0.0.1           | 0.0.0.0:6333
          [::1]:6400          | [::]:6400
          [::1]               | [::]:6333
          localhost:6400      | 0.0.0.0:6400
          """)
  void listensEverywhereInTheFamilyOfThePeerAddress(String peer, String listen) {
    succeeds("generate-template t.toml --validators-count 1");
    succeeds("generate-config t.toml v -n -a " + peer);
    var privatePart = TomlFile.read(file("v/sec.toml"));
    assertThat(privatePart.text("listen_address")).isEqualTo(listen);
    assertThat(privatePart.text("external_address")).isEqualTo(peer);
    assertThat(TomlFile.read(file("v/pub.toml")).text("address")).isEqualTo(peer);
  }

  @Test
  void aListenAddressThatIsGivenCounts() {
    succeeds("generate-template t.toml --validators-count 1");
    succeeds("generate-config t.toml v -n -a no.such.host.invalid:1 -l 127.0.0.1:6401");
    assertThat(TomlFile.read(file("v/sec.toml")).text("listen_address"))
        .isEqualTo("127.0.0.1:6401");
  }

  @Test
  void theKeyFileIsTheOnlySecretOne() throws IOException {
    succeeds("generate-template t.toml --validators-count 1");
    Files.createDirectory(file("keys"));
    succeeds(
        "generate-config t.toml v -a 127.0.0.1 --master-key-pass pass:x:y --master-key-path keys");
    assertThat(permissions("keys/master.key.toml")).isEqualTo("rw-------");
    assertThat(permissions("v/pub.toml")).isEqualTo(permissions("made-by-hand"));
    assertThat(TomlFile.read(file("v/sec.toml")).text("master_key_path"))
        .isEqualTo(file("keys/master.key.toml").toString());
    MasterKeyFile.read(file("keys/master.key.toml"), "x:y".toCharArray());
  }

  @Test
  void rewritingAFileKeepsItsPermissions() throws IOException {
    var file = folder.resolve("node.toml");
    TomlFile.write(file, TomlFile.parse("x", "a = 1"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    TomlFile.write(file, TomlFile.parse("x", "a = 2"));
    assertThat(permissions("node.toml")).isEqualTo("rw-r-----");
    assertThat(Files.readString(file)).isEqualTo("a = 2\n");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generate-template x.toml                                        | --validators-count
          generate-template x.toml --validators-count 0                   | validators count: got 0
          generate-template x.toml --validators-count 1 --supervisor-mode x | got "x": want simple or decentralized
          generate-template x.toml --validators-count 1 --max-propose-timeout 0 | got 0, want 1 ms or more
          generate-config none.toml v -n -a 127.0.0.1                     | none.toml: there is no such file
          generate-config t.toml v -n                                     | --peer-address
          generate-config t.toml v -n -a ::1                              | an IPv6 address in brackets
          generate-config t.toml v -n -a no.such.host.invalid             | no.such.host.invalid is unknown; give --listen-address
          generate-config t.toml v -n -a 127.0.0.1:99999                  | peer address: got "127.0.0.1:99999"
          generate-config t.toml v -n -a 127.0.0.1 --master-key-path none | there is no such folder for the key file
          generate-config t.toml v -a 127.0.0.1 --master-key-pass envy    | Failed to parse passphrase input method
          generate-config t.toml v -a 127.0.0.1 --master-key-pass env:NO_SUCH_VARIABLE | NO_SUCH_VARIABLE is not set
          generate-config t.toml old -a 127.0.0.1                         | Failed to create secret key file. File exists:
          finalize old/sec.toml n.toml                                    | --public-configs
          finalize old/sec.toml n.toml -p none.toml                       | none.toml: there is no such file
          finalize old/sec.toml n.toml -p old/pub.toml --public-allow-origin a.example | "a.example" is no origin
          finalize old/sec.toml n.toml -p old/pub.toml --private-allow-origin http://a,*  | "*" is no origin
          finalize old/sec.toml n.toml -p old/pub.toml --public-allow-origin http://a/b   | "http://a/b" is no origin
          finalize old/sec.toml n.toml -p old/pub.toml --public-api-address 8080          | --public-api-address
          --services none finalize old/sec.toml n.toml -p old/pub.toml    | none: there is no such services folder
          finalize old/sec.toml n.toml -p old/pub.toml --services none    | none: there is no such services folder
          run -c none.toml -d db                                          | none.toml: there is no such file
          run -c old/sec.toml -d db --master-key-pass pass:               | private_config: missing
          run-dev -p dev --services none                                  | none: there is no such services folder
          maintenance -c none.toml -d db clear-cache                      | none.toml: there is no such file
          maintenance -d db clear-cache                                   | --node-config
          nonsense                                                        | nonsense
          """)
  void badInputGetsOneClearLineAndChangesNothing(String command, String message)
      throws IOException {
    succeeds("generate-template t.toml --validators-count 1");
    succeeds("generate-config t.toml old -n -a 127.0.0.1");
    var before = files();
    assertThat(execute(command)).isEqualTo(1);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void everyCommandAndOptionExplainsItself() {
    ServerCommand.commandLine().getSubcommands().values().stream()
        .flatMap(each -> Stream.concat(Stream.of(each), each.getSubcommands().values().stream()))
        .forEach(command -> {
          var spec = command.getCommandSpec();
          assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
          assertThat(spec.args())
              .filteredOn(argument -> !argument.hidden())
              .as(spec.qualifiedName())
              .allMatch(argument -> argument.description().length > 0);
        });
  }

  @Test
  void servicesMayStandBeforeOrAfterTheCommand() throws IOException {
    succeeds("generate-template t.toml --validators-count 1");
    succeeds("generate-config t.toml v -n -a 127.0.0.1");
    Files.createDirectory(file("services"));
    Files.createFile(file("services/services.toml"));
    succeeds("--services services finalize v/sec.toml before.toml -p v/pub.toml");
    succeeds("finalize v/sec.toml after.toml -p v/pub.toml --services services");
    for (var name : List.of("before.toml", "after.toml")) {
      assertThat(NodeConfig.read(file(name)).privateConfig().services()).contains(file("services"));
    }
  }

  @Test
  void theDevelopmentNetworkIsSetUpOnceAndKept() throws IOException {
    var config = runDev("--public-api-address", "127.0.0.1:9000").prepare();
    var made = NodeConfig.read(config);
    assertThat(made.publicConfig().general().mode()).isEqualTo(SupervisorMode.SIMPLE);
    assertThat(made.publicConfig().consensus().getValidatorKeysCount()).isEqualTo(1);
    assertThat(made.privateConfig().externalAddress()).isEqualTo("127.0.0.1:6200");
    var api = made.privateConfig().api();
    assertThat(api.publicHttp()).contains(Address.parse("127.0.0.1:9000"));
    assertThat(api.privateHttp()).contains(Address.parse("127.0.0.1:8081"));
    assertThat(api.publicOrigin()).contains("*");
    assertThat(api.privateOrigin()).isEmpty();
    assertThat(config).isEqualTo(file("dev/config/node.toml"));
    assertThat(List.of("template.toml", "pub.toml", "sec.toml", "master.key.toml"))
        .allMatch(name -> Files.isRegularFile(config.resolveSibling(name)));
    MasterKeyFile.read(made.privateConfig().masterKey(), new char[0]);

    runDev("--public-api-address", "127.0.0.1:9001").prepare();
    assertThat(NodeConfig.read(config)).as("the file wins").isEqualTo(made);
    runDev("--clean").prepare();
    assertThat(NodeConfig.read(config)).as("without a database").isEqualTo(made);
    Files.createDirectory(file("dev/db"));
    Files.createFile(file("dev/notes"));
    runDev("--clean").prepare();
    assertThat(NodeConfig.read(config)).isNotEqualTo(made);
    assertThat(file("dev/notes")).doesNotExist();
  }

  private RunDevCommand runDev(String... options) {
    var command = new RunDevCommand();
    new CommandLine(command)
        .parseArgs(
            Stream.concat(Stream.of("-p", file("dev").toString()), Stream.of(options))
                .toArray(String[]::new));
    return command;
  }

  @Test
  void aGenesisThatCannotBeIsToldInOneLine() throws IOException {
    succeeds("generate-template t.toml --validators-count 1");
    Files.writeString(
        file("t.toml"),
        Files.readString(file("t.toml"))
            .replace("max_propose_timeout = 5000", "max_propose_timeout = 1"));
    succeeds("generate-config t.toml v -n -a 127.0.0.1:0 -l 127.0.0.1:0");
    succeeds("finalize v/sec.toml v/node.toml -p v/pub.toml");
    assertThat(execute("run -c v/node.toml -d v/db --master-key-pass pass:")).isEqualTo(1);
    assertThat(err.toString())
        .contains("node.toml: public_config: Invalid propose timeouts")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "peers, listen_address",
    "public gRPC, api.grpc_public_address",
    "private gRPC, api.grpc_private_address",
    "public HTTP, api.public_api_address",
    "private HTTP, api.private_api_address"
  })
  void aPortThatIsInUseIsNamedWithItsSetting(String listener, String setting) throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var taken = "127.0.0.1:" + other.getLocalPort();
      UnaryOperator<String> address = name -> name.equals(setting) ? taken : "127.0.0.1:0";
      succeeds("generate-template t.toml --validators-count 1");
      succeeds(
          "generate-config t.toml v -n -a 127.0.0.1:6400 -l " + address.apply("listen_address"));
      succeeds(
          "finalize v/sec.toml v/node.toml -p v/pub.toml"
              + (" --public-api-address " + address.apply("api.public_api_address"))
              + (" --private-api-address " + address.apply("api.private_api_address"))
              + (" --grpc-public-address " + address.apply("api.grpc_public_address"))
              + (" --grpc-private-address " + address.apply("api.grpc_private_address")));
      assertThat(execute("run -c v/node.toml -d v/db --master-key-pass pass:")).isEqualTo(1);
      assertThat(err.toString())
          .contains(listener + ": cannot listen on " + taken + ": Address already in use; ")
          .contains("private_config." + setting + " in node.toml")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aKeyFileThatCannotBeUsedIsToldInOneLine() throws IOException {
    succeeds("generate-template t.toml --validators-count 1");
    succeeds("generate-config t.toml v -a 127.0.0.1:0 -l 127.0.0.1:0 --master-key-pass pass:right");
    succeeds("finalize v/sec.toml v/node.toml -p v/pub.toml");
    var run = "run -c v/node.toml -d v/db --master-key-pass pass:wrong";
    assertThat(execute(run)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("supervisor: Could not read master_key_path from file ")
        .contains("the passphrase is wrong");
    Files.setPosixFilePermissions(
        file("v/master.key.toml"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(execute(run)).isEqualTo(1);
    assertThat(err.toString()).contains("others than its owner may use it");
    Files.delete(file("v/master.key.toml"));
    assertThat(execute(run)).isEqualTo(1);
    assertThat(err.toString()).contains("there is no such file");
    assertThat(file("v/db")).doesNotExist();
  }

  @Test
  void maintenanceWantsAStoppedNodeAndMakesItsFolder() {
    succeeds("generate-template t.toml --validators-count 1");
    succeeds("generate-config t.toml v -n -a 127.0.0.1");
    succeeds("finalize v/sec.toml v/node.toml -p v/pub.toml");
    succeeds("maintenance -c v/node.toml -d v/db clear-cache");
    assertThat(file("v/db")).isDirectory();
    succeeds("maintenance --node-config v/node.toml --db-path v/db restart-migration any");
    try (var held = DataFolder.open(file("v/db"))) {
      assertThat(held).isNotNull();
      for (var action : List.of("clear-cache", "restart-migration any")) {
        assertThat(execute("maintenance -c v/node.toml -d v/db " + action)).isEqualTo(1);
        assertThat(err.toString()).contains("in use by another process");
      }
    }
    assertThat(execute("maintenance -c v/node.toml -d v/db")).isEqualTo(1);
    assertThat(err.toString()).contains("want an action: clear-cache or restart-migration");
  }

  private void succeeds(String command) {
    assertThat(execute(command)).as(() -> command + ": " + err).isZero();
  }

  /** Words that name files name those of this test's folder. */
  private int execute(String command) {
    err.getBuffer().setLength(0);
    var arguments = command.split(" ");
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].matches(
          "[a-z]+(/[a-z.]+)?\\.toml|net/.*|[vab]|old|db|v/db|dev|keys|none|services")) {
        arguments[i] = file(arguments[i]).toString();
      }
    }
    return ServerCommand.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private String permissions(String name) throws IOException {
    var file = file(name);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}

package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.rules.Rules;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.testkit.scripted.ScriptedChain;
import io.supervisor.wire.deploy.DeployArguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example, as a JAR, runs as a built-in service and as one that administrators bring. */
class CryptocurrencyJarTest {
  private static final String NAME = "exonum-cryptocurrency";
  private static final String VERSION = "0.2.0";

  @TempDir Path folder;
  private byte[] jar = new byte[0];

  @BeforeEach
  void pack() throws Exception {
    jar = ExampleJars.of(CryptocurrencyArtifact.class, NAME, VERSION);
  }

  @Test
  void runsInRuntime0() throws Exception {
    var file = folder.resolve("cryptocurrency.jar");
    Files.write(file, jar);
    var id = new ArtifactId(ArtifactId.RUNTIME_BUILT_IN, NAME, version());

    assertRuns(BuiltInArtifactSource.load(Map.of(), List.of(file)).deploy(id, new byte[0]), id);
  }

  @Test
  void runsInRuntime1() throws Exception {
    var directory = new ArtifactDirectory(folder.resolve("artifacts"));
    StoredFiles.store(directory, "cryptocurrency.jar", jar);
    var spec =
        DeployArguments.newBuilder()
            .setArtifactFilename("cryptocurrency.jar")
            .setSha256(Sha256.of(jar).toByteString())
            .build();
    var id = new ArtifactId(ArtifactId.RUNTIME_JAVA, NAME, version());

    assertRuns(new JavaArtifactSource(directory).deploy(id, spec.toByteArray()), id);
  }

  private static io.supervisor.api.Version version() {
    return io.supervisor.api.Version.parse(VERSION);
  }

  /** Its own messages are read, with those of the framework in them. */
  private static void assertRuns(ServiceArtifact artifact, ArtifactId id) {
    assertThat(artifact.protoSources()).containsOnlyKeys("service.proto");
    var service = artifact.create(new InstanceSpec(new InstanceId(3), "crypto", id));
    assertThat(service.methods())
        .extracting(Method::name)
        .containsExactly("transfer", "issue", "create_wallet");
    assertThat(service.reads()).hasSize(1);
    var transfer = service.methods().get(0).reader();
    var to = new byte[4 + 32];
    System.arraycopy(new byte[] {0x0a, 34, 0x0a, 32}, 0, to, 0, 4);
    try (var _ = Meter.open(Rules.DEFAULT.callBudget())) {
      assertThat(transfer.read(to).getClass().getClassLoader()).isInstanceOf(JarClassLoader.class);
      assertThatThrownBy(() -> transfer.read(new byte[] {0x0a, 2, 0x0a, 0}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A block with one issue, with all hooks and what the executor itself reads and writes. */
  @Test
  void anIssueTakesLittleOfTheBudget() throws Exception {
    var id = ScriptedChain.artifact(NAME, VERSION);
    var chain = new ScriptedChain(1, Map.of(id, ServiceJar.load(jar).service()));
    var instance = new InstanceSpec(new InstanceId(7), "crypto", id);
    chain.start(chain.genesis(Rules.REVISED).instance(instance, new byte[0]).build());
    var owner = ScriptedChain.keyPair(20);
    var wallet = CreateWallet.newBuilder().setName("Alice").build();
    assertThat(chain.send(owner, instance, 2, wallet)).isEqualTo("ok");
    var issue = Issue.newBuilder().setAmount(5).setSeed(1).build();
    var budget = Rules.REVISED.callBudget();
    try (var scope = Meter.open(budget)) {
      assertThat(chain.send(owner, instance, 1, issue)).isEqualTo("ok");
      assertThat(scope.meter().stepsUsed()).isLessThan(budget.steps() / 100);
      assertThat(scope.meter().bytesUsed()).isLessThan(budget.bytes() / 100);
      assertThat(scope.meter().bytesWritten()).isLessThan(budget.written() / 100);
    }
  }
}

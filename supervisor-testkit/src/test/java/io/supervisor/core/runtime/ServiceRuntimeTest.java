package io.supervisor.core.runtime;

import static io.supervisor.testkit.scripted.ScriptedChain.SERVICE;
import static io.supervisor.testkit.scripted.ScriptedChain.UPGRADE;
import static io.supervisor.testkit.scripted.ScriptedChain.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.Version;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.testkit.scripted.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deployment of code that is written against the service API. */
final class ServiceRuntimeTest {
  private final Dispatcher builtIn =
      new Dispatcher(
          List.of(
              new ServiceRuntime(
                  0, new BuiltInArtifacts(Map.of(UPGRADE, new Script(), SERVICE, new Script())))));

  @Test
  void builtInArtifactsNeedNoSpecification() {
    assertThat(builtIn.deploy(SERVICE, new byte[0])).isEmpty();
    assertThat(builtIn.isDeployed(SERVICE)).isTrue();
    var error = builtIn.deploy(UPGRADE, new byte[] {1}).orElseThrow();
    assertThat(error.codeText()).isEqualTo("runtime:0");
    assertThat(error.runtimeId()).hasValue(0);
    assertThat(builtIn.isDeployed(UPGRADE)).isFalse();
  }

  @Test
  void anArtifactThatIsNotThereIsRefusedWithThoseThatAre() {
    var error = builtIn.deploy(ArtifactId.parse("0:nope:1.0.0"), new byte[0]).orElseThrow();
    assertThat(error.codeText()).isEqualTo("runtime:1");
    assertThat(error.description())
        .isEqualTo(
            "Runtime failed to deploy artifact with id 0:nope:1.0.0, it is not listed among"
                + " available artifacts. Available artifacts: 0:service:1.0.0, 0:service:2.0.0");
  }

  @Test
  void anArtifactOfAnUnknownRuntimeIsRefused() {
    var error = builtIn.deploy(ArtifactId.parse("77:nope:1.0.0"), new byte[0]).orElseThrow();
    assertThat(error.codeText()).isEqualTo("core:0");
    assertThat(error.description())
        .isEqualTo(
            "Cannot deploy an artifact `77:nope:1.0.0` depending on the unknown runtime with ID"
                + " 77");
    assertThat(error.runtimeId()).isEmpty();
  }

  @Test
  void deployingAgainChangesNothing() {
    assertThat(builtIn.deploy(SERVICE, new byte[0])).isEmpty();
    assertThat(builtIn.deploy(SERVICE, new byte[0])).isEmpty();
  }

  /** Remembers what it was asked for, and fails on an empty specification. */
  private static final class RecordingSource implements ArtifactSource {
    private final List<String> asked = new ArrayList<>();

    @Override
    public ServiceArtifact deploy(ArtifactId artifact, byte[] spec) {
      asked.add("deploy " + Arrays.toString(spec));
      if (spec.length == 0) {
        throw new UnsupportedOperationException("no file");
      }
      return new Script();
    }

    @Override
    public void unload(ArtifactId artifact) {
      asked.add("unload");
    }
  }

  @Test
  void codeOfAnotherSpecificationIsReplaced() {
    var source = new RecordingSource();
    var dispatcher = new Dispatcher(List.of(new ServiceRuntime(0, source)));
    dispatcher.deploy(SERVICE, new byte[] {1});
    dispatcher.deploy(SERVICE, new byte[] {1});
    dispatcher.deploy(SERVICE, new byte[] {2});
    dispatcher.unload(SERVICE);
    dispatcher.unload(SERVICE);
    assertThat(source.asked).containsExactly("deploy [1]", "unload", "deploy [2]", "unload");
  }

  @Test
  void whateverASourceThrowsIsTheResultOfTheDeployment() {
    var dispatcher = new Dispatcher(List.of(new ServiceRuntime(0, new RecordingSource())));
    var error = dispatcher.deploy(SERVICE, new byte[0]).orElseThrow();
    assertThat(error.codeText()).isEqualTo("unexpected");
    assertThat(error.description()).contains("no file");
    assertThat(dispatcher.isDeployed(SERVICE)).isFalse();
  }

  @Test
  void noArtifactTakesDataOver() {
    var runtime = new ServiceRuntime(0, new RecordingSource());
    runtime.deploy(UPGRADE, new byte[] {1});
    assertThatThrownBy(() -> runtime.planMigration(UPGRADE, Version.parse("1.0.0")))
        .isInstanceOf(CallException.class);
    assertThatThrownBy(() -> runtime.load(instance(1, "one")))
        .isInstanceOf(MissingArtifactException.class);
  }
}

package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.notDeployed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.testkit.TestKeys;
import io.supervisor.wire.runtime.CallSite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deployments as both rules have them (supervisor.md section 7). */
class DeploymentTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ExecutionError BROKEN =
      ExecutionError.of(ErrorKind.RUNTIME, 1, "no such file");

  @ParameterizedTest
  @EnumSource(Rules.class)
  void oneValidatorDeploysInTwoBlocks(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var request = deployRequest(WALLET, 10);

    assertThat(chain.outcome(deploy(0, request))).isEqualTo("ok");
    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    assertThat(chain.actions()).hasSize(1).first().isInstanceOf(CommitAction.Deploy.class);

    assertThat(chain.outcome(deployed(0, request))).isEqualTo("ok");
    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
    assertThat(chain.isRegistered(WALLET)).isTrue();
    assertThat(chain.actions()).hasSize(1).first().isInstanceOf(CommitAction.RequireDeployed.class);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void deployActionCarriesTheReportOfTheNode(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var request = deployRequest(WALLET, 10);
    chain.commit(deploy(0, request));
    var action = (CommitAction.Deploy) chain.actions().getFirst();

    var report = action.report().apply(Optional.of(BROKEN)).orElseThrow();

    assertThat(report.method()).isEqualTo(1);
    assertThat(DeployResult.CODEC.decode(report.arguments()))
        .isEqualTo(new DeployResult(request, Optional.of(BROKEN)));
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void nothingIsDeployedAgainOnceTheNodeHasReported(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 10);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));
    assertThat(chain.actions()).hasSize(1);

    chain.commit(deployed(0, request));

    assertThat(chain.actions()).isEmpty();
  }

  /** Each row passes all the checks before its own (supervisor.md section 7.1). */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void requestsAreCheckedInOrder(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commitUntil(5);
    var badName = ArtifactId.parse("0:x:1.0.0").name().replace("x", "bad name");
    var misnamed = new ArtifactId(0, badName, io.supervisor.api.Version.parse("1.0.0"));
    var stranger =
        io.supervisor.api.crypto.VerifiedTransaction.sign(
            io.supervisor.api.InstanceId.SUPERVISOR,
            0,
            DeployRequest.CODEC.encode(deployRequest(misnamed, 1)),
            TestKeys.named("stranger"));

    assertThat(chain.outcome(stranger)).isEqualTo("common:2");
    assertThat(chain.outcome(deploy(0, deployRequest(misnamed, 1)))).isEqualTo("service:17");
    assertThat(chain.outcome(deploy(0, deployRequest(TestChain.PROBE, 1)))).isEqualTo("service:1");
    assertThat(chain.outcome(deploy(0, deployRequest(TestChain.PROBE, 20))))
        .isEqualTo("service:16");
    var request = deployRequest(WALLET, 20);
    assertThat(chain.outcome(deploy(0, request))).isEqualTo("ok");
    assertThat(chain.outcome(deploy(0, request))).as("a repeat is absorbed").isEqualTo("ok");
    chain.commit(deploy(1, request), deploy(2, request));
    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    assertThat(chain.outcome(deploy(0, request))).isEqualTo("service:18");
    assertThat(chain.outcome(deploy(3, request))).isEqualTo("ok");
    assertThat(chain.schema().deployRequests().get(request).orElseThrow().size()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void unreadableArgumentsAreRefusedBeforeTheAuthorIsLookedAt(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var noVersion = io.supervisor.wire.supervisor.DeployRequest.getDefaultInstance();

    assertThat(chain.outcome(TestChain.call(7, 0, noVersion.toByteArray()))).isEqualTo("common:3");
    assertThat(chain.outcome(TestChain.call(7, 77, new byte[0]))).isEqualTo("common:1");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void deadlineEqualToTheLastHeightIsAcceptedAndTimesOut(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    chain.commitUntil(5);
    var request = deployRequest(WALLET, 5);

    assertThat(chain.outcome(deploy(0, request))).isEqualTo("ok");
    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    assertThat(chain.outcome(deployed(0, request))).isEqualTo("ok");

    assertThat(chain.state(request)).contains(AsyncEventState.TIMEOUT);
    assertThat(chain.isRegistered(WALLET)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void resultsCountInTheBlockOfTheDeadlineAndNotAfter(Rules rules) {
    var inTime = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var request = deployRequest(WALLET, 3);
    inTime.commit(deploy(0, request));
    inTime.commitUntil(2);
    inTime.commit(deployed(0, request));
    assertThat(inTime.state(request)).contains(AsyncEventState.SUCCEED);

    var late = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    late.commit(deploy(0, request));
    late.commitUntil(3);
    assertThat(late.outcome(deployed(0, request))).as("silently ignored").isEqualTo("ok");
    assertThat(late.state(request)).contains(AsyncEventState.TIMEOUT);
  }

  /** Each row passes all the checks before its own (supervisor.md section 7.3). */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void reportsAreCheckedInOrder(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 1);
    var request = deployRequest(WALLET, 20);
    var other = new DeployRequest(WALLET, ByteString.EMPTY, 20, 1);

    assertThat(chain.outcome(deployed(5, request))).isEqualTo("common:2");
    assertThat(chain.outcome(deployed(0, request))).as("none pending").isEqualTo("service:19");
    chain.commit(deploy(0, request));
    assertThat(chain.outcome(deployed(0, other))).as("another pending").isEqualTo("service:19");
    assertThat(chain.outcome(notDeployed(0, request, BROKEN))).isEqualTo("ok");
    assertThat(chain.state(request)).contains(new AsyncEventState.Failed(4, BROKEN));
    assertThat(chain.outcome(deployed(0, request))).as("failed before").isEqualTo("ok");
    assertThat(chain.isRegistered(WALLET)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void failureKeepsTheReportedErrorInCanonicalForm(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var request = deployRequest(WALLET, 20);
    chain.commit(deploy(0, request));
    var wire = new DeployResult(request, Optional.of(BROKEN)).toWire().toBuilder();
    wire.getResultBuilder()
        .getErrorBuilder()
        .getCallSiteBuilder()
        .setCallType(CallSite.Type.CONSTRUCTOR)
        .setInstanceId(7)
        .setMethodId(3)
        .setInterface("x");

    chain.commit(TestChain.call(0, 1, wire.build().toByteArray()));

    var error = ((AsyncEventState.Failed) chain.state(request).orElseThrow()).error();
    assertThat(error.callSite().orElseThrow().method()).isZero();
    assertThat(error.callSite().orElseThrow().interfaceName()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void errorsWithImpossibleCodesAreUnreadable(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var request = deployRequest(WALLET, 20);
    for (var error : List.of(256, 3)) {
      var wire = new DeployResult(request, Optional.of(BROKEN)).toWire().toBuilder();
      wire.getResultBuilder().getErrorBuilder().setCode(error).setKindValue(error == 3 ? 0 : 1);
      assertThat(chain.outcome(TestChain.call(0, 1, wire.build().toByteArray())))
          .isEqualTo("common:3");
    }
  }

  /** Of requests and votes they are not: see {@link OnlyCurrentValidatorsCountTest}. */
  @Test
  void reportsOfFormerValidatorsAreTakenOutOfTheSetBeforeItIsCounted() {
    var chain = new TestChain(Rules.ORIGINAL, SupervisorMode.SIMPLE, 4);
    var request = deployRequest(WALLET, 20);
    chain.commit(deploy(0, request));
    chain.commit(deployed(3, request), deployed(0, request));
    chain.apply(new ConfigChange.Consensus(TestChain.config(3)));
    assertThat(confirmations(chain, request)).hasSize(2);

    chain.commit(deployed(1, request));
    assertThat(confirmations(chain, request))
        .containsExactlyInAnyOrder(TestChain.author(0), TestChain.author(1));
    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);

    chain.commit(deployed(2, request));
    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
  }

  private static java.util.SortedSet<io.supervisor.api.PublicKey> confirmations(
      TestChain chain, DeployRequest request) {
    return chain.schema().deployConfirmations().get(request).orElseThrow().keys();
  }
}

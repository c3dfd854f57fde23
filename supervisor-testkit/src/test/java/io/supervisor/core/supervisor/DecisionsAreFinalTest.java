package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.MigrationStories.HASH;
import static io.supervisor.core.supervisor.MigrationStories.begin;
import static io.supervisor.core.supervisor.MigrationStories.stoppedWallet;
import static io.supervisor.core.supervisor.TestChain.call;
import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.migrate;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.notDeployed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.InstanceId;
import io.supervisor.core.rules.Rules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A request is evaluated once and decided once: weaknesses 1, 2 and 5. Each story is told under the
 * original's rules, which have the weakness, and under ours (supervisor.md section 13,
 * docs/departures.md).
 */
class DecisionsAreFinalTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ExecutionError BROKEN = ExecutionError.of(ErrorKind.RUNTIME, 1, "broken");

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness1SurplusMigrationRequest(Rules rules) {
    var chain = stoppedWallet(rules, 4);
    var request = begin(chain);

    assertThat(chain.outcome(migrate(3, request))).isEqualTo("ok");

    var inner = chain.state(request).orElseThrow().inner();
    if (rules == Rules.ORIGINAL) {
      assertThat(inner).isInstanceOf(AsyncEventState.Failed.class);
      assertThat(chain.schema().pendingMigrations()).isEmpty();
      assertThat(chain.status("wallet")).as("for ever").isEqualTo("migrating");
    } else {
      assertThat(inner).isEqualTo(AsyncEventState.PENDING);
      chain.commit(migrated(0, request, HASH), migrated(1, request, HASH));
      chain.commit(migrated(2, request, HASH));
      chain.commit();
      assertThat(chain.status("wallet")).isEqualTo("stopped");
      assertThat(chain.outcome(migrate(3, request))).as("decided").isEqualTo("ok");
      assertThat(chain.state(request).orElseThrow().inner()).isEqualTo(AsyncEventState.SUCCEED);
    }
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness2PoisonedHook(Rules rules) {
    var chain = stoppedWallet(rules, 4);

    PoisonedHook.poison(chain);

    var block = chain.commit();
    var hook = TestChain.error(block, new CallInBlock.BeforeTransactions(InstanceId.SUPERVISOR));
    if (rules == Rules.ORIGINAL) {
      assertThat(hook.orElseThrow().codeText()).isEqualTo("core:12");
      assertThat(chain.schema().pendingProposal().get()).isPresent();
    } else {
      assertThat(hook).isEmpty();
      assertThat(chain.schema().pendingProposal().get()).isEmpty();
      assertThat(chain.schema().pendingMigrations()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness5LateFailureOverturnsASuccess(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = succeeded(chain);

    chain.commit(notDeployed(3, request, BROKEN));

    if (rules == Rules.ORIGINAL) {
      assertThat(chain.state(request).orElseThrow()).isInstanceOf(AsyncEventState.Failed.class);
    } else {
      assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
    }
    assertThat(chain.isRegistered(WALLET)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness5LateSuccessRegistersTwice(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = succeeded(chain);

    // Another encoding, so that it is another transaction.
    var again = DeployResult.CODEC.encode(new DeployResult(request, java.util.Optional.empty()));
    var outcome = chain.outcome(call(3, 1, withUnknownField(again)));

    assertThat(outcome).isEqualTo(rules == Rules.ORIGINAL ? "unexpected" : "ok");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness5SuccessStaysPending(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    succeeded(chain);
    chain.apply(new ConfigChange.UnloadArtifact(WALLET));

    var next = new DeployRequest(WALLET, ByteString.EMPTY, 90, 1);
    chain.commit(deploy(0, next), deploy(1, next), deploy(2, next));

    if (rules == Rules.ORIGINAL) {
      assertThat(chain.state(next)).as("votes swallowed").isEmpty();
    } else {
      assertThat(chain.state(next)).contains(AsyncEventState.PENDING);
    }
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness5OldConfirmationsAreInherited(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = succeeded(chain);
    chain.apply(new ConfigChange.UnloadArtifact(WALLET));
    chain.commitUntil(request.deadlineHeight());

    var again = withUnknownField(DeployRequest.CODEC.encode(request));
    var outcome = chain.outcome(call(0, 0, again));

    if (rules == Rules.ORIGINAL) {
      assertThat(outcome).isEqualTo("ok");
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
      assertThat(chain.actions()).as("the node has confirmed before, so nobody deploys").isEmpty();
    } else {
      assertThat(outcome).as("asks for another seed").isEqualTo("service:18");
      assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
    }
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void surplusDeployRequestDoesNotReopenAFailure(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));
    chain.commit(notDeployed(0, request, BROKEN), notDeployed(1, request, BROKEN));

    assertThat(chain.outcome(deploy(3, request))).isEqualTo("ok");

    if (rules == Rules.ORIGINAL) {
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    } else {
      assertThat(chain.state(request).orElseThrow()).isInstanceOf(AsyncEventState.Failed.class);
    }
  }

  private static DeployRequest succeeded(TestChain chain) {
    var request = deployRequest(WALLET, 20);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));
    for (var i = 0; i < 4; i++) {
      chain.commit(deployed(i, request));
    }
    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
    return request;
  }

  /** Another transaction with the same meaning. */
  private static byte[] withUnknownField(byte[] message) {
    return ByteString.copyFrom(message)
        .concat(ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x3f, 1}))
        .toByteArray();
  }
}

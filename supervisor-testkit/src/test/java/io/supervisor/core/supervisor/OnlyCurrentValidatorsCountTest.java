package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.MigrationStories.HASH;
import static io.supervisor.core.supervisor.MigrationStories.begin;
import static io.supervisor.core.supervisor.MigrationStories.stoppedWallet;
import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.notDeployed;
import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.rules.Rules;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who is no validator any more has no say any more: weakness 6. Each story is told under the
 * original's rules, which have the weakness, and under ours (supervisor.md section 13,
 * docs/departures.md).
 */
class OnlyCurrentValidatorsCountTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ExecutionError BROKEN = ExecutionError.of(ErrorKind.RUNTIME, 1, "broken");

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness6RequestsOfRemovedValidatorsCount(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(3, request), deploy(2, request));
    chain.apply(new ConfigChange.Consensus(TestChain.config(3)));

    chain.commit(deploy(1, request));

    if (rules == Rules.ORIGINAL) {
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    } else {
      assertThat(chain.state(request)).isEmpty();
      chain.commit(deploy(0, request));
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    }
  }

  /**
   * Only a proposal changes the validators, and only one is pending at a time, so votes of removed
   * validators are left over only where one block applies a proposal and takes votes for the next:
   * the set of the votes is looked at directly.
   */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness6VotesOfRemovedValidatorsCount(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var proposal = new ConfigPropose(20, List.of(start("x")), 0);
    chain.commit(propose(0, proposal), vote(1, proposal.hash()));
    chain.putVote(proposal.hash(), TestChain.author(7));

    chain.commitUntil(20);

    assertThat(chain.isStarted("x")).isEqualTo(rules == Rules.ORIGINAL);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness6ReportsAreNotCountedAgain(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 5);
    var request = deployRequest(WALLET, 90);
    chain.commit(
        IntStream.range(0, 4)
            .mapToObj(i -> deploy(i, request))
            .toArray(io.supervisor.api.crypto.VerifiedTransaction[]::new));
    chain.commit(deployed(0, request), deployed(1, request), deployed(2, request));
    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);

    chain.apply(new ConfigChange.Consensus(TestChain.config(3)));
    chain.commit();

    if (rules == Rules.ORIGINAL) {
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    } else {
      assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
      assertThat(chain.isRegistered(WALLET)).isTrue();
    }
  }

  @Test
  void weakness6FailuresAndMigrationsAreCountedAgainToo() {
    var chain = stoppedWallet(Rules.REVISED, 5);
    var deployment = deployRequest(ArtifactId.parse("5:late:1.0.0"), 90);
    chain.commit(
        IntStream.range(0, 4)
            .mapToObj(i -> deploy(i, deployment))
            .toArray(io.supervisor.api.crypto.VerifiedTransaction[]::new));
    var migration = begin(chain);
    chain.commit(notDeployed(0, deployment, BROKEN));
    chain.commit(
        migrated(0, migration, HASH), migrated(1, migration, HASH), migrated(2, migration, HASH));

    chain.apply(new ConfigChange.Consensus(TestChain.config(3)));
    chain.commit();

    assertThat(chain.state(deployment))
        .contains(new AsyncEventState.Failed(chain.height() - 1, BROKEN));
    assertThat(chain.schema().migrationsToFlush()).containsExactly(migration);
    chain.commit();
    assertThat(chain.state(migration).orElseThrow().inner()).isEqualTo(AsyncEventState.SUCCEED);
  }

  private static ConfigChange start(String name) {
    return new ConfigChange.StartService(TestChain.PROBE, name, ByteString.EMPTY);
  }
}

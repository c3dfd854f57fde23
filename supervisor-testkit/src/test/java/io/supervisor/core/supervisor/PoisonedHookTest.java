package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.rules.Rules;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is past its deadline is dropped before any transaction can name it, unless the hook that
 * drops it has failed: only then are these checks reached (lifecycle.md section 17).
 */
class PoisonedHookTest {
  private final TestChain chain = MigrationStories.stoppedWallet(Rules.ORIGINAL, 4);

  @Test
  void lateVoteIsRefusedAndANewProposalDropsTheStaleOne() {
    var proposal = PoisonedHook.poison(chain);

    assertThat(chain.outcome(vote(1, proposal.hash()))).isEqualTo("service:0");
    var next = new ConfigPropose(chain.height() + 9, List.of(), chain.configurationNumber());
    assertThat(chain.outcome(propose(1, next))).isEqualTo("ok");
    assertThat(chain.schema().pendingProposal().get().orElseThrow().proposal()).isEqualTo(next);
  }

  @Test
  void lateReportOfADeploymentIsRefused() {
    var request = TestChain.deployRequest(ArtifactId.parse("5:late:1.0.0"), chain.height() + 12);
    chain.commit(all(i -> deploy(i, request)));
    PoisonedHook.poison(chain);
    chain.commitUntil(request.deadlineHeight() + 1);

    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    assertThat(chain.outcome(deployed(0, request))).isEqualTo("service:0");
  }

  @Test
  void lateReportOfAMigrationIsRefused() {
    PoisonedHook.poison(chain);
    var poisoned = new SupervisorView(chain.snapshot()).openMigrations().getFirst().request();

    assertThat(chain.outcome(migrated(0, poisoned, MigrationStories.HASH))).isEqualTo("service:0");
  }

  private static VerifiedTransaction[] all(
      java.util.function.IntFunction<VerifiedTransaction> transaction) {
    return IntStream.range(0, 4).mapToObj(transaction).toArray(VerifiedTransaction[]::new);
  }
}

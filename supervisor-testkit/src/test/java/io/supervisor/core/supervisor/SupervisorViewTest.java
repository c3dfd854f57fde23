package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.author;
import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.notDeployed;
import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.rules.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weakness 13: who has not voted yet can be seen. */
class SupervisorViewTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ExecutionError BROKEN = ExecutionError.of(ErrorKind.RUNTIME, 1, "broken");

  @ParameterizedTest
  @EnumSource(Rules.class)
  void proposalShowsWhoHasNotVoted(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var proposal = new ConfigPropose(9, List.of(), 0);
    chain.commit(propose(2, proposal), vote(0, proposal.hash()));

    var view = new SupervisorView(chain.snapshot()).proposal().orElseThrow();

    assertThat(view.pending()).isEqualTo(new PendingProposal(proposal.hash(), proposal));
    assertThat(view.votes().given()).containsExactlyInAnyOrder(author(0), author(2));
    assertThat(view.votes().missing()).containsExactly(author(1), author(3));
    assertThat(view.votes().needed()).isEqualTo(3);
    assertThat(view.votes().isReached()).isFalse();
  }

  @Test
  void deploymentShowsRequestsReportsAndFailures() {
    var chain = new TestChain(Rules.REVISED, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 20);
    chain.commit(deploy(0, request), deploy(3, request));
    var asked = new SupervisorView(chain.snapshot()).openDeployments().getFirst();
    assertThat(asked.state()).isEmpty();
    assertThat(asked.approvals().missing()).containsExactly(author(1), author(2));

    chain.commit(deploy(1, request));
    chain.commit(deployed(1, request), notDeployed(2, request, BROKEN));
    var pending = new SupervisorView(chain.snapshot()).deployment(request);
    assertThat(pending.state()).contains(AsyncEventState.PENDING);
    assertThat(pending.approvals().isReached()).isTrue();
    assertThat(pending.reports().given()).containsExactly(author(1));
    assertThat(pending.reports().needed()).isEqualTo(3);
    assertThat(pending.failures()).containsExactly(java.util.Map.entry(author(2), BROKEN));

    chain.commit(deployed(0, request), deployed(3, request));
    var done = new SupervisorView(chain.snapshot());
    assertThat(done.openDeployments()).isEmpty();
    assertThat(done.deployments()).hasSize(1);
    assertThat(done.artifacts()).containsKey(WALLET);
  }

  @Test
  void requestThatWasNotApprovedInTimeIsNotOpen() {
    var chain = new TestChain(Rules.REVISED, SupervisorMode.DECENTRALIZED, 4);
    chain.commit(deploy(0, deployRequest(WALLET, 4)));
    chain.commitUntil(3);
    assertThat(new SupervisorView(chain.snapshot()).openDeployments()).hasSize(1);

    chain.commitUntil(4);

    assertThat(new SupervisorView(chain.snapshot()).openDeployments()).isEmpty();
  }

  @Test
  void underTheOriginalsRulesAllReportsAreNeeded() {
    var chain = new TestChain(Rules.ORIGINAL, SupervisorMode.SIMPLE, 4);
    chain.commit(deploy(0, deployRequest(WALLET, 20)));

    var view = new SupervisorView(chain.snapshot()).openDeployments().getFirst();

    assertThat(view.approvals().needed()).isEqualTo(1);
    assertThat(view.reports().needed()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void migrationShowsWhoHasReported(Rules rules) {
    var chain = MigrationStories.stoppedWallet(rules, 4);
    var request = MigrationStories.begin(chain);
    chain.commit(migrated(1, request, MigrationStories.HASH));

    var view = new SupervisorView(chain.snapshot()).openMigrations().getFirst();

    assertThat(view.request()).isEqualTo(request);
    assertThat(view.state().orElseThrow().inner()).isEqualTo(AsyncEventState.PENDING);
    assertThat(view.reports().given()).containsExactly(author(1));
    assertThat(view.reports().missing()).containsExactly(author(0), author(2), author(3));
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void networkAsAWhole(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.apply();

    var view = new SupervisorView(chain.snapshot());

    assertThat(view.height()).isEqualTo(new io.supervisor.api.Height(1));
    assertThat(view.rules()).isEqualTo(rules);
    assertThat(view.mode()).isEqualTo(SupervisorMode.DECENTRALIZED);
    assertThat(view.configurationNumber()).isEqualTo(1);
    assertThat(view.consensusConfig()).isEqualTo(TestChain.config(4));
    assertThat(view.instances())
        .extracting(instance -> instance.spec().name())
        .containsExactly("supervisor", "probe");
    assertThat(view.artifacts())
        .containsOnlyKeys(SupervisorArtifact.ID, CallerArtifact.ID, TestChain.PROBE);
  }
}

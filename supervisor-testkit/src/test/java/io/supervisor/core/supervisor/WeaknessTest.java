package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.call;
import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.core.rules.Rules;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The other weaknesses of the original that are mended: 3, 4, 9, 20. Each story is told under the
 * original's rules, which have the weakness, and under ours (supervisor.md section 13,
 * docs/departures.md).
 */
class WeaknessTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");

  /** Under both rules: what a node has to deploy is data, carried out elsewhere. */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void weaknesses3And4DeploymentIsNoPartOfTheCommit(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);

    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));

    assertThat(chain.isDeployedLocally(WALLET)).isFalse();
    chain.deployLocally(WALLET);
    chain.deployLocally(WALLET);
    assertThat(chain.isDeployedLocally(WALLET)).as("twice is no error").isTrue();
  }

  /** Under both rules: the attempt is in no state and no hash, and the original reads past it. */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness9VoteThatCameTooEarlyCanBeSentAgain(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var proposal = new ConfigPropose(20, List.of(), 0);
    var early = vote(1, proposal.hash());
    assertThat(chain.outcome(early)).isEqualTo("service:50");
    chain.commit(propose(0, proposal));

    var wire =
        io.supervisor.wire.supervisor.ConfigVote.newBuilder()
            .setProposeHash(io.supervisor.api.crypto.Canonical.toWire(proposal.hash()))
            .setAttempt(1);
    var again = call(1, 3, wire.build().toByteArray());

    assertThat(again.hash()).isNotEqualTo(early.hash());
    assertThat(chain.outcome(again)).isEqualTo("ok");
    assertThat(chain.schema().configConfirms().get(proposal.hash()).orElseThrow().size())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness9AttemptsAreNoPartOfWhatIsStored(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    var proposal = new ConfigPropose(20, List.of(), 0);

    chain.commit(
        call(0, 0, request.toWire().toBuilder().setAttempt(7).build().toByteArray()),
        call(0, 2, proposal.toWire().toBuilder().setAttempt(7).build().toByteArray()));

    assertThat(chain.schema().deployRequests().contains(request)).isTrue();
    assertThat(chain.schema().pendingProposal().get())
        .contains(new PendingProposal(proposal.hash(), proposal));
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness20RequestsOfUnknownRuntimesAreAccepted(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var request = deployRequest(ArtifactId.parse("9:wallet:1.0.0"), 90);

    assertThat(chain.outcome(deploy(0, request)))
        .isEqualTo(rules == Rules.ORIGINAL ? "ok" : "core:0");
  }
}

package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.supervisor.SettledProposal.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What came of a proposal, as kept from the block that decides it on. */
class SettledProposalTest {
  private static Optional<SettledProposal> settled(TestChain chain, ConfigPropose proposal) {
    return new SupervisorView(chain.snapshot()).settledProposal(proposal.hash());
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void votesAreThoseOfTheHeightThatDecides(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    ConsensusConfig more = TestChain.config(5);
    var proposal = new ConfigPropose(2, List.of(new ConfigChange.Consensus(more)), 0);
    chain.commit(propose(0, proposal), vote(1, proposal.hash()));
    assertThat(settled(chain, proposal)).as("can be voted on").isEmpty();
    chain.commit(vote(2, proposal.hash()));

    assertThat(chain.config().validators()).as("of whom 4 are a quorum").hasSize(5);
    var applied = new SettledProposal(proposal.hash(), Outcome.APPLIED, 2, 3, 3);
    assertThat(settled(chain, proposal)).contains(applied);
    chain.commitUntil(5);
    assertThat(settled(chain, proposal)).contains(applied);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void whatIsNotApprovedExpires(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commit(propose(0, new ConfigPropose(0, List.of(), 0)));

    var proposal = new ConfigPropose(1, List.of(), 0);
    var expired = new SettledProposal(proposal.hash(), Outcome.EXPIRED, 1, 1, 3);
    assertThat(settled(chain, proposal)).contains(expired);
    chain.commit();
    assertThat(settled(chain, proposal)).contains(expired);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void aFailureIsKnownAtOnceThoughTheHookIsUndone(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 4);
    var change =
        new ConfigChange.ServiceConfig(TestChain.PROBE_ID, ByteString.copyFromUtf8("apply-err"));
    var proposal = new ConfigPropose(1, List.of(change), 0);
    var block = chain.commit(propose(0, proposal));
    assertThat(TestChain.applyError(block)).isPresent();

    var failed = new SettledProposal(proposal.hash(), Outcome.FAILED, 1, 1, 1);
    assertThat(settled(chain, proposal)).contains(failed);
    chain.commit();
    assertThat(chain.schema().pendingProposal().get()).isEmpty();
    assertThat(settled(chain, proposal)).contains(failed);
  }

  @Test
  void theLastSixteenAreKept() {
    var chain = new TestChain(Rules.REVISED, SupervisorMode.SIMPLE, 1);
    for (var number = 0; number < 17; number++) {
      chain.commit(propose(0, new ConfigPropose(0, List.of(), number)));
    }
    assertThat(settled(chain, new ConfigPropose(1, List.of(), 0))).isEmpty();
    assertThat(settled(chain, new ConfigPropose(2, List.of(), 1))).isPresent();
    assertThat(settled(chain, new ConfigPropose(17, List.of(), 16))).isPresent();
  }

  @Test
  void damagedRecordsAreRefused() {
    assertThatThrownBy(() -> SettledProposal.CODEC.decode(new byte[48]))
        .hasMessage("settled proposal: got 48 bytes, want 49");
    var wrong = new byte[49];
    wrong[32] = 3;
    assertThatThrownBy(() -> SettledProposal.CODEC.decode(wrong))
        .hasMessage("settled proposal: got outcome 3");
  }
}

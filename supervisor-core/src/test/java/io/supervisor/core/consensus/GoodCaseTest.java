package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.key;
import static io.supervisor.core.consensus.Fixture.precommit;
import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Prevote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The straight way from a proposal to a decision. In epoch 1 of four, validator 2 leads round 1.
 */
class GoodCaseTest {
  @Test
  void aProposalIsPrevotedLockedPrecommittedAndDecided() {
    var node = new Actor(0, 4);
    var proposal = propose(2, 1, "t");

    node.hears(proposal);
    assertThat(node.prevote(1)).contains(prevote(0, 1, proposal));

    node.hears(prevote(1, 1, proposal), prevote(2, 1, proposal));
    assertThat(node.locks()).hasSize(1);
    assertThat(node.precommit(1)).contains(precommit(0, 1, proposal));

    node.hears(precommit(1, 1, proposal), precommit(2, 1, proposal));
    var decision = node.decisions.getFirst();
    assertThat(decision.proposal()).isEqualTo(proposal);
    assertThat(Fixture.certify(decision.precommits(), Fixture.EPOCH, Fixture.blockHash(proposal)))
        .isTrue();
  }

  @Test
  void whatIsRecordedComesBeforeTheVoteThatNeedsIt() {
    var node = new Actor(0, 4);
    var proposal = propose(2, 1, "t");
    node.hears(proposal, prevote(1, 1, proposal), prevote(2, 1, proposal));

    assertThat(
            node.effects.stream()
                .filter(effect ->
                    effect instanceof Effect.KeepProposal
                        || effect instanceof Effect.RecordLock
                        || effect instanceof Effect.Sign)
                .map(effect -> effect.getClass().getSimpleName()))
        .containsExactly("KeepProposal", "Sign", "RecordLock", "Sign");
  }

  @Test
  void commitsReceivedBeforePrevotesStillDecide() {
    var node = new Actor(0, 4);
    var proposal = propose(2, 1, "t");
    node.hears(precommit(1, 1, proposal), precommit(2, 1, proposal), precommit(3, 1, proposal));
    assertThat(node.decisions).isEmpty();

    node.hears(proposal);
    assertThat(node.decisions).hasSize(1);
  }

  @Test
  void aSingleValidatorDecidesAlone() {
    var node = new Actor(0, 1);
    node.fires(Timer.Kind.PROPOSE);
    assertThat(node.decisions).hasSize(1);
    assertThat(node.decisions.getFirst().precommits()).hasSize(1);
  }

  @Test
  void theLeaderProposesWhatThePoolSelectsOnceThereIsWork() {
    var node = new Actor(2, 4);
    node.pool = List.of(Fixture.hash("t"));
    node.nowMs += 50;
    node.in(new Input.WorkChanged(true));
    assertThat(node.proposal(1).message().transactions()).containsExactly(Fixture.hash("t"));
    assertThat(node.prevote(1)).isPresent();
  }

  @Test
  void anAuditorFollowsAndSaysNothing() {
    var node = new Actor(9, 4);
    var proposal = propose(2, 1, "t");
    node.hears(proposal, prevote(0, 1, proposal), prevote(1, 1, proposal), prevote(2, 1, proposal));
    node.hears(precommit(0, 1, proposal), precommit(1, 1, proposal), precommit(2, 1, proposal));
    assertThat(node.locks()).hasSize(1);
    assertThat(node.decisions).hasSize(1);
    assertThat(node.said(Message.class)).isEmpty();
  }

  @Test
  void theNextEpochBeginsWithTheNewListAndWhatCameEarly() {
    var node = new Actor(0, 1);
    node.fires(Timer.Kind.PROPOSE);
    var second =
        new EpochStart(
            Fixture.EPOCH.next(),
            node.decisions.getFirst().blockHash(),
            Fixture.config(4),
            false,
            Optional.empty());
    // Validators 1 to 3 are new: their votes are kept until the list with them is in force.
    var early = new ArrayList<Input>();
    for (int id = 1; id <= 3; id++) {
      var vote = new Prevote(new ValidatorId(id), second.height(), 1, Fixture.hash("other"), 0);
      early.add(new Input.MessageReceived(key(id), Fixture.sign(vote)));
    }
    early.forEach(node::in);
    node.in(new Input.EpochBegan(second));
    node.nowMs += Requests.GRACE_MS;
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestProposal.class))
        .extracting(Effect.RequestProposal::epoch)
        .contains(second.height());
  }
}

package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.call;
import static io.supervisor.core.supervisor.TestChain.outcome;
import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.CallSite;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.TestKeys;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proposals as both rules have them (supervisor.md sections 6.1, 6.3, 6.4). */
class ProposalTest {
  private static ConfigPropose empty(long from, long number) {
    return new ConfigPropose(from, List.of(), number);
  }

  private static ConfigChange configure(String text) {
    return new ConfigChange.ServiceConfig(TestChain.PROBE_ID, ByteString.copyFromUtf8(text));
  }

  private static String configOf(TestChain chain) {
    return chain
        .snapshot()
        .access("probe.")
        .proofEntry("config", Codecs.string())
        .get()
        .orElseThrow();
  }

  /** Each row passes all the checks before its own and breaks those after it. */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void proposalsAreCheckedInOrder(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commitUntil(5);
    var malformed = List.<ConfigChange>of(new ConfigChange.StopService(new InstanceId(999)));

    assertThat(chain.outcome(propose(7, new ConfigPropose(1, malformed, 9)))).isEqualTo("common:2");
    assertThat(chain.commit(propose(0, empty(20, 0))).errors()).isEmpty();
    assertThat(chain.outcome(propose(1, new ConfigPropose(1, malformed, 9))))
        .as("in the past, although another one is pending")
        .isEqualTo("service:1");
    assertThat(chain.outcome(propose(1, new ConfigPropose(30, malformed, 9))))
        .as("another one is pending, although it is malformed")
        .isEqualTo("service:48");
    chain.commitUntil(21);
    assertThat(chain.outcome(propose(1, new ConfigPropose(40, malformed, 9))))
        .as("malformed, although the number is wrong")
        .isEqualTo("service:49");
    assertThat(chain.outcome(propose(1, empty(40, 9)))).isEqualTo("service:52");
    assertThat(chain.outcome(propose(1, empty(40, 1)))).isEqualTo("ok");
    assertThat(chain.configurationNumber()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void textsNameWhatWasSentAndWhatWasExpected(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commitUntil(51);
    var first = new CallInBlock.Transaction(0);

    assertThat(
            TestChain.error(chain.commit(propose(0, empty(1, 0))), first)
                .orElseThrow()
                .description())
        .isEqualTo("Actual height for config proposal (1) is in the past (current height: 51).");
    assertThat(
            TestChain.error(chain.commit(propose(0, empty(0, 77))), first)
                .orElseThrow()
                .description())
        .isEqualTo("Number for config proposal (77) differs from the expected one (0)");
    var proposal = empty(60, 0);
    var block = chain.commit(propose(0, proposal), vote(1, Hash.ZERO));
    assertThat(TestChain.error(block, new CallInBlock.Transaction(1)).orElseThrow().description())
        .isEqualTo(
            "Mismatch between the hash of the saved proposal (%s...) and the hash referenced in the vote (00000000...)"
                .formatted(proposal.hash().toString().substring(0, 8)));
  }

  /** Each row passes all the checks before its own (supervisor.md section 6.3). */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void votesAreCheckedInOrder(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var proposal = empty(9, 0);

    assertThat(chain.outcome(vote(7, proposal.hash()))).isEqualTo("common:2");
    assertThat(chain.outcome(vote(1, proposal.hash()))).as("none pending").isEqualTo("service:50");
    chain.commit(propose(0, proposal));
    assertThat(chain.outcome(vote(0, Hash.ZERO))).as("another hash").isEqualTo("service:50");
    assertThat(chain.outcome(vote(0, proposal.hash()))).as("proposer").isEqualTo("service:51");
    assertThat(chain.outcome(vote(1, proposal.hash()))).isEqualTo("ok");
    chain.commitUntil(8);
    assertThat(chain.outcome(vote(2, proposal.hash()))).as("last block").isEqualTo("ok");
    assertThat(chain.outcome(vote(3, proposal.hash()))).as("dropped").isEqualTo("service:50");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void zeroMeansTheBlockOfTheProposalAndIsReplacedBeforeHashing(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commitUntil(5);

    chain.commit(propose(0, empty(0, 0)));

    var stored = chain.schema().pendingProposal().get().orElseThrow();
    assertThat(stored.proposal()).isEqualTo(empty(6, 0));
    assertThat(stored.hash()).isEqualTo(empty(6, 0).hash());
    chain.commit();
    assertThat(chain.schema().pendingProposal().get()).as("not approved in time").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void oneVoteIsEnoughInSimpleMode(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 4);

    chain.commit(propose(2, new ConfigPropose(0, List.of(configure("new")), 0)));

    assertThat(configOf(chain)).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void changesAreAppliedInTheBlockThatTheProposalNames(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var proposal = new ConfigPropose(5, List.of(configure("new")), 0);
    chain.commit(propose(0, proposal), vote(1, proposal.hash()), vote(2, proposal.hash()));
    chain.commitUntil(4);
    assertThat(configOf(chain)).isEmpty();

    chain.commit();

    assertThat(configOf(chain)).isEqualTo("new");
    assertThat(chain.schema().pendingProposal().get()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void whatFailsInTheApplicationUndoesTheWholeHook(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var proposal =
        new ConfigPropose(
            0,
            List.of(
                new ConfigChange.ServiceConfig(
                    InstanceId.SUPERVISOR,
                    ByteString.copyFrom(SupervisorMode.DECENTRALIZED.toBytes())),
                new ConfigChange.StartService(TestChain.PROBE, "x", ByteString.EMPTY),
                configure("apply-err")),
            0);

    var block = chain.commit(propose(0, proposal));

    assertThat(outcome(block, 0)).as("the proposal itself").isEqualTo("ok");
    var error = TestChain.applyError(block).orElseThrow();
    assertThat(error.codeText()).isEqualTo("service:8");
    assertThat(error.callSite())
        .contains(CallSite.method(TestChain.PROBE_ID, "exonum.Configure", 1));
    assertThat(chain.schema().modeOrDefault()).isEqualTo(SupervisorMode.SIMPLE);
    assertThat(chain.schema().vacantInstanceId().get()).isEmpty();
    assertThat(configOf(chain)).isEmpty();
    assertThat(chain.schema().pendingProposal().get()).as("until the next block").isPresent();
    chain.commit();
    assertThat(chain.schema().pendingProposal().get()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void failingConstructorsAndPanicsAreErrorsOfTheHook(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);

    var failed =
        chain.apply(
            new ConfigChange.StartService(
                TestChain.PROBE, "x", ByteString.copyFromUtf8("init-err")));
    var panicked = chain.apply(configure("apply-panic"));

    assertThat(TestChain.applyError(failed).orElseThrow().callSite())
        .contains(CallSite.of(CallSite.Type.CONSTRUCTOR, new InstanceId(5)));
    assertThat(TestChain.applyError(panicked).orElseThrow().codeText()).isEqualTo("unexpected");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void idsGoUpFromTheHighestOfAllAndAreNeverUsedAgain(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);

    assertThat(chain.start("a", TestChain.PROBE)).isEqualTo(new InstanceId(5));
    assertThat(chain.start("b", TestChain.PROBE)).isEqualTo(new InstanceId(6));
    chain.apply(new ConfigChange.StopService(new InstanceId(6)));
    assertThat(chain.start("c", TestChain.PROBE)).isEqualTo(new InstanceId(7));
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void servicesAreStoppedFrozenResumedAndArtifactsUnloaded(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var artifact = ArtifactId.parse("5:wallet:1.0.0");
    var free = ArtifactId.parse("5:free:1.0.0");
    chain.deployAll(artifact);
    chain.deployAll(free);
    var wallet = chain.start("wallet", artifact);
    assertThat(chain.status("wallet")).isEqualTo("active");

    chain.apply(new ConfigChange.FreezeService(wallet));
    assertThat(chain.status("wallet")).isEqualTo("frozen");
    chain.apply(new ConfigChange.ResumeService(wallet, ByteString.copyFromUtf8("again")));
    assertThat(chain.status("wallet")).isEqualTo("active");
    chain.apply(new ConfigChange.StopService(wallet), new ConfigChange.UnloadArtifact(free));
    assertThat(chain.status("wallet")).isEqualTo("stopped");
    assertThat(chain.isRegistered(free)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void newModeCountsFromTheNextBlockOn(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 4);
    var toDecentralized =
        new ConfigChange.ServiceConfig(
            InstanceId.SUPERVISOR, ByteString.copyFrom(SupervisorMode.DECENTRALIZED.toBytes()));

    chain.commit(propose(0, new ConfigPropose(0, List.of(toDecentralized), 0)));
    chain.commit(propose(0, new ConfigPropose(0, List.of(configure("new")), 1)));

    assertThat(chain.schema().modeOrDefault()).isEqualTo(SupervisorMode.DECENTRALIZED);
    assertThat(configOf(chain)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void consensusConfigurationCountsFromTheNextBlockOn(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 4);
    var fewer = TestChain.config(3);
    var propose = new ConfigPropose(0, List.of(new ConfigChange.Consensus(fewer)), 0);

    var same = chain.commit(propose(0, propose), propose(3, empty(9, 1)));
    assertThat(outcome(same, 1)).as("still a validator").isEqualTo("service:48");
    assertThat(chain.config()).isEqualTo(fewer);
    assertThat(chain.outcome(propose(3, empty(9, 1)))).isEqualTo("common:2");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void undecodableSupervisorConfigurationIsMalformed(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var change =
        new ConfigChange.ServiceConfig(
            InstanceId.SUPERVISOR, ByteString.copyFrom(new byte[] {1, 2, 3}));

    assertThat(chain.outcome(propose(0, new ConfigPropose(0, List.of(change), 0))))
        .isEqualTo("common:3");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void changesWithoutKindMakeTheWholeProposalUnreadable(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var wire =
        io.supervisor.wire.supervisor.ConfigPropose.newBuilder()
            .addChanges(io.supervisor.wire.supervisor.ConfigChange.getDefaultInstance());

    assertThat(chain.outcome(call(0, 2, wire.build().toByteArray()))).isEqualTo("common:3");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void otherServicesMayNotAsk(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    var toConfigure =
        VerifiedTransaction.sign(InstanceId.SUPERVISOR, 1, new byte[0], TestKeys.named("stranger"));

    assertThat(chain.outcome(toConfigure)).as("reads arguments first").isEqualTo("common:3");
  }
}

package io.supervisor.core.runtime;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.UPGRADE;
import static io.supervisor.testkit.scripted.ScriptedChain.keyPair;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.ValidatorId;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node has to do after a commit. */
final class AfterCommitTest {
  private final ScriptedChain chain = new ScriptedChain();
  private final NodeIdentity validator = new NodeIdentity(chain.keys().publicKey());
  private final NodeIdentity auditor = new NodeIdentity(keyPair(9).publicKey());

  private AfterCommit afterCommit(NodeIdentity node) {
    return chain.executor().afterCommit(chain.view(), chain.blocks().getLast(), node);
  }

  @Test
  void servicesOfValidatorsSendTransactions() {
    chain
        .script()
        .afterCommit(context -> {
          assertThat(context.height()).isEqualTo(chain.blocks().getLast().height());
          context.broadcast(3, new byte[] {(byte) context.instance().id().value()});
        });
    chain.start().block();
    assertThat(afterCommit(validator).actions())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new CommitAction.Broadcast(InstanceId.SUPERVISOR, 3, new byte[] {0}),
            new CommitAction.Broadcast(ONE.id(), 3, new byte[] {1}));
    assertThat(afterCommit(auditor).actions()).isEmpty();
  }

  @Test
  void servicesLearnTheRoleOfTheirNode() {
    chain
        .script()
        .afterCommit(context -> {
          assertThat(context.serviceKey()).isNotNull();
          if (context.validatorId().isPresent()) {
            assertThat(context.validatorId()).contains(new ValidatorId(0));
            context.broadcast(0, new byte[0]);
          }
        });
    chain.start().block();
    assertThat(afterCommit(validator).actions()).hasSize(2);
    assertThat(afterCommit(auditor).actions()).isEmpty();
    assertThat(afterCommit(auditor).failures()).isEmpty();
  }

  @Test
  void frozenServicesHaveTheHookButSendNothing() {
    var seen = new ArrayList<String>();
    chain
        .script()
        .afterCommit(context -> {
          seen.add(context.instance().name());
          context.broadcast(0, new byte[0]);
        });
    chain.start().supervised(supervisor -> supervisor.freeze(ONE.id()));
    assertThat(afterCommit(validator).actions()).hasSize(1);
    assertThat(seen).containsExactly("supervisor", "one");
  }

  @Test
  void aHookThatThrowsDoesNothingAndStopsNobody() {
    chain
        .script()
        .afterCommit(context -> {
          context.broadcast(0, new byte[0]);
          if (context.instance().id().equals(InstanceId.SUPERVISOR)) {
            throw new StackOverflowError();
          }
        });
    chain.start().block();
    var result = afterCommit(validator);
    assertThat(result.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            CommitAction.Broadcast.class,
            broadcast -> assertThat(broadcast.instance()).isEqualTo(ONE.id()));
    assertThat(result.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.service().name()).isEqualTo("supervisor"));
  }

  @Test
  void whatABlockRegistersHasToBeDeployedAndWhatItUnloadsGoes() {
    chain.start().supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    assertThat(afterCommit(auditor).actions())
        .singleElement()
        .isInstanceOfSatisfying(
            CommitAction.RequireDeployed.class,
            required -> assertThat(required.artifact()).isEqualTo(UPGRADE));
    chain.supervised(supervisor -> supervisor.unloadArtifact(UPGRADE));
    assertThat(afterCommit(auditor).actions()).containsExactly(new CommitAction.Unload(UPGRADE));
  }

  @Test
  void deploymentsAreReportedByValidatorsOnly() {
    var failure = ExecutionError.of(ErrorKind.RUNTIME, 1, "no");
    chain
        .script()
        .afterCommit(context -> {
          if (context.instance().id().equals(InstanceId.SUPERVISOR)) {
            SupervisorCommitContext.of(context)
                .deploy(
                    UPGRADE,
                    new byte[] {7},
                    error ->
                        new CommitAction.Broadcast(
                            InstanceId.SUPERVISOR, error.isPresent() ? 1 : 0, new byte[0]));
          }
        });
    chain.start().block();
    var deploy = (CommitAction.Deploy) afterCommit(validator).actions().getFirst();
    assertThat(deploy.spec()).containsExactly(7);
    assertThat(deploy.report().apply(Optional.of(failure)).orElseThrow().method()).isEqualTo(1);
    assertThat(deploy.report().apply(Optional.empty()).orElseThrow().method()).isZero();
    var unreported = (CommitAction.Deploy) afterCommit(auditor).actions().getFirst();
    assertThat(unreported.report().apply(Optional.empty())).isEmpty();
  }

  @Test
  void onlyInstance0MayAskForDeployments() {
    chain.script().afterCommit(SupervisorCommitContext::of);
    chain.start().block();
    assertThat(afterCommit(validator).failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.service()).isEqualTo(ONE));
  }
}

package io.supervisor.core.time;

import static io.supervisor.testkit.scripted.ScriptedChain.keyPair;
import static io.supervisor.testkit.scripted.ScriptedChain.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.Value;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.CommittedChain;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node sends of its own clock. The clock moves when told. */
final class TimeBroadcastTest {
  private static final InstanceSpec ORACLE =
      new InstanceSpec(new InstanceId(5), "time", TimeOracleArtifact.ID);

  private Instant now = Instant.parse("2020-02-02T10:00:00.123456789Z");
  private final ScriptedChain chain =
      new ScriptedChain(1, Map.of(TimeOracleArtifact.ID, new TimeOracleArtifact(() -> now)));

  @BeforeEach
  void start() {
    chain.start(chain.genesis(Rules.ORIGINAL).instance(ORACLE, new byte[0]).build());
    chain.block();
  }

  /** Hooks after the last block on a node. */
  private List<CommitAction> afterCommit(KeyPair serviceKey) {
    var state = new Snapshot(chain.view());
    var last = new CommittedChain(chain.blocks().getLast().height(), chain.config());
    var result =
        chain.dispatcher().afterCommit(state, last, new NodeIdentity(serviceKey.publicKey()));
    assertThat(result.failures()).isEmpty();
    return result.actions();
  }

  /** Puts what the validator sends into a block; the number of its transactions. */
  private int nextBlock() {
    var transactions =
        afterCommit(validator(0)).stream()
            .map(CommitAction.Broadcast.class::cast)
            .map(sent ->
                VerifiedTransaction.sign(
                    sent.instance(), sent.method(), sent.arguments(), validator(0)))
            .toArray(VerifiedTransaction[]::new);
    assertThat(chain.block(transactions).errors()).isEmpty();
    return transactions.length;
  }

  private Value time() {
    return chain.answer(ORACLE, "v1/current_time", Map.of());
  }

  @Test
  void aValidatorReportsItsClockAfterABlock() {
    assertThat(nextBlock()).isEqualTo(1);
    assertThat(time()).isEqualTo(Value.of("2020-02-02T10:00:00.123456789Z"));
  }

  @Test
  void anAuditorReportsNothing() {
    assertThat(afterCommit(keyPair(77))).isEmpty();
  }

  @Test
  void aFrozenOracleReportsNothing() {
    chain.supervised(supervisor -> supervisor.freeze(ORACLE.id()));
    assertThat(afterCommit(validator(0))).isEmpty();
  }

  @Test
  void whatWasJustReportedIsNotReportedAnew() {
    assertThat(nextBlock()).isEqualTo(1);
    now = now.plusMillis(199);
    assertThat(nextBlock()).isZero();
    now = now.plusMillis(1);
    assertThat(nextBlock()).isEqualTo(1);
    assertThat(time()).isEqualTo(Value.of("2020-02-02T10:00:00.323456789Z"));
  }

  @Test
  void aClockThatWasSetBackIsSilentUntilItHasCaughtUp() {
    assertThat(nextBlock()).isEqualTo(1);
    var reported = now;
    now = reported.minusSeconds(3600);
    assertThat(nextBlock()).isZero();
    now = reported.plusSeconds(1);
    assertThat(nextBlock()).isEqualTo(1);
  }
}

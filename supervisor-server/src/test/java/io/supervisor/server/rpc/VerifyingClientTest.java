package io.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.service.Value;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.TransactionFailedException;
import io.supervisor.client.Trust;
import io.supervisor.client.ValueProofs;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListConsensusConfigsRequest;
import io.supervisor.server.node.Submission;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The SDK believes what this server answers, trusting the validators or the genesis hash only. */
@Timeout(120)
class VerifyingClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int PROPOSE = 2;

  @TempDir Path folder;
  private RpcFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new RpcFixture(folder);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private SupervisorClient client(Trust trust) {
    return SupervisorClient.builder()
        .trust(trust)
        .channel("node", fixture.publicChannel)
        .attemptLimits(Duration.ofSeconds(20), Duration.ofSeconds(20))
        .build();
  }

  private Trust validators() {
    return Trust.validators(List.of(fixture.node.keys().consensusKey()));
  }

  @Test
  void commitsAreVerifiedAndFailuresProven() {
    try (var client = client(validators())) {
      var note = fixture.note("hello");
      client.transactions().submit(note);
      fixture.node.commit();
      assertThat(client.transactions().awaitCommit(note.hash(), TIMEOUT).isSuccess()).isTrue();

      var failing = fixture.transaction(NotesArtifact.FAIL, "no");
      var waiting = client.transactions().submitAndWaitAsync(failing, TIMEOUT);
      client.transactions().submit(failing);
      fixture.node.commit();
      var failed = waiting.join();
      assertThatThrownBy(failed::orElseThrow).isInstanceOf(TransactionFailedException.class);
      assertThat(failed.error().orElseThrow().callSite()).isPresent();
    }
  }

  @Test
  void theNameOfTheNetworkIsEnoughToBelieveItsBlocks() throws InterruptedException {
    try (var client = client(Trust.genesis(fixture.node.identity().genesis()))) {
      // At genesis its hash proves the configuration.
      assertThat(client.blocks().status().height()).isEqualTo(Height.GENESIS);
      fixture.node.commit();
      fixture.node.commit();
      var status = client.blocks().status();
      assertThat(status.height().value()).isEqualTo(2);
      assertThat(status.config().consensusKeys()).isEqualTo(client.trustedValidators());
      try (var watch = client.blocks().watch(Height.GENESIS)) {
        for (var height = 0; height <= 2; height++) {
          assertThat(watch.take().height().value()).isEqualTo(height);
        }
      }
      assertThat(client.blocks().newest(10, false)).hasSize(2);
    }
  }

  @Test
  void everyConfigurationIsGivenWithTheProofOfTheBlockThatBroughtIt() {
    var keys = List.of(fixture.node.keys().consensusKey());
    var ledger = LedgerServiceGrpc.newBlockingStub(fixture.publicChannel);
    var changed = ledger.getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance());
    var wanted = changed.getConsensusConfig().toBuilder().setTxsBlockLimit(77).build();
    var proposal =
        ConfigPropose.newBuilder()
            .addChanges(ConfigChange.newBuilder().setConsensus(wanted))
            .build();
    var submitted =
        fixture.node.submitAsNode(InstanceId.SUPERVISOR, PROPOSE, proposal.toByteArray());
    assertThat(submitted.join()).isInstanceOf(Submission.Accepted.class);
    fixture.node.commit();

    var first =
        ledger.listConsensusConfigs(
            ListConsensusConfigsRequest.newBuilder().setPageSize(1).build());
    assertThat(first.getConfigsList()).hasSize(1);
    assertThat(first.getConfigs(0).getProof().getBlockProof().getPrecommitsList()).isEmpty();
    var rest =
        ledger.listConsensusConfigs(
            ListConsensusConfigsRequest.newBuilder()
                .setPageToken(first.getNextPageToken())
                .build());
    assertThat(rest.getConfigsList()).hasSize(1);
    assertThat(rest.getNextPageToken()).isEmpty();
    assertThat(rest.getConfigs(0).getConfig()).isEqualTo(wanted);
    var proven =
        ProofMessages.fromWire(rest.getConfigs(0).getProof())
            .check(keys, "core.consensus_config")
            .orElseThrow();
    assertThat(proven.hash()).isEqualTo(Canonical.hash(wanted));
    assertThat(proven.block().height().value()).isEqualTo(1);
  }

  @Test
  void readsAreAnsweredWithTheBlockOfTheirSnapshot() {
    try (var client = client(validators())) {
      client.transactions().submit(fixture.note("hello"));
      fixture.node.commit();
      var answer = client.queries().askWithBlock("notes", "v1/note", Map.of("index", "0"));
      assertThat(answer.block().orElseThrow().height().value()).isEqualTo(1);
      assertThat(ValueProofs.member(answer.value(), "text")).isEqualTo(Value.of("hello"));
      assertThat(client.supervisor().overview().getHeight()).isEqualTo(1);
    }
  }
}

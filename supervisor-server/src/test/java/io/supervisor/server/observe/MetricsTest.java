package io.supervisor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ErrorKind;
import io.supervisor.api.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  private void useAll() {
    metrics.consensus().at(8, 2);
    metrics.consensus().setActive(true);
    metrics.consensus().roundTimedOut();
    metrics.consensus().stepTook(ConsensusMetrics.Step.PREVOTE, Duration.ofMillis(3));
    metrics.consensus().executionTook(Duration.ofMillis(2));
    metrics.consensus().committed(7, 12, Duration.ofMillis(40));
    metrics.consensus().callFailed(ErrorKind.SERVICE);
    metrics.pool().holds(5, 900);
    metrics.pool().accepted(5);
    metrics.pool().refused(PoolMetrics.Refusal.OVERLOADED);
    metrics.peers().setConnected(2, 3);
    metrics.peers().refused();
    var peer = metrics.peers().of(PublicKey.fromHex("ab".repeat(32)));
    peer.setQueued(4);
    peer.dropped(1);
    peer.sent(100);
    peer.received(200);
    metrics.storage().journalSynced(Duration.ofMillis(5));
    metrics.storage().checkpointWritten(6, Duration.ofSeconds(1));
    metrics.storage().checkpointFailed();
    metrics.storage().setOverlay(1000);
    metrics.storage().setArchive(2000);
    metrics.supervisor().setProposals(1, 2);
    metrics.supervisor().setDeployments(SupervisorMetrics.TaskState.PENDING, 1);
    metrics.supervisor().setMigrations(SupervisorMetrics.TaskState.AWAITING_APPROVAL, 1);
    metrics.supervisor().setNetwork(2, 4);
    metrics.rpc().called("supervisor.v1.LedgerService/GetBlock", "OK", Duration.ofMillis(1));
    metrics.rpc().watcherOpened();
  }

  @Test
  void valuesAppearUnderTheNamesThatDashboardsUse() {
    useAll();
    assertThat(metrics.scrape())
        .contains("supervisor_height 7.0")
        .contains("supervisor_consensus_epoch 8.0")
        .contains("supervisor_consensus_round 2.0")
        .contains("supervisor_consensus_active 1.0")
        .contains("supervisor_consensus_round_timeouts_total 1.0")
        .contains("supervisor_consensus_step_seconds_count{step=\"prevote\"} 1")
        .contains("supervisor_block_interval_seconds_count 1")
        .contains("supervisor_transactions_total 12.0")
        .contains("supervisor_calls_failed_total{kind=\"service\"} 1.0")
        .contains("supervisor_pool_transactions 5.0")
        .contains("supervisor_pool_size_bytes 900.0")
        .contains("supervisor_submissions_refused_total{reason=\"overloaded\"} 1.0")
        .contains("supervisor_peers_connected 2.0")
        .contains("supervisor_peer_sent_bytes_total{peer=\"abababab\"} 100.0")
        .contains("supervisor_peer_queue_messages{peer=\"abababab\"} 4.0")
        .contains("supervisor_journal_sync_seconds_count 1")
        .contains("supervisor_checkpoint_height 6.0")
        .contains("supervisor_state_overlay_bytes 1000.0")
        .contains("supervisor_archive_size_bytes 2000.0")
        .contains("supervisor_proposals_votes_missing 2.0")
        .contains("supervisor_deployments{state=\"pending\"} 1.0")
        .contains(
            "supervisor_rpc_seconds_count{code=\"OK\",method=\"supervisor.v1.LedgerService/GetBlock\"} 1")
        .contains("supervisor_rpc_watchers 1.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void whatNothingFeedsIsAbsentInsteadOfZero() {
    assertThat(metrics.scrape())
        .doesNotContain("supervisor_consensus_step")
        .doesNotContain("supervisor_state_overlay")
        .doesNotContain("supervisor_archive_size")
        .doesNotContain("supervisor_checkpoint_height");
  }

  @Test
  void everyMetricHasHelpAndAnOrdinaryName() {
    useAll();
    List<String> types =
        metrics.scrape().lines().filter(line -> line.startsWith("# TYPE supervisor")).toList();
    assertThat(types).hasSizeGreaterThan(30);
    for (var line : types) {
      var name = line.split(" ")[2];
      assertThat(name).matches(NAME);
      assertThat(metrics.scrape()).contains("# HELP " + name + " ");
      if (line.endsWith(" counter")) {
        assertThat(name).endsWith("_total");
      }
      if (line.endsWith(" histogram")) {
        assertThat(name).endsWith("_seconds");
      }
    }
  }
}

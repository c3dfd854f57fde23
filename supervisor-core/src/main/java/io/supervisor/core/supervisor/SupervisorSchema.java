package io.supervisor.core.supervisor;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.EntryIndex;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.MapIndex;
import io.supervisor.api.storage.ProofEntryIndex;
import io.supervisor.api.storage.ProofMapIndex;
import io.supervisor.api.storage.ValueSetIndex;
import io.supervisor.core.rules.Rules;

/**
 * Indexes of the supervisor. Source: supervisor.md section 11. Entries of finished requests are
 * kept for ever.
 */
final class SupervisorSchema {
  private static final KeyCodec<ArtifactId> ARTIFACT =
      new MessageCodec<>(
          io.supervisor.wire.runtime.ArtifactId.parser(), Canonical::fromWire, Canonical::toWire);

  private static final Codec<SupervisorMode> MODE =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.Config.parser(),
          SupervisorMode::read,
          SupervisorMode::toWire);

  /** Settled proposals that are kept. */
  static final int SETTLED_MAX = 16;

  private final Access access;

  SupervisorSchema(Access access) {
    this.access = access;
  }

  /** Makes all Merkelized indexes part of the state hash, as the original's constructor does. */
  void open(Rules rules) {
    mode();
    pendingProposal();
    deployRequests();
    deployConfirmations();
    deployStates();
    pendingDeployments();
    configConfirms();
    migrationRequests();
    migrationConfirmations();
    migrationStates();
    if (rules.quorumOfReportsDecides()) {
      deployFailures();
      migrationReports();
    }
  }

  ProofEntryIndex<SupervisorMode> mode() {
    return access.proofEntry("configuration", MODE);
  }

  ProofEntryIndex<PendingProposal> pendingProposal() {
    return access.proofEntry("pending_proposal", PendingProposal.CODEC);
  }

  /** Unsigned 32-bit id of the next instance; empty until the first is started. */
  EntryIndex<Long> vacantInstanceId() {
    return access.entry("vacant_instance_id", Codecs.u32());
  }

  /** Administrators who asked for a deployment. */
  ProofMapIndex<DeployRequest, Votes> deployRequests() {
    return access.proofMap("deploy_requests", DeployRequest.CODEC, Votes.CODEC);
  }

  /** Validators that reported success. */
  ProofMapIndex<DeployRequest, Votes> deployConfirmations() {
    return access.proofMap("deploy_confirmations", DeployRequest.CODEC, Votes.CODEC);
  }

  /** Validators that reported failure; only where a quorum of reports decides. */
  ProofMapIndex<DeployRequest, DeployFailures> deployFailures() {
    return access.proofMap("deploy_failures", DeployRequest.CODEC, DeployFailures.CODEC);
  }

  ProofMapIndex<DeployRequest, AsyncEventState> deployStates() {
    return access.proofMap("deploy_states", DeployRequest.CODEC, AsyncEventState.CODEC);
  }

  ProofMapIndex<ArtifactId, DeployRequest> pendingDeployments() {
    return access.proofMap("pending_deployments", ARTIFACT, DeployRequest.CODEC);
  }

  /** Votes by hash of the proposal. */
  ProofMapIndex<Hash, Votes> configConfirms() {
    return access.proofMap("config_confirms", Codecs.hash(), Votes.CODEC);
  }

  /** Number of proposals accepted for voting so far; unsigned, empty = 0. */
  EntryIndex<Long> configurationNumber() {
    return access.entry("configuration_number", Codecs.u64());
  }

  /**
   * What came of the last proposals, by configuration number modulo {@link #SETTLED_MAX}. Ours, and
   * not Merkelized: no state hash and no decision depends on it.
   */
  MapIndex<Long, SettledProposal> settledProposals() {
    return access.map("settled_proposals", Codecs.u64(), SettledProposal.CODEC);
  }

  /** Administrators who asked for a migration. */
  ProofMapIndex<MigrationRequest, Votes> migrationRequests() {
    return access.proofMap("migration_requests", MigrationRequest.CODEC, Votes.CODEC);
  }

  /** Validators that reported the hash of the migrated data. */
  ProofMapIndex<MigrationRequest, Votes> migrationConfirmations() {
    return access.proofMap("migration_confirmations", MigrationRequest.CODEC, Votes.CODEC);
  }

  /** What each validator reported last; only where a quorum of reports decides. */
  ProofMapIndex<MigrationRequest, MigrationReports> migrationReports() {
    return access.proofMap("migration_reports", MigrationRequest.CODEC, MigrationReports.CODEC);
  }

  ProofMapIndex<MigrationRequest, MigrationState> migrationStates() {
    return access.proofMap("migration_states", MigrationRequest.CODEC, MigrationState.CODEC);
  }

  /** Administrators who want a pending migration to end; opened by the first of them. */
  ProofMapIndex<MigrationRequest, Votes> migrationAborts() {
    return access.proofMap("migration_aborts", MigrationRequest.CODEC, Votes.CODEC);
  }

  ValueSetIndex<MigrationRequest> pendingMigrations() {
    return access.valueSet("pending_migrations", MigrationRequest.CODEC);
  }

  /** Committed, to be flushed in the next block. */
  ValueSetIndex<MigrationRequest> migrationsToFlush() {
    return access.valueSet("migrations_to_flush", MigrationRequest.CODEC);
  }

  /** The mode, simple if it is not set. */
  SupervisorMode modeOrDefault() {
    return mode().get().orElse(SupervisorMode.SIMPLE);
  }

  /** The votes of a map, none if there is no entry. */
  static <K> Votes votes(ProofMapIndex<K, Votes> map, K key) {
    return map.get(key).orElse(Votes.NONE);
  }
}

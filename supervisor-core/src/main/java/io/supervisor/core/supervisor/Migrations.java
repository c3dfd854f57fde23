package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.SupervisorSchema.votes;

import io.supervisor.api.CallException;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.runtime.MigrationPlan;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Migrations of service data: asked for (method 4), pending while validators report the hash of the
 * migrated data (method 5), committed, and flushed in the block after; or failed, or timed out, and
 * rolled back. Source: supervisor.md section 8.
 */
final class Migrations {
  private final SupervisorContext context;
  private final SupervisorSchema schema;
  private final Decisions decisions;

  Migrations(Decisions decisions) {
    this.context = decisions.context();
    this.schema = decisions.schema();
    this.decisions = decisions;
  }

  void request(PublicKey author, MigrationRequest request) {
    var instance =
        context
            .state(request.service())
            .orElseThrow(() ->
                SupervisorError.MALFORMED_CONFIG_PROPOSE.exception(
                    "Instance with name `" + request.service() + "` is absent from blockchain"));
    if (decisions.isBeforeLastBlock(request.deadlineHeight())) {
      throw SupervisorError.ACTUAL_FROM_IS_PAST.exception(
          "Deadline height (%s) for the migration request is in the past (current height: %d)"
              .formatted(Long.toUnsignedString(request.deadlineHeight()), decisions.height()));
    }

    var requests = schema.migrationRequests();
    var votes = votes(requests, request).with(author);
    requests.put(request, votes);
    var isKnown =
        decisions.rules().decisionsAreFinal() && schema.migrationStates().contains(request);
    if (!isKnown && decisions.isApproved(votes)) {
      initiate(request, MigrationState.pending(instance.dataVersion()));
    }
  }

  private void initiate(MigrationRequest request, MigrationState state) {
    try {
      var plan = context.initiateMigration(request.newArtifact(), request.service());
      switch (plan) {
        case MigrationPlan.FastForward _ -> {
          schema.migrationStates().put(request, state.succeeded(request.newArtifact().version()));
          schema.pendingMigrations().remove(request);
        }
        case MigrationPlan.Script _ -> {
          schema.migrationStates().put(request, state);
          schema.pendingMigrations().add(request);
        }
      }
    } catch (CallException e) {
      // The request itself is sound and stands; why nothing came of it is its state.
      var error = e.error();
      close(request, state, ExecutionError.of(error.kind(), error.code(), error.description()));
    }
  }

  private void close(MigrationRequest request, MigrationState state, ExecutionError error) {
    schema
        .migrationStates()
        .put(request, state.with(new AsyncEventState.Failed(decisions.height(), error)));
    schema.pendingMigrations().remove(request);
  }

  void report(PublicKey author, MigrationResult result) {
    var request = result.request();
    var state =
        schema
            .migrationStates()
            .get(request)
            .orElseThrow(SupervisorError.MIGRATION_REQUEST_NOT_REGISTERED::exception);
    if (isClosed(request, state)) {
      return;
    }
    if (decisions.isBeforeLastBlock(request.deadlineHeight())) {
      throw SupervisorError.DEADLINE_EXCEEDED.exception();
    }
    var status = result.status();
    if (decisions.rules().quorumOfReportsDecides()) {
      record(author, result);
      decide(request, state, Optional.of(status));
    } else if (status.getResultCase() == MigrationStatus.ResultCase.ERROR) {
      fail(request, state, SupervisorError.MIGRATION_FAILED.error(status.getError()));
    } else {
      confirmByAll(author, request, state, Canonical.fromWire(status.getHash()));
    }
  }

  private boolean isClosed(MigrationRequest request, MigrationState state) {
    return decisions.rules().decisionsAreFinal()
        ? !schema.pendingMigrations().contains(request)
        : state.inner().isFailure();
  }

  private void confirmByAll(
      PublicKey author, MigrationRequest request, MigrationState state, Hash hash) {
    if (state.referenceStateHash().filter(reference -> !reference.equals(hash)).isPresent()) {
      fail(request, state, SupervisorError.STATE_HASH_DIVERGENCE.error());
      return;
    }
    schema.migrationStates().put(request, state.withReference(hash));
    var validators = decisions.validators();
    var confirmations = schema.migrationConfirmations();
    var current = votes(confirmations, request).with(author).of(validators.keys());
    confirmations.put(request, current);
    if (current.size() == validators.size()) {
      commit(request, hash);
    }
  }

  private void record(PublicKey author, MigrationResult result) {
    var reports = schema.migrationReports();
    var known = reports.get(result.request()).orElse(MigrationReports.NONE);
    reports.put(result.request(), known.with(author, result.status()));
  }

  /**
   * Counts the reports of present validators.
   *
   * @param latest the report that has just come in
   */
  private void decide(
      MigrationRequest request, MigrationState state, Optional<MigrationStatus> latest) {
    var count = MigrationCount.of(reports(request, state), decisions.validators());
    var agreed = count.agreed();
    if (agreed.isPresent()) {
      schema.migrationStates().put(request, state.withReference(agreed.get()));
      schema.migrationConfirmations().put(request, count.reporting(agreed.get()));
      commit(request, agreed.get());
    } else if (count.isHopeless()) {
      fail(request, state, count.error(latest));
    }
  }

  /** Confirmations that are no reports are from the time before reports were kept. */
  private MigrationReports reports(MigrationRequest request, MigrationState state) {
    var reports = schema.migrationReports().get(request).orElse(MigrationReports.NONE);
    if (state.referenceStateHash().isPresent()) {
      var hash = Canonical.toWire(state.referenceStateHash().get());
      var status = MigrationStatus.newBuilder().setHash(hash).build();
      for (var validator : votes(schema.migrationConfirmations(), request).keys()) {
        if (!reports.statuses().containsKey(validator)) {
          reports = reports.with(validator, status);
        }
      }
    }
    return reports;
  }

  private void commit(MigrationRequest request, Hash hash) {
    schema.pendingMigrations().remove(request);
    schema.migrationsToFlush().add(request);
    context.commitMigration(request.service(), hash);
  }

  private void fail(MigrationRequest request, MigrationState state, ExecutionError error) {
    close(request, state, error);
    context.rollbackMigration(request.service());
  }

  /** Ends a migration that is pending, if as many want it as it takes to begin one. */
  void abort(PublicKey author, MigrationRequest request) {
    if (!schema.pendingMigrations().contains(request)) {
      throw SupervisorError.MIGRATION_REQUEST_NOT_REGISTERED.exception();
    }
    var votes = votes(schema.migrationAborts(), request).with(author);
    schema.migrationAborts().put(request, votes);
    if (decisions.isApproved(votes)) {
      var state = schema.migrationStates().get(request).orElseThrow();
      fail(request, state, SupervisorError.MIGRATION_ABORTED.error());
    }
  }

  /** Hook before transactions. */
  void flush() {
    for (var request : listOf(schema.migrationsToFlush())) {
      context.flushMigration(request.service());
      var version = context.state(request.service()).orElseThrow().dataVersion();
      var states = schema.migrationStates();
      states.put(request, states.get(request).orElseThrow().succeeded(version));
      schema.migrationsToFlush().remove(request);
    }
  }

  /** Hook before transactions. */
  void dropOutdated() {
    for (var request : listOf(schema.pendingMigrations())) {
      if (decisions.isOutdated(request.deadlineHeight())) {
        schema.pendingMigrations().remove(request);
        var states = schema.migrationStates();
        var state = states.get(request).orElseThrow();
        if (state.inner().isPending()) {
          states.put(request, state.with(AsyncEventState.TIMEOUT));
          context.rollbackMigration(request.service());
        }
      }
    }
  }

  /** Hook before transactions: validators may have left since the last report. */
  void recount() {
    if (decisions.rules().quorumOfReportsDecides()) {
      for (var request : listOf(schema.pendingMigrations())) {
        decide(request, schema.migrationStates().get(request).orElseThrow(), Optional.empty());
      }
    }
  }

  private static <T> List<T> listOf(Iterable<T> values) {
    var list = new ArrayList<T>();
    values.forEach(list::add);
    return list;
  }
}

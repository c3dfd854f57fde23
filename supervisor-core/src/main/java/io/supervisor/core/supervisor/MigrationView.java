package io.supervisor.core.supervisor;

import io.supervisor.api.PublicKey;
import io.supervisor.core.runtime.MigrationProgress;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A migration and how far it has come.
 *
 * @param state empty until enough administrators have asked for it
 * @param approvals administrators who asked for it
 * @param reports validators that reported what came of it, success or not
 * @param results what they reported; only where a quorum of reports decides
 * @param aborts administrators who want it to end
 * @param own how far the scripts are on this node; empty unless they run, or have run for a
 *     migration that is not over
 */
public record MigrationView(
    MigrationRequest request,
    Optional<MigrationState> state,
    Tally approvals,
    Tally reports,
    SortedMap<PublicKey, MigrationStatus> results,
    Tally aborts,
    Optional<MigrationProgress> own) {}

package io.supervisor.core.supervisor;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.PublicKey;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A deployment and how far it has come.
 *
 * @param state empty until enough administrators have asked for it
 * @param approvals administrators who asked for it
 * @param reports validators that reported success
 * @param failures what validators reported instead; only where a quorum of reports decides
 */
public record DeploymentView(
    DeployRequest request,
    Optional<AsyncEventState> state,
    Tally approvals,
    Tally reports,
    SortedMap<PublicKey, ExecutionError> failures) {}

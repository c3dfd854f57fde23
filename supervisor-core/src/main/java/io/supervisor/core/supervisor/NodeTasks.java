package io.supervisor.core.supervisor;

import io.supervisor.api.PublicKey;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What is pending on the chain and has no report of one node yet. Auditors never report, so for
 * them it is everything pending. Source: supervisor.md sections 7.2, 8.2.
 */
final class NodeTasks {
  private final SupervisorSchema schema;
  private final PublicKey node;

  /**
   * Tasks of a node.
   *
   * @param node its service key
   */
  NodeTasks(SupervisorSchema schema, PublicKey node) {
    this.schema = schema;
    this.node = node;
  }

  List<DeployRequest> deployments() {
    return StreamSupport.stream(schema.pendingDeployments().entries().spliterator(), false)
        .map(java.util.Map.Entry::getValue)
        .filter(request ->
            schema.deployStates().get(request).filter(AsyncEventState::isPending).isPresent())
        .filter(request -> !isReported(request))
        .toList();
  }

  private boolean isReported(DeployRequest request) {
    return SupervisorSchema.votes(schema.deployConfirmations(), request).contains(node)
        || schema
            .deployFailures()
            .get(request)
            .filter(failures -> failures.errors().containsKey(node))
            .isPresent();
  }

  List<MigrationRequest> migrations() {
    return StreamSupport.stream(schema.pendingMigrations().spliterator(), false)
        .filter(request -> !isReported(request))
        .toList();
  }

  private boolean isReported(MigrationRequest request) {
    return SupervisorSchema.votes(schema.migrationConfirmations(), request).contains(node)
        || schema
            .migrationReports()
            .get(request)
            .filter(reports -> reports.statuses().containsKey(node))
            .isPresent();
  }
}

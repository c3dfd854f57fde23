package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Artifacts and instances that a block changed, each as it is after the block. */
public record BlockChanges(List<ArtifactChange> artifacts, List<InstanceChange> instances) {
  public static final BlockChanges NONE = new BlockChanges(List.of(), List.of());

  /**
   * An artifact that became active or was unloaded.
   *
   * @param deploySpec empty if the artifact was unloaded
   */
  public record ArtifactChange(ArtifactId artifact, Optional<byte[]> deploySpec) {}

  /** An instance, and what became of its migration. */
  public record InstanceChange(InstanceState state, MigrationStep migration) {}

  /** What a block can do with a migration; the order is that of the stored numbers. */
  public enum MigrationStep {
    NONE,
    START,
    COMMIT,
    ROLLBACK
  }

  public BlockChanges {
    artifacts = List.copyOf(artifacts);
    instances = List.copyOf(instances);
  }

  /** What a node has to do about them. */
  public List<CommitAction> actions() {
    var actions = new ArrayList<CommitAction>();
    for (var change : artifacts) {
      actions.add(
          change
              .deploySpec()
              .<CommitAction>map(spec -> new CommitAction.RequireDeployed(change.artifact(), spec))
              .orElseGet(() -> new CommitAction.Unload(change.artifact())));
    }
    return actions;
  }
}

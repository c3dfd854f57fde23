package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import java.util.Optional;

/**
 * Environment that executes artifacts of one kind. The set of runtimes is fixed when a node starts
 * and the same on all nodes. Source: lifecycle.md section 9.
 *
 * <p>{@link #deploy}, {@link #isDeployed} and {@link #unload} are local to the node and may be
 * called by any thread; whatever else is here decides over replicated state, so that all nodes have
 * to answer alike.
 */
public interface Runtime {
  /** Unsigned 32-bit. */
  int id();

  /** Whether instances may be frozen. */
  default boolean supportsFreezing() {
    return true;
  }

  /**
   * Makes the code of an artifact ready. May take long. Doing it again with the same arguments
   * changes nothing.
   *
   * @throws io.supervisor.api.CallException if that cannot be done
   */
  void deploy(ArtifactId artifact, byte[] spec);

  boolean isDeployed(ArtifactId artifact);

  /** Lets the code of an artifact go, if it is there. */
  void unload(ArtifactId artifact);

  /**
   * The code of an instance whose artifact is deployed. Called any number of times, also for
   * instances that never come to be, because the block that adds them is not committed.
   *
   * @throws io.supervisor.api.CallException if the artifact is not deployed
   */
  ServiceCode load(InstanceSpec instance);

  /**
   * What it takes to bring data of a version to an artifact, which is deployed.
   *
   * @throws io.supervisor.api.CallException if the artifact cannot take this data over; only the
   *     description counts
   */
  MigrationPlan planMigration(ArtifactId target, Version dataVersion);

  /**
   * The script that {@link #planMigration} speaks of; empty if the data fit as they are. Local to
   * the node, for any thread.
   *
   * @throws io.supervisor.api.CallException as {@link #planMigration}
   * @throws MissingArtifactException if the artifact is not deployed here
   */
  Optional<DataMigrations.Entry> nextScript(ArtifactId target, Version dataVersion);
}

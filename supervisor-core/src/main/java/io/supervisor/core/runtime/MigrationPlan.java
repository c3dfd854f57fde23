package io.supervisor.core.runtime;

import io.supervisor.api.Version;

/** What brings the data of an instance to an artifact. Source: lifecycle.md section 6. */
public sealed interface MigrationPlan {
  /** The data fit as they are. */
  record FastForward() implements MigrationPlan {}

  /**
   * A script has to run on each node; more of them may follow.
   *
   * @param endVersion version of the data after it
   */
  record Script(Version endVersion) implements MigrationPlan {}
}

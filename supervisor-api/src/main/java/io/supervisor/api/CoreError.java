package io.supervisor.api;

/**
 * Codes of kind {@link ErrorKind#CORE}. Source: wire.md section 1.7; the original has no {@link
 * #BUDGET_EXHAUSTED}.
 */
public enum CoreError {
  /** No runtime has this id. */
  INCORRECT_RUNTIME,
  /** The target of a migration is not deployed. */
  UNKNOWN_ARTIFACT_ID,
  /** The artifact is deployed already. */
  ARTIFACT_ALREADY_DEPLOYED,
  /** The artifact is not deployed, or not active. */
  ARTIFACT_NOT_DEPLOYED,
  /** Another instance has this name; stopped ones count. */
  SERVICE_NAME_EXISTS,
  /** Another instance has this id; stopped ones count. */
  SERVICE_ID_EXISTS,
  /** A transaction to an instance that is not active, which is not admitted. */
  SERVICE_NOT_ACTIVE,
  /** There is no such instance, or a call went to one that is not active. */
  INCORRECT_INSTANCE_ID,
  /** Calls between services nest too deep. */
  STACK_OVERFLOW,
  /** Another change of the instance waits for the end of the block. */
  SERVICE_PENDING,
  /** The status of the instance does not allow the change. */
  INVALID_SERVICE_TRANSITION,
  /** The target of a migration is no later version of the instance's artifact. */
  CANNOT_UPGRADE_SERVICE,
  /** No script for the data, or no migration that could be finished or rolled back. */
  NO_MIGRATION,
  /** The data have another version than the artifact. */
  CANNOT_RESUME_SERVICE,
  /** A service went on after a failed call. */
  INCORRECT_CALL,
  /** An instance uses the artifact, or is migrated to it. */
  CANNOT_UNLOAD_ARTIFACT,
  /** The call has used up the steps, bytes or depth that a call may have. Ours. */
  BUDGET_EXHAUSTED;

  public int code() {
    return ordinal();
  }
}

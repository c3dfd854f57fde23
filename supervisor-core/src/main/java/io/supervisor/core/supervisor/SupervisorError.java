package io.supervisor.core.supervisor;

import io.supervisor.api.CallException;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;

/**
 * Codes of kind service that the supervisor raises. Source: supervisor.md section 4. Blocks: 0 to
 * 15 common, 16 to 31 artifacts, 32 to 47 services, 48 to 63 configuration, 64 to 79 migrations.
 */
public enum SupervisorError {
  /** A vote or report after the deadline. */
  DEADLINE_EXCEEDED(0, "Deadline exceeded for the current transaction."),
  /** A deadline, or the height of a proposal, that is not in the future. */
  ACTUAL_FROM_IS_PAST(1, "Actual height for transaction is in the past."),

  /** Request to deploy an artifact that the network knows. */
  ALREADY_DEPLOYED(16, "Artifact has been already deployed."),
  /** Artifact name that is none. */
  INVALID_ARTIFACT_ID(17, "Artifact identifier has incorrect format."),
  /** The same validator repeats a request that needs no more repeating. */
  DEPLOY_REQUEST_ALREADY_REGISTERED(18, "Deploy request has been already registered."),
  /** Report of a deployment that is not pending. */
  DEPLOY_REQUEST_NOT_REGISTERED(19, "Deploy request has not been registered or accepted."),
  /** Start of a service from an artifact that is not there, or not active. */
  UNKNOWN_ARTIFACT(20, "Start request contains unknown artifact."),

  /** Start of a service under a name that is used. */
  INSTANCE_EXISTS(32, "Instance with the given name already exists."),
  /** Instance name that is none. */
  INVALID_INSTANCE_NAME(33, "Instance name is incorrect."),

  /** A proposal while another one can be voted on. */
  CONFIG_PROPOSE_EXISTS(48, "Active configuration change proposal already exists."),
  /** Anything wrong with a proposal; a migration of an instance that does not exist. */
  MALFORMED_CONFIG_PROPOSE(49, "Malformed configuration change proposal."),
  /** Vote for a proposal that is not pending. */
  CONFIG_PROPOSE_NOT_REGISTERED(50, "This configuration change proposal is not registered."),
  /** Second vote of a validator; the proposal itself is the first. */
  ATTEMPT_TO_VOTE_TWICE(51, "Transaction author attempts to vote twice."),
  /** Proposal with another number than the next. */
  INCORRECT_CONFIGURATION_NUMBER(52, "Incorrect configuration number."),
  /** Constructor argument that is no configuration. */
  INVALID_CONFIG(53, "Invalid configuration for supervisor."),

  /** Report of a migration that was not accepted. */
  MIGRATION_REQUEST_NOT_REGISTERED(64, "Migration request has not been registered or accepted."),
  /** Stored as the reason of a failure: a validator reported one. */
  MIGRATION_FAILED(65, "Migration has failed."),
  /** Stored as the reason of a failure: validators do not agree on the migrated data. */
  STATE_HASH_DIVERGENCE(66, "Several nodes reported different state hashes."),
  /** Stored as the reason of a failure: the administrators voted for it. Ours. */
  MIGRATION_ABORTED(67, "The administrators have aborted the migration.");

  private final int code;
  private final String text;

  SupervisorError(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  CallException exception() {
    return exception(text);
  }

  CallException exception(String description) {
    return CallException.service(code, description);
  }

  /** For storing, without runtime and call site. */
  ExecutionError error() {
    return error(text);
  }

  ExecutionError error(String description) {
    return ExecutionError.of(ErrorKind.SERVICE, code, description);
  }
}

package io.supervisor.server.javaruntime;

import io.supervisor.api.CallException;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;

/** Codes of kind {@link ErrorKind#RUNTIME} that a deployment fails with. */
enum DeployError {
  /** The deploy specification is wrong: propose another one. */
  ILLEGAL_SPECIFICATION,
  /** The artifact cannot be had or loaded on this node: see the description. */
  DEPLOYMENT_FAILED;

  CallException because(String description) {
    return new CallException(ExecutionError.of(ErrorKind.RUNTIME, ordinal(), description));
  }
}

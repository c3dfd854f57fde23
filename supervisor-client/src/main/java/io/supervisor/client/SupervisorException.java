package io.supervisor.client;

import org.jspecify.annotations.Nullable;

/** Something that a client asked for was not done. */
public abstract sealed class SupervisorException extends RuntimeException
    permits InvalidRequestException,
        NodeFailedException,
        NotAuthorisedException,
        NotConnectedException,
        NotFoundException,
        OverloadedException,
        RefusedException,
        StaleNodeException,
        TimedOutException,
        TransactionFailedException,
        UnverifiedException {
  private static final long serialVersionUID = 1;

  SupervisorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

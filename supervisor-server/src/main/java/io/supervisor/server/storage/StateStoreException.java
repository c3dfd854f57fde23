package io.supervisor.server.storage;

/** The state cannot be kept on disk: the node has to stop. Nothing that was verified is lost. */
public final class StateStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StateStoreException(String message) {
    super(message);
  }

  public StateStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.supervisor.server.peer;

/** The other side is not who it has to be. The message is for the operator. */
final class HandshakeException extends Exception {
  private static final long serialVersionUID = 1;

  HandshakeException(String message) {
    super(message);
  }
}

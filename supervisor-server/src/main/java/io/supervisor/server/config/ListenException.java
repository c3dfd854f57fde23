package io.supervisor.server.config;

import java.io.IOException;

/** A port cannot be listened on. The message is for the administrator: which, why, what to do. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1;

  ListenException(String message, IOException cause) {
    super(message, cause);
  }
}

package io.supervisor.server.chainimport;

import org.jspecify.annotations.Nullable;

/** The source of a chain is not what it should be. The message is for the administrator. */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SourceException(String message) {
    super(message);
  }

  SourceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

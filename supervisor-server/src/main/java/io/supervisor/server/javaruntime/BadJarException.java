package io.supervisor.server.javaruntime;

import java.util.Objects;

/** A file is no service JAR. The message says what is wrong with it, without its name. */
public final class BadJarException extends Exception {
  private static final long serialVersionUID = 1;

  BadJarException(String message) {
    super(message);
  }

  BadJarException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}

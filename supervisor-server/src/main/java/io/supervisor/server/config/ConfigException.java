package io.supervisor.server.config;

import org.jspecify.annotations.Nullable;

/** A configuration file or option is wrong. The message is for its author: file, key, got, want. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.supervisor.examples.timestamping;

import io.supervisor.api.CallException;

/**
 * Codes of failed transactions. Source: examples.md section 4. Its code 2 is declared and never
 * used: a configuration that names no oracle is {@code core:7}, as a service that cannot be read
 * always is.
 */
enum TimestampingError {
  HASH_ALREADY_EXISTS("Content hash already exists."),
  TIME_SERVICE_NOT_FOUND("The time service has no time yet.");

  private final String text;

  TimestampingError(String text) {
    this.text = text;
  }

  CallException exception() {
    return CallException.service(ordinal(), text);
  }
}

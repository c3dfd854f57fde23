package io.supervisor.api;

/** Codes of kind {@link ErrorKind#COMMON}. Source: wire.md section 1.7. */
public enum CommonError {
  NO_SUCH_INTERFACE,
  NO_SUCH_METHOD,
  UNAUTHORIZED_CALLER,
  MALFORMED_ARGUMENTS,
  METHOD_REMOVED,
  FEATURE_NOT_SUPPORTED;

  public int code() {
    return ordinal();
  }
}

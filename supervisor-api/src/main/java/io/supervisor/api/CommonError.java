package io.supervisor.api;

/** Codes of kind {@link ErrorKind#COMMON}. Source: wire.md section 1.7. */
public enum CommonError {
  /** The service does not have this interface. */
  NO_SUCH_INTERFACE,
  /** The interface does not have this method. */
  NO_SUCH_METHOD,
  /** The caller may not do this. */
  UNAUTHORIZED_CALLER,
  /** The arguments cannot be decoded, or are out of their ranges. */
  MALFORMED_ARGUMENTS,
  /** An earlier version of the service had this method. */
  METHOD_REMOVED,
  /** The runtime of the service cannot do this. */
  FEATURE_NOT_SUPPORTED;

  public int code() {
    return ordinal();
  }
}

package io.supervisor.api;

/** Who raised an execution error. Source: wire.md section 1.7. */
public enum ErrorKind {
  UNEXPECTED,
  CORE,
  RUNTIME,
  SERVICE,
  COMMON;

  /** Lowercase, as in the text form {@code service:17}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

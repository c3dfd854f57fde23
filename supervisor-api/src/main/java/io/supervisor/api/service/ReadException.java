package io.supervisor.api.service;

/** Refusal of a read: for the client, not an error of the node. */
public final class ReadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the client did wrong. */
  public enum Reason {
    NOT_FOUND,
    INVALID
  }

  private final Reason reason;
  private final String title;

  private ReadException(Reason reason, String title, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.title = title;
  }

  public static ReadException notFound(String title, String detail) {
    return new ReadException(Reason.NOT_FOUND, title, detail);
  }

  public static ReadException invalid(String title, String detail) {
    return new ReadException(Reason.INVALID, title, detail);
  }

  public Reason reason() {
    return reason;
  }

  public String title() {
    return title;
  }
}

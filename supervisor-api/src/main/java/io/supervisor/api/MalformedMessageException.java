package io.supervisor.api;

/**
 * Bytes from outside that are no message of the expected kind. Costs no stack trace, so that bad
 * input is cheap to refuse.
 */
public final class MalformedMessageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** What is wrong. Names are stable: clients see them as codes. */
  public enum Reason {
    /** Not a protobuf message, cut short, nested too deeply, or text that is no UTF-8. */
    NOT_PROTOBUF,
    /** A known field with another wire type than its own. */
    WRONG_WIRE_TYPE,
    /** A hash, key or signature that has not 32, 32 or 64 bytes. */
    WRONG_SIZE,
    /** More bytes than allowed. */
    TOO_LONG,
    /** No member of a oneof that needs one, or a message of another kind. */
    WRONG_KIND,
    /** A number outside of its range. */
    OUT_OF_RANGE,
    /** Text that is not a semantic version. */
    BAD_VERSION,
    /** Keys that may occur once only. */
    DUPLICATE_KEY,
    /** The signature is not valid for this author and payload. */
    BAD_SIGNATURE
  }

  private final Reason reason;

  public MalformedMessageException(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}

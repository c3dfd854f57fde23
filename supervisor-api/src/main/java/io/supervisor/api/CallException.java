package io.supervisor.api;

/**
 * Declared failure of a call: ends the call, undoes its writes and is recorded in the block.
 * Whatever else service code throws is recorded as {@link ErrorKind#UNEXPECTED}.
 */
public final class CallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ExecutionError error;

  public CallException(ExecutionError error) {
    // Failures are an ordinary outcome, so no stack trace is taken.
    super(error.codeText() + ": " + error.description(), null, false, false);
    this.error = error;
  }

  /**
   * A failure that the service documents.
   *
   * @param code 0 to 255
   */
  public static CallException service(int code, String description) {
    return new CallException(ExecutionError.of(ErrorKind.SERVICE, code, description));
  }

  public static CallException common(CommonError error, String description) {
    return new CallException(ExecutionError.of(ErrorKind.COMMON, error.code(), description));
  }

  public static CallException core(CoreError error, String description) {
    return new CallException(ExecutionError.of(ErrorKind.CORE, error.code(), description));
  }

  public ExecutionError error() {
    return error;
  }
}

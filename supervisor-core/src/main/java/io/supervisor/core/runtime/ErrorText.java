package io.supervisor.core.runtime;

/**
 * Texts of what services throw, as they are recorded and shown: one line of bounded length, the
 * same on all nodes.
 */
public final class ErrorText {
  /** Characters; what is longer is cut. */
  static final int LENGTH_MAX = 1_024;

  private static final String CUT = "...";
  private static final int CAUSES_MAX = 8;

  private ErrorText() {}

  /**
   * The message of what was thrown, or the name of its class. What the machine itself says of null
   * pointers and casts depends on how a node was started, and says where objects lie in memory.
   * Code of services can fail even when asked for its message.
   */
  public static String of(Throwable thrown) {
    var name = thrown.getClass().getName();
    if (thrown instanceof NullPointerException
        || thrown instanceof ClassCastException
        || thrown instanceof ArrayStoreException
        || thrown instanceof LinkageError) {
      return name;
    }
    try {
      var message = thrown.getMessage();
      return message == null ? name : of(message);
    } catch (Throwable again) {
      return name;
    }
  }

  /**
   * What was thrown, for logs, which ask it for messages and causes at their own time: itself, if
   * none of that is code of a service, or else a copy of its name and text.
   */
  public static Throwable copy(Throwable thrown) {
    return isOurs(thrown, 0)
        ? thrown
        : new ServiceFailure(thrown.getClass().getName() + ": " + of(thrown));
  }

  private static boolean isOurs(Throwable thrown, int depth) {
    var loader = thrown.getClass().getClassLoader();
    if (depth > CAUSES_MAX
        || loader != null
            && loader != ClassLoader.getPlatformClassLoader()
            && loader != ErrorText.class.getClassLoader()) {
      return false;
    }
    for (var suppressed : thrown.getSuppressed()) {
      if (!isOurs(suppressed, depth + 1)) {
        return false;
      }
    }
    var cause = thrown.getCause();
    return cause == null || isOurs(cause, depth + 1);
  }

  /** In the place of an exception whose class is a service's. */
  private static final class ServiceFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ServiceFailure(String message) {
      super(message, null, false, false);
    }
  }

  /** Control characters, and what else a terminal takes as such, become question marks. */
  public static String of(String text) {
    var cut = text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + CUT;
    if (cut.codePoints().noneMatch(ErrorText::isControl)) {
      return cut;
    }
    var legible = new StringBuilder(cut.length());
    cut.codePoints().forEach(c -> legible.appendCodePoint(isControl(c) ? '?' : c));
    return legible.toString();
  }

  /** Also the marks that turn the direction of writing, and halves of characters. */
  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}

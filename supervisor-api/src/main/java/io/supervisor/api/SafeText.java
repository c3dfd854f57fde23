package io.supervisor.api;

/**
 * Texts of others, made fit to be shown: whoever writes one that a terminal or a log shows could
 * otherwise forge lines, colours and cursor movements there.
 */
public final class SafeText {
  private SafeText() {}

  /**
   * The text on one line. Line feeds, control and format characters (which reorder or hide what
   * stands beside them), and halves of characters become escapes such as {@code \n} and {@code
   * \u001b}; all else stays.
   */
  public static String line(String text) {
    if (text.codePoints().noneMatch(SafeText::isUnsafe)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> append(safe, point);
          }
        });
    return safe.toString();
  }

  /** As {@link #line}, but line feeds stay; for texts of several lines that hold JSON. */
  public static String lines(String text) {
    if (text.codePoints().noneMatch(point -> point != '\n' && isUnsafe(point))) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          if (point == '\n') {
            safe.append('\n');
          } else {
            append(safe, point);
          }
        });
    return safe.toString();
  }

  private static void append(StringBuilder safe, int point) {
    if (!isUnsafe(point)) {
      safe.appendCodePoint(point);
      return;
    }
    for (var unit : Character.toChars(point)) {
      safe.append("\\u");
      for (var shift = 12; shift >= 0; shift -= 4) {
        safe.append(Character.forDigit(unit >> shift & 0xf, 16));
      }
    }
  }

  private static boolean isUnsafe(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}

package io.supervisor.testkit.references;

import java.util.ArrayList;
import java.util.List;

/**
 * A comment of a Java or protobuf source, without its marks. Comments of one line that follow each
 * other are one.
 *
 * @param line where it begins, counted from 1
 * @param text keeps the line breaks
 */
record Comment(int line, String text) {
  /** The comments of a source, in order; what stands in strings is none. */
  static List<Comment> of(String source) {
    return new Scanner(source).comments();
  }

  private static final class Scanner {
    private final String source;
    private final List<Comment> found = new ArrayList<>();
    private int at;

    /** Line of the character {@code counted}. */
    private int line = 1;

    private int counted;

    Scanner(String source) {
      this.source = source;
    }

    List<Comment> comments() {
      while (at < source.length()) {
        if (source.startsWith("/*", at)) {
          block();
        } else if (source.startsWith("//", at)) {
          lines();
        } else if (source.startsWith("\"\"\"", at)) {
          quoted("\"\"\"");
        } else if (source.charAt(at) == '"' || source.charAt(at) == '\'') {
          quoted(source.substring(at, at + 1));
        } else {
          at++;
        }
      }
      return found;
    }

    private void block() {
      int begin = at;
      int end = source.indexOf("*/", at + 2);
      at = end < 0 ? source.length() : end + 2;
      var inside = source.substring(begin, at).replaceAll("\\*+/$", "").replaceAll("^/\\*+", "");
      add(begin, inside.replaceAll("(?m)^[ \\t]*\\*[ \\t]?", ""));
    }

    private void lines() {
      int begin = at;
      var text = new StringBuilder();
      while (source.startsWith("//", at)) {
        int end = source.indexOf('\n', at);
        end = end < 0 ? source.length() : end;
        text.append(source, at + 2, end).append('\n');
        at = end;
        int next = Math.min(end + 1, source.length());
        while (next < source.length() && " \t".indexOf(source.charAt(next)) >= 0) {
          next++;
        }
        if (!source.startsWith("//", next)) {
          break;
        }
        at = next;
      }
      add(begin, text.toString());
    }

    private void quoted(String mark) {
      at += mark.length();
      while (at < source.length() && !source.startsWith(mark, at)) {
        at += source.charAt(at) == '\\' ? 2 : 1;
      }
      at += mark.length();
    }

    private void add(int begin, String text) {
      line += (int) source.substring(counted, begin).chars().filter(c -> c == '\n').count();
      counted = begin;
      found.add(new Comment(line, text));
    }
  }
}

package io.supervisor.testkit.references;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads what the references for operators need from the text of Java sources. */
final class JavaText {
  private static final String LITERAL = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final Pattern STRING = Pattern.compile(LITERAL);

  /** Literals, one or several that are added. */
  static final String LITERALS = LITERAL + "(?:\\s*\\+\\s*" + LITERAL + ")*";

  private static final String DOC = "(?:/\\*\\*(?<doc>(?:(?!\\*/).)*)\\*/\\s*)?";
  private static final Pattern CONSTANT =
      Pattern.compile(
          DOC + "(?<name>[A-Z][A-Z0-9_]*)(?:\\((?<code>\\d+),[^)]*\\))?\\s*[,;}]", Pattern.DOTALL);
  private static final Pattern EVENT =
      Pattern.compile(
          "\\n  // (?<room>[^\\n]*)\\.\\n|"
              + DOC
              + "public void \\w+\\([^)]*\\)\\s*\\{\\s*LOG\\.(?<level>\\w+)\\(\\s*(?<text>"
              + LITERALS
              + ")",
          Pattern.DOTALL);
  private static final Pattern METER = Pattern.compile("meters\\s*\\.(gauge|counter|timer)\\(");

  private JavaText() {}

  /**
   * A constant of an enum.
   *
   * @param code as declared, or the position
   */
  record Constant(String name, int code, String meaning) {}

  /** A line of the log; {@code room} is the comment that it stands under. */
  record Event(String room, String level, String text, String meaning) {}

  /** A metric under the name by which Prometheus knows it. */
  record Meter(String name, String kind, String labels, String help) {}

  /** Constants without Javadoc mean what their name says. */
  static List<Constant> constants(String source, String type) {
    var body = source.substring(source.indexOf("enum " + type + " {"));
    body = body.substring(body.indexOf('{') + 1);
    int end =
        IntStream.of(body.indexOf(';'), body.indexOf('}'))
            .filter(at -> at >= 0)
            .min()
            .orElseThrow();
    var constants = new ArrayList<Constant>();
    var found = CONSTANT.matcher(declarations(body, end));
    while (found.find()) {
      var name = found.group("name");
      var code = Optional.ofNullable(found.group("code")).map(Integer::parseInt);
      constants.add(
          new Constant(name, code.orElse(constants.size()), meaning(found.group("doc"), name)));
    }
    return constants;
  }

  /** Comments may hold semicolons and braces, so that the end is that of the last constant. */
  private static String declarations(String body, int atLeast) {
    int end = atLeast;
    while (body.lastIndexOf("/**", end) > body.lastIndexOf("*/", end) || inString(body, end)) {
      int next = end + 1;
      end =
          IntStream.of(body.indexOf(';', next), body.indexOf('}', next))
              .filter(at -> at >= 0)
              .min()
              .orElseThrow();
    }
    return body.substring(0, end + 1);
  }

  private static boolean inString(String body, int at) {
    var line = body.substring(body.lastIndexOf('\n', at) + 1, at);
    return line.chars().filter(c -> c == '"').count() % 2 == 1;
  }

  static List<Event> events(String source) {
    var events = new ArrayList<Event>();
    var room = "";
    var found = EVENT.matcher(source);
    while (found.find()) {
      if (found.group("room") != null) {
        room = found.group("room");
      } else {
        events.add(
            new Event(
                room,
                found.group("level").toUpperCase(Locale.ROOT),
                literal(found.group("text")),
                meaning(found.group("doc"), "")));
      }
    }
    return events;
  }

  static List<Meter> meters(String source) {
    var meters = new ArrayList<Meter>();
    var found = METER.matcher(source);
    while (found.find()) {
      var arguments = arguments(source, found.end());
      var kind = found.group(1);
      boolean timed = kind.equals("timer");
      var unit = timed ? "seconds" : literal(arguments.get(1));
      int tags = timed ? 2 : 3;
      var labels =
          IntStream.range(tags, arguments.size())
              .filter(at -> (at - tags) % 2 == 0)
              .mapToObj(at -> "`" + literal(arguments.get(at)) + "`")
              .collect(Collectors.joining(", "));
      var name = literal(arguments.get(0)).replace('.', '_');
      name += unit.isEmpty() || name.endsWith("_" + unit) ? "" : "_" + unit;
      name += kind.equals("counter") ? "_total" : "";
      meters.add(
          new Meter(name, timed ? "histogram" : kind, labels, literal(arguments.get(tags - 1))));
    }
    return meters;
  }

  /** The arguments of a call, from behind its parenthesis on. */
  private static List<String> arguments(String source, int begin) {
    var arguments = new ArrayList<String>();
    int depth = 0;
    int from = begin;
    for (int at = begin; ; at++) {
      char c = source.charAt(at);
      if (c == '"') {
        at = source.indexOf('"', at + 1);
      } else if (c == ',' && depth == 0 || c == ')' && depth == 0) {
        arguments.add(source.substring(from, at));
        from = at + 1;
        if (c == ')') {
          return arguments;
        }
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
    }
  }

  /** All literals of an expression as one text. */
  private static String literal(String expression) {
    return STRING
        .matcher(expression)
        .results()
        .map(found -> found.group().substring(1, found.group().length() - 1))
        .map(text -> text.replace("\\\"", "\""))
        .collect(Collectors.joining());
  }

  private static String meaning(@Nullable String doc, String otherwise) {
    if (doc == null) {
      var words = otherwise.toLowerCase(Locale.ROOT).replace('_', ' ');
      return words.isEmpty()
          ? ""
          : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }
    return doc.replaceAll("(?m)^\\s*\\*", " ")
        .replaceAll("\\{@(?:code|link)\\s+([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .strip();
  }
}

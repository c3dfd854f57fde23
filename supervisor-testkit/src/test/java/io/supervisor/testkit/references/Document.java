package io.supervisor.testkit.references;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A Markdown document, and what others can point at in it.
 *
 * @param path from the root of the repository, with slashes
 * @param text without what stands in fenced blocks, line by line
 * @param sections numbers of its headings, such as 6.3 and 6a
 * @param items numbers that begin an item of the outermost list, or a row of a table
 * @param terms names with a number that begin an item, such as H13 and S1
 * @param anchors what a link may name after #
 */
record Document(
    String path,
    String text,
    Set<String> sections,
    Set<String> items,
    Set<String> terms,
    Set<String> anchors) {
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
  private static final Pattern NUMBERED = Pattern.compile("^(\\d+[a-z]?(?:\\.\\d+)*)\\.? ");
  private static final Pattern ITEM = Pattern.compile("(?m)^(?:(\\d+)\\. |\\| (\\d+) \\|)");
  private static final Pattern TERM = Pattern.compile("(?m)^- (?:\\*\\*)?([A-Z]\\d+)\\b");

  static Document of(String path, String markdown) {
    var text = withoutFences(markdown);
    var sections = new HashSet<String>();
    var anchors = new HashSet<String>();
    for (var heading : all(HEADING, text)) {
      anchors.add(anchor(heading));
      var number = NUMBERED.matcher(heading);
      if (number.find()) {
        sections.add(number.group(1));
      }
    }
    var items = new HashSet<>(all(ITEM, text));
    var terms = new HashSet<>(all(TERM, text));
    return new Document(path, text, sections, items, terms, anchors);
  }

  /** The last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(Document::firstGroup).toList();
  }

  private static String firstGroup(MatchResult found) {
    return IntStream.rangeClosed(1, found.groupCount())
        .mapToObj(found::group)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  /** As GitHub makes it of a heading. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
        .replace(' ', '-');
  }

  private static String withoutFences(String markdown) {
    var text = new StringBuilder();
    boolean fenced = false;
    for (var line : markdown.split("\n", -1)) {
      boolean mark = line.strip().startsWith("```");
      text.append(fenced || mark ? "" : line).append('\n');
      fenced ^= mark;
    }
    return text.toString();
  }
}

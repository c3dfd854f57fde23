package io.supervisor.core.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A golden script: comments, commands, and under each command what it led to.
 *
 * <pre>
 * # Text for people.
 * command
 * ----
 * one line for each effect
 * (an empty line ends it)
 * </pre>
 */
record Script(List<Part> parts) {
  private static final String RULE = "----";

  /** What stands between two empty lines. */
  sealed interface Part {
    /** Lines that begin with #. */
    record Comment(List<String> lines) implements Part {}

    /**
     * A command.
     *
     * @param effects as they stand in the script
     */
    record Step(String command, List<String> effects) implements Part {}
  }

  Script {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a script.
   *
   * @throws IllegalArgumentException if a paragraph is neither comment nor command
   */
  static Script parse(String text) {
    var parts = new ArrayList<Part>();
    for (var paragraph : text.strip().split("\n{2,}")) {
      var lines = paragraph.lines().toList();
      if (lines.stream().allMatch(line -> line.startsWith("#"))) {
        parts.add(new Part.Comment(lines));
      } else if (lines.size() == 1 || lines.get(1).equals(RULE)) {
        parts.add(
            new Part.Step(
                lines.getFirst(), lines.subList(Math.min(2, lines.size()), lines.size())));
      } else {
        throw new IllegalArgumentException(
            "script: got \"" + paragraph + "\", want command, " + RULE);
      }
    }
    return new Script(parts);
  }

  /** The same commands with what they lead to now, in order. */
  Script run(Function<String, List<String>> carryOut) {
    return new Script(
        parts.stream()
            .map(part ->
                part instanceof Part.Step(var command, var before)
                    ? new Part.Step(command, carryOut.apply(command))
                    : part)
            .toList());
  }

  /** What {@link #parse} reads. */
  String text() {
    return String.join("\n\n", parts.stream().map(Script::text).toList()) + "\n";
  }

  private static String text(Part part) {
    return switch (part) {
      case Part.Comment(var lines) -> String.join("\n", lines);
      case Part.Step(var command, var effects) ->
          command + "\n" + RULE + (effects.isEmpty() ? "" : "\n" + String.join("\n", effects));
    };
  }
}

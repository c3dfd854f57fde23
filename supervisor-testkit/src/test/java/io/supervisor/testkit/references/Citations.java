package io.supervisor.testkit.references;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What comments and documents point at, and what of it is not there. The forms of citations are
 * those of docs/spec/README.md.
 */
final class Citations {
  private static final String ROOT_PACKAGE = "io.supervisor.";
  private static final String CLAUSES = "docs/consensus.md";
  private static final String TERMS = "docs/spec/original-consensus.md";
  private static final String FINDINGS_SECTION = "19";

  private static final String NUMBER = "\\d+[a-z]?(?:\\.\\d+)*";
  private static final String NUMBERS =
      "(" + NUMBER + "(?:(?:,\\s*|,?\\s+(?:and|or|to)\\s+)" + NUMBER + ")*)";
  private static final Pattern ONE_NUMBER = Pattern.compile(NUMBER);
  private static final Pattern DOCUMENT =
      Pattern.compile(
          "(?<![\\w./-])([\\w./-]*\\w\\.md)\\b(?:\\W{0,2}\\s+(section|number)s?\\s+"
              + NUMBERS
              + ")?");
  private static final Pattern CLAUSE = Pattern.compile("\\b[Cc]lauses?\\s+" + NUMBERS);
  private static final Pattern SECTION = Pattern.compile("\\b[Ss]ections?\\s+" + NUMBERS);

  /** A document of ours, or one with a number, such as RFC 6298. */
  private static final Pattern NAMED_BEFORE = Pattern.compile("(?:\\.md\\W*|\\d,?\\s+)$");

  private static final Pattern DECISION = Pattern.compile("docs/adr/(\\d{4})");
  private static final Pattern TERM =
      Pattern.compile("(?<![\\w.])([HSVALTRC]\\d{1,2})(?![\\w.-]*\\w)");
  private static final Pattern FINDING = Pattern.compile("\\bM (\\d+)\\b");
  private static final Pattern ORIGINAL = Pattern.compile("\\bE (" + NUMBER + ")");
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]*)}");
  private static final Pattern NAME =
      Pattern.compile("([a-z]\\w*(?:\\.[a-z]\\w*)+)(?:\\.([A-Z]\\w*))?(?:[.#](\\w+).*)?");
  private static final Pattern FULL_NAME =
      Pattern.compile("\\bio\\.supervisor(?:\\.\\w+)+(?:#\\w+)?");
  private static final Pattern SOURCE = Pattern.compile("\\bSources?:\\s+((?:[^.]|\\.\\S)*)");
  private static final Pattern KNOWN_SOURCE =
      Pattern.compile(".*(\\w\\.md|docs/adr/|RFC \\d|JEP \\d).*", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern LINKED_DOCUMENT =
      Pattern.compile("\\[[^\\]]*]\\((?:[^)\\s]*/)?([\\w.-]+\\.md)(?:#[^)]*)?\\)");
  private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern INDEX = Pattern.compile("\\bcore\\.[a-z_]+");
  private static final Pattern TEST = Pattern.compile("(\\w+(?:Test|IT))(?:\\.(\\w+)(…)?)?");

  private final Repository repository;

  /** What a name of a package begins with: core, server, and so on. */
  private final Set<String> rooms;

  /** Names of indexes of the core, which look like packages. */
  private final Set<String> indexes;

  private final List<String> problems = new ArrayList<>();

  private Citations(Repository repository) {
    this.repository = repository;
    this.indexes =
        results(INDEX, required("docs/spec/wire.md").text()).stream()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    this.rooms =
        repository.packages().stream()
            .filter(name -> name.startsWith(ROOT_PACKAGE))
            .map(name -> name.substring(ROOT_PACKAGE.length()).split("\\.")[0])
            .collect(Collectors.toSet());
  }

  /** One line for each that points at nothing: file, line, what it says, what is missing. */
  static List<String> dangling(Repository repository) {
    var citations = new Citations(repository);
    repository.sources().forEach(citations::source);
    repository.documents().values().forEach(citations::document);
    return citations.problems;
  }

  private void source(String path, String text) {
    for (var comment : Comment.of(text)) {
      var where = new Where(path, comment.line(), comment.text());
      documents(where);
      clauses(where);
      sections(where, Optional.empty());
      decisions(where);
      var prose = where.without(CODE);
      terms(prose);
      FULL_NAME.matcher(comment.text()).results().forEach(found -> name(where, found, 0));
      CODE.matcher(comment.text()).results().forEach(found -> name(where, found, 1));
      for (var found : results(SOURCE, comment.text())) {
        if (!KNOWN_SOURCE.matcher(found.group(1)).matches()) {
          where.problem(found, "names no document");
        }
      }
    }
  }

  private void document(Document document) {
    links(new Where(document.path(), 1, document.text()), document);
    var where = new Where(document.path(), 1, document.text()).named();
    documents(where);
    clauses(where);
    decisions(where);
    terms(where);
    if (document.path().startsWith("docs/spec/")) {
      sections(where, Optional.of(document));
    }
    if (document.path().equals(CLAUSES)) {
      findings(where);
    }
    for (var found : results(QUOTED, where.text())) {
      test(where, found);
      if (!indexes.contains(found.group(1))) {
        name(where, found, 1);
      }
    }
  }

  private void documents(Where where) {
    for (var found : results(DOCUMENT, where.text())) {
      var cited = cited(where, found.group(1));
      if (cited.isEmpty()) {
        where.problem(found, "is no document, or more than one");
      } else if (found.group(2) != null) {
        var there = found.group(2).equals("section") ? cited.get().sections() : cited.get().items();
        numbers(where, found, found.group(3), there);
      }
    }
  }

  /** By its path from the root or from the citing document, or by its name. */
  private Optional<Document> cited(Where where, String name) {
    var beside = Path.of(where.path()).resolveSibling(name).normalize().toString();
    return Optional.ofNullable(repository.documents().get(beside))
        .or(() -> repository.document(name));
  }

  private void numbers(Where where, MatchResult found, String numbers, Set<String> there) {
    for (var number : results(ONE_NUMBER, numbers)) {
      if (!there.contains(number.group())) {
        where.problem(found, "there is no " + number.group());
      }
    }
  }

  private void clauses(Where where) {
    for (var found : results(CLAUSE, where.text())) {
      numbers(where, found, found.group(1), required(CLAUSES).items());
    }
  }

  /** Those that follow no document: of the document itself, and in a comment of none. */
  private void sections(Where where, Optional<Document> own) {
    for (var found : results(SECTION, where.text())) {
      var before = where.text().substring(Math.max(0, found.start() - 10), found.start());
      if (NAMED_BEFORE.matcher(before).find()) {
        continue;
      }
      if (own.isPresent()) {
        numbers(where, found, found.group(1), own.get().sections());
      } else {
        where.problem(found, "names no document");
      }
    }
  }

  private void decisions(Where where) {
    for (var found : results(DECISION, where.text())) {
      var start = "docs/adr/" + found.group(1) + "-";
      if (repository.documents().keySet().stream().noneMatch(path -> path.startsWith(start))) {
        where.problem(found, "is no decision");
      }
    }
  }

  private void terms(Where where) {
    for (var found : results(TERM, where.text())) {
      if (!required(TERMS).terms().contains(found.group(1))) {
        where.problem(found, "is defined nowhere");
      }
    }
  }

  private void findings(Where where) {
    var text = required(TERMS).text();
    var section = text.substring(text.indexOf("\n## " + FINDINGS_SECTION));
    for (var found : results(FINDING, where.text())) {
      if (!section.contains("\n" + found.group(1) + ". ")) {
        where.problem(found, "is no finding");
      }
    }
    for (var found : results(ORIGINAL, where.text())) {
      numbers(where, found, found.group(1), required(TERMS).sections());
    }
  }

  /** A package or class of ours, in full or from the room on ({@code core.replica.Replica}). */
  private void name(Where where, MatchResult found, int group) {
    var parts = NAME.matcher(found.group(group));
    if (!parts.matches()) {
      return;
    }
    var room = parts.group(1);
    var full = room.startsWith(ROOT_PACKAGE) ? room : ROOT_PACKAGE + room;
    if (!rooms.contains(full.substring(ROOT_PACKAGE.length()).split("\\.")[0])) {
      return;
    }
    var type = Optional.ofNullable(parts.group(2));
    if (!repository.packages().contains(full)) {
      where.problem(found, "there is no package " + full);
    } else if (type.isPresent() && inFiles(full)) {
      var text = repository.classes().get(full + '.' + type.get());
      var member = Optional.ofNullable(parts.group(3));
      if (text == null || member.isPresent() && !text.contains(member.get())) {
        where.problem(found, "is not there");
      }
    }
  }

  /** Whether the classes of a package stand in files, and are not generated. */
  private boolean inFiles(String inPackage) {
    return repository.classes().keySet().stream()
        .anyMatch(name -> name.startsWith(inPackage + '.'));
  }

  private void test(Where where, MatchResult found) {
    var test = TEST.matcher(found.group(1));
    if (!test.matches()) {
      return;
    }
    var texts =
        repository.classes().entrySet().stream()
            .filter(entry -> entry.getKey().endsWith('.' + test.group(1)))
            .map(entry -> entry.getValue())
            .toList();
    var method = Optional.ofNullable(test.group(2));
    var begins = method.map(name -> name + (test.group(3) == null ? "(" : "")).orElse("");
    if (texts.stream().noneMatch(text -> text.contains(begins))) {
      where.problem(found, "there is no such test");
    }
  }

  private void links(Where where, Document document) {
    for (var found : results(LINK, document.text())) {
      var target = found.group(1);
      if (target.matches("[a-z]+:.*")) {
        continue;
      }
      var parts = target.split("#", 2);
      var path =
          parts[0].isEmpty()
              ? document.path()
              : Path.of(document.path()).resolveSibling(parts[0]).normalize().toString();
      var linked = repository.documents().get(path);
      if (linked == null && !Files.exists(repository.root().resolve(path))) {
        where.problem(found, "there is no " + path);
      } else if (parts.length == 2 && (linked == null || !linked.anchors().contains(parts[1]))) {
        where.problem(found, "there is no such heading");
      }
    }
  }

  private Document required(String path) {
    return Optional.ofNullable(repository.documents().get(path)).orElseThrow();
  }

  private static List<MatchResult> results(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  /** A text to be looked through, and where it stands. */
  private final class Where {
    private final String path;
    private final int line;
    private final String text;

    Where(String path, int line, String text) {
      this.path = path;
      this.line = line;
      this.text = text;
    }

    String path() {
      return path;
    }

    String text() {
      return text;
    }

    Where without(Pattern pattern) {
      return with(pattern.matcher(text).replaceAll(" "));
    }

    /** With the name of the document in place of each link to one. */
    Where named() {
      return with(LINKED_DOCUMENT.matcher(text).replaceAll("$1"));
    }

    private Where with(String changed) {
      return new Where(path, line, changed);
    }

    void problem(MatchResult found, String what) {
      int at = line + (int) text.chars().limit(found.start()).filter(c -> c == '\n').count();
      var said = found.group().replaceAll("\\s+", " ").strip();
      problems.add("%s:%d: \"%s\": %s".formatted(path, at, said, what));
    }
  }
}

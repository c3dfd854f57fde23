package io.supervisor.testkit.references;

import io.supervisor.testkit.references.JavaText.Constant;
import io.supervisor.testkit.references.JavaText.Event;
import io.supervisor.testkit.references.JavaText.Meter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The documents in docs/reference: what there is, and what it means, from the code; what to do, the
 * last column, by hand and kept.
 */
final class OperatorReference {
  private static final String SERVER = "supervisor-server/src/main/java/io/supervisor/server/";
  private static final String API = "supervisor-api/src/main/java/io/supervisor/api/";
  private static final String SUPERVISOR_ERROR =
      "supervisor-core/src/main/java/io/supervisor/core/supervisor/SupervisorError.java";

  private final Repository repository;

  /** What to do, by the first cell of a row. */
  private final Map<String, String> advice = new HashMap<>();

  private OperatorReference(Repository repository) {
    this.repository = repository;
    repository
        .documents()
        .forEach((path, document) -> {
          if (path.startsWith("docs/reference/")) {
            document.text().lines().filter(line -> line.startsWith("| ")).forEach(this::remember);
          }
        });
  }

  private void remember(String row) {
    var cells = row.substring(0, row.lastIndexOf('|')).strip();
    advice.put(
        cells.substring(2, cells.indexOf(" |", 2)),
        cells.substring(cells.lastIndexOf('|') + 1).strip());
  }

  /** The documents as they should be, by path. */
  static Map<String, String> of(Repository repository) {
    var reference = new OperatorReference(repository);
    var documents = new TreeMap<String, String>();
    documents.put("docs/reference/metrics.md", reference.metrics());
    documents.put("docs/reference/log-events.md", reference.events());
    documents.put("docs/reference/error-codes.md", reference.errors());
    return documents;
  }

  private String metrics() {
    var meters =
        repository.sources().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(SERVER + "observe/"))
            .flatMap(entry -> JavaText.meters(entry.getValue()).stream())
            .sorted(Comparator.comparing(Meter::name))
            .toList();
    return """
    # Metrics

    `GET /metrics` of the private HTTP port, in the text format of Prometheus. Beside these, `jvm_…`, `process_…` and `system_…`
    are those of Micrometer. A histogram has `_bucket`, `_count` and `_sum`. What nothing feeds is absent: a zero is a
    measurement. The first columns are made from the code; the last one is written by hand (`OperatorReferenceTest`).

    """
        + table(
            "metric | kind | labels | meaning | what to do",
            meters.stream()
                .map(meter ->
                    List.of("`" + meter.name() + "`", meter.kind(), meter.labels(), meter.help()))
                .toList());
  }

  private String events() {
    var text =
        new StringBuilder(
            """
            # Log events

            What a node tells its operator, through the logger `supervisor`. Alerts may be built upon these texts. ERROR: someone has to
            act, or the node has stopped. WARN: something is wrong that may pass by itself. INFO: a change worth knowing. DEBUG:
            ordinary progress. `{}` stands for a value. The first columns are made from the code; the last one is written by hand
            (`OperatorReferenceTest`).
            """);
    var rooms = new LinkedHashMap<String, List<Event>>();
    rooms.putAll(
        JavaText.events(source(SERVER + "observe/EventLog.java")).stream()
            .collect(Collectors.groupingBy(Event::room, LinkedHashMap::new, Collectors.toList())));
    rooms.forEach((room, events) ->
        text.append("\n## ")
            .append(room)
            .append("\n\n")
            .append(
                table(
                    "line | level | meaning | what to do",
                    events.stream()
                        .map(event ->
                            List.of("`" + event.text() + "`", event.level(), event.meaning()))
                        .toList())));
    return text.toString();
  }

  private String errors() {
    return """
    # Error codes

    The first columns are made from the code; the last one is written by hand (`OperatorReferenceTest`).

    ## Execution errors

    Why a transaction or a hook failed: kind and code stand in the block, in `GetCallStatus`, in REST's `status` and in the
    `ErrorInfo` of gRPC. Services have codes of their own of kind `service`; those below are the supervisor's. Kind `unexpected`,
    without a code: the service's code threw, which its author has to mend. Kind `runtime`: the code of a service could not be
    deployed or called; the description says why.

    """
        + table(
            "code | name | meaning | what to do",
            Stream.of(
                    coded("core", "CoreError", API + "CoreError.java"),
                    coded("common", "CommonError", API + "CommonError.java"),
                    coded("service", "SupervisorError", SUPERVISOR_ERROR))
                .flatMap(List::stream)
                .toList())
        + """

        ## Reasons of gRPC

        `ErrorInfo.reason`, domain `supervisor.io`, of every refused call. REST's problem documents say the same in words
        ([compatibility.md](../compatibility.md)).

        """
        + table(
            "reason | meaning | what to do",
            JavaText.constants(source(SERVER + "rpc/Errors.java"), "Reason").stream()
                .map(reason -> List.of("`" + reason.name() + "`", reason.meaning()))
                .toList());
  }

  private List<List<String>> coded(String kind, String type, String path) {
    return JavaText.constants(source(path), type).stream()
        .map(error -> List.of("`" + kind + ":" + error.code() + "`", name(error), error.meaning()))
        .toList();
  }

  private static String name(Constant error) {
    return "`" + error.name() + "`";
  }

  private String table(String head, List<List<String>> rows) {
    var names = head.split(" \\| ");
    var text = new StringBuilder("| " + head + " |\n" + "|---".repeat(names.length) + "|\n");
    for (var row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" | ");
      var todo = Optional.ofNullable(advice.get(row.getFirst())).orElse("");
      text.append(todo).append(todo.isEmpty() ? "|\n" : " |\n");
    }
    return text.toString().replace("|  |", "| |");
  }

  private String source(String path) {
    return Optional.ofNullable(repository.sources().get(path)).orElseThrow();
  }
}

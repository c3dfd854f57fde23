package io.supervisor.cli;

import com.google.protobuf.MessageOrBuilder;
import io.supervisor.api.SafeText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Where results and messages go. Texts of nodes and services forge no lines there. */
final class Output {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SupervisorCommand.Format format;
  private final PrintWriter out;
  private final PrintWriter err;

  Output(SupervisorCommand.Format format, CommandLine line) {
    this.format = format;
    this.out = line.getOut();
    this.err = line.getErr();
  }

  boolean isJson() {
    return format == SupervisorCommand.Format.json;
  }

  /**
   * The result, in the form asked for.
   *
   * @throws OutputLostException if it cannot be written
   */
  void result(JsonNode json, Supplier<Table> table) {
    out.print(
        isJson()
            ? SafeText.lines(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json)) + "\n"
            : table.get().print());
    requireWritten();
  }

  /** What nobody got is no success. */
  private void requireWritten() {
    if (out.checkError()) {
      throw new OutputLostException();
    }
  }

  /** One of many results that come by and by: JSON on one line each. */
  void item(JsonNode json, Supplier<String> text) {
    out.println(SafeText.line(isJson() ? JSON.writeValueAsString(json) : text.get()));
    requireWritten();
  }

  void result(MessageOrBuilder message, Supplier<Table> table) {
    result(JsonMessages.of(message), table);
  }

  void results(Collection<? extends MessageOrBuilder> messages, Supplier<Table> table) {
    var array = JsonNodeFactory.instance.arrayNode();
    messages.forEach(message -> array.add(JsonMessages.of(message)));
    result(array, table);
  }

  /** A word to the user that is no result. */
  void say(String text) {
    err.println(SafeText.line(text));
    err.flush();
  }

  /** Asks whoever sits at a terminal; where nobody does, a command was meant. */
  boolean agrees(String question) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return true;
    }
    var answer = console.readLine("%s [y/N] ", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }

  /** Tells what is waited for, from one second on. */
  Progress progress(String what) {
    return new Progress(err, what, Duration.ofSeconds(1));
  }
}

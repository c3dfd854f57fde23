package io.supervisor.server.signing;

import io.supervisor.server.config.ConfigException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the passphrase of a key file is told (cli.md section 4): {@code stdin} (ask on the terminal),
 * {@code env}, {@code env:NAME}, {@code pass:TEXT}. Unlike the original's, the literal goes on to
 * the end of the text, and no other text that begins with these words is taken.
 */
public sealed interface Passphrase {
  /** Variable of {@code env} without a name. */
  String DEFAULT_VARIABLE = "EXONUM_MASTER_PASS";

  /** Ask on the terminal; twice, and not empty, for a new key. */
  record Ask() implements Passphrase {}

  record Environment(String variable) implements Passphrase {}

  record Literal(String text) implements Passphrase {
    @Override
    public String toString() {
      return "Literal[hidden]";
    }
  }

  static Passphrase empty() {
    return new Literal("");
  }

  /** Reads an option's text. */
  static Passphrase parse(String text) {
    if (text.isEmpty() || text.equals("stdin")) {
      return new Ask();
    }
    if (text.equals("env")) {
      return new Environment(DEFAULT_VARIABLE);
    }
    if (text.startsWith("env:") && text.length() > "env:".length()) {
      return new Environment(text.substring("env:".length()));
    }
    if (text.equals("pass") || text.startsWith("pass:")) {
      return new Literal(text.equals("pass") ? "" : text.substring("pass:".length()));
    }
    throw new ConfigException(
        "Failed to parse passphrase input method: want stdin, env, env:NAME or pass:TEXT");
  }

  /** The passphrase of a key that exists. */
  default char[] read(Map<String, String> environment) {
    return switch (this) {
      case Ask() -> ask("Passphrase of the node's master key: ");
      case Environment(var variable) -> lookUp(environment, variable);
      case Literal(var text) -> text.toCharArray();
    };
  }

  /** The passphrase of a key that is to be made. */
  default char[] choose(Map<String, String> environment) {
    if (!(this instanceof Ask)) {
      return read(environment);
    }
    var first = ask("New passphrase of the node's master key: ");
    if (first.length == 0) {
      throw new ConfigException("passphrase: got an empty one; use --no-password to have none");
    }
    if (!Arrays.equals(first, ask("The same passphrase again: "))) {
      throw new ConfigException("passphrase: the two do not match");
    }
    return first;
  }

  private static char[] lookUp(Map<String, String> environment, String variable) {
    @Nullable String value = environment.get(variable);
    if (value == null) {
      throw new ConfigException("passphrase: the variable " + variable + " is not set");
    }
    return value.toCharArray();
  }

  private static char[] ask(String prompt) {
    var console = System.console();
    if (console == null) {
      throw new ConfigException(
          "passphrase: there is no terminal to ask on; use --master-key-pass env:NAME");
    }
    var text = console.readPassword(prompt);
    if (text == null) {
      throw new ConfigException("passphrase: the input ended");
    }
    return text;
  }
}

package io.supervisor.cli;

import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.client.CommittedTransaction;
import io.supervisor.client.TransactionState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tx}: transactions. What is shown as committed is verified. */
@Command(
    name = "tx",
    description = "Submits and shows transactions.",
    mixinStandardHelpOptions = true)
final class TxCommand {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  @Command(
      name = "submit",
      description = "Submits a signed transaction.",
      mixinStandardHelpOptions = true)
  int submit(
      @Parameters(
              paramLabel = "HEX",
              description =
                  "Serialized SignedMessage in hexadecimal digits; @FILE or - (standard "
                      + "input) for a file with them.")
          String text,
      @Mixin WaitOptions wait)
      throws IOException {
    var transaction = read(text);
    try (var session = root.open(spec)) {
      var hash = session.client().transactions().submit(transaction);
      if (wait.until() == WaitOptions.Until.HANDED_OVER) {
        session
            .output()
            .result(
                JsonNodeFactory.instance.objectNode().put("hash", hash.toString()),
                () -> Table.pairs().row("transaction", hash));
        return Failures.OK;
      }
      return await(session, hash.toString(), wait);
    }
  }

  private static VerifiedTransaction read(String text) throws IOException {
    var digits = text;
    if (text.equals("-")) {
      digits = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } else if (text.startsWith("@")) {
      digits = Files.readString(Path.of(text.substring(1)));
    }
    try {
      return VerifiedTransaction.verify(Hex.bytes("HEX", digits.strip()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("HEX: " + e.getMessage());
    }
  }

  @Command(name = "wait", description = "Waits for a commit.", mixinStandardHelpOptions = true)
  int wait(
      @Parameters(paramLabel = "HASH", description = "Of the transaction.") String hash,
      @Mixin WaitOptions wait) {
    try (var session = root.open(spec)) {
      return await(session, hash, wait);
    }
  }

  private static int await(Session session, String digits, WaitOptions wait) {
    var hash = Hex.hash("HASH", digits);
    CommittedTransaction committed;
    try (var progress = session.output().progress("waiting for transaction " + digits)) {
      committed = session.client().transactions().awaitCommit(hash, wait.deadline().left());
      progress.now("committed");
    }
    var json = json(committed);
    session.output().result(json, () -> table(json));
    return committed.isSuccess() ? Failures.OK : Failures.REJECTED;
  }

  @Command(name = "show", description = "Shows a transaction.", mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "HASH", description = "Of the transaction.") String digits) {
    var hash = Hex.hash("HASH", digits);
    try (var session = root.open(spec)) {
      var found =
          session
              .client()
              .transactions()
              .find(hash)
              .orElseThrow(() ->
                  new UsageException(session.address() + " does not know transaction " + hash));
      var json =
          found instanceof TransactionState.Committed committed
              ? json(committed.committed())
              : JsonNodeFactory.instance
                  .objectNode()
                  .put("hash", hash.toString())
                  .put("state", "pooled");
      var transaction = found.transaction();
      json.put("author", transaction.author().toString())
          .put("instance_id", transaction.instance().toLong())
          .put("method_id", Integer.toUnsignedLong(transaction.method()))
          .put("arguments", HexFormat.of().formatHex(transaction.arguments()));
      session.output().result(json, () -> table(json));
      return Failures.OK;
    }
  }

  private static ObjectNode json(CommittedTransaction committed) {
    var json =
        JsonNodeFactory.instance
            .objectNode()
            .put("hash", committed.hash().toString())
            .put("state", "committed")
            .put("height", committed.location().height().value())
            .put("position", committed.location().position())
            .put("success", committed.isSuccess());
    committed
        .error()
        .ifPresent(error -> json.put("error", error.codeText() + ": " + error.description()));
    return json;
  }

  private static Table table(ObjectNode json) {
    var table = Table.pairs();
    json.properties().forEach(member -> table.row(member.getKey(), member.getValue().asString()));
    return table;
  }
}

package io.supervisor.cli;

import io.supervisor.api.Height;
import io.supervisor.api.proof.VerifiedBlock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code block}: the chain. All blocks shown are verified. */
@Command(
    name = "block",
    description = "Shows blocks, each verified against the validators' signatures.",
    mixinStandardHelpOptions = true)
final class BlockCommand {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  @Command(name = "list", description = "Lists the newest blocks.", mixinStandardHelpOptions = true)
  int list(
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "20",
              description = "Default: ${DEFAULT-VALUE}, at most 1000.")
          int count,
      @Option(names = "--skip-empty", description = "Leaves out blocks without transactions.")
          boolean skipEmpty) {
    if (count < 1 || count > 1_000) {
      throw new UsageException("--count: got " + count + ", want 1 to 1000");
    }
    try (var session = root.open(spec)) {
      var blocks = session.client().blocks();
      var found = blocks.list(session.height(), count, skipEmpty);
      var json = JsonNodeFactory.instance.arrayNode();
      found.forEach(block -> json.add(json(block)));
      session
          .output()
          .result(
              json,
              () -> {
                var table = Table.of("HEIGHT", "TRANSACTIONS", "TIME", "HASH");
                found.forEach(block ->
                    table.row(
                        block.height(),
                        Integer.toUnsignedString(block.header().txCount()),
                        time(block),
                        block.hash()));
                return table;
              });
      return Failures.OK;
    }
  }

  private static String time(VerifiedBlock block) {
    return block.time().map(Object::toString).orElse("-");
  }

  private static ObjectNode json(VerifiedBlock block) {
    var header = block.header();
    return JsonNodeFactory.instance
        .objectNode()
        .put("height", block.height().value())
        .put("hash", block.hash().toString())
        .put("tx_count", Integer.toUnsignedLong(header.txCount()))
        .put("prev_hash", header.prevHash().toString())
        .put("tx_hash", header.txHash().toString())
        .put("state_hash", header.stateHash().toString())
        .put("error_hash", header.errorHash().toString())
        .put("proposer", header.proposer().map(Object::toString).orElse(""))
        .put("precommits", block.precommits().size())
        .put("time", time(block));
  }

  @Command(name = "show", description = "Shows a block.", mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "HEIGHT", description = "0 is genesis.") long height) {
    if (height < 0) {
      throw new UsageException("HEIGHT: got " + height + ", want 0 or more");
    }
    try (var session = root.open(spec)) {
      var block = session.client().blocks().get(new Height(height));
      var json = json(block);
      session
          .output()
          .result(
              json,
              () -> {
                var table = Table.pairs();
                json.properties()
                    .forEach(member -> table.row(member.getKey(), member.getValue().asString()));
                return table;
              });
      return Failures.OK;
    }
  }

  @Command(
      name = "watch",
      description = "Shows blocks as they are committed, until it is interrupted.",
      mixinStandardHelpOptions = true)
  int watch(
      @Option(names = "--from", paramLabel = "HEIGHT", description = "Default: the next block.")
          @Nullable Long from,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "0",
              description = "Ends after N blocks; 0 = never.")
          long count)
      throws InterruptedException {
    try (var session = root.open(spec)) {
      var blocks = session.client().blocks();
      var first = from == null ? session.height().next() : new Height(from);
      try (var watch = blocks.watch(first)) {
        for (var i = 0L; count == 0 || i < count; i++) {
          var block = watch.take();
          session
              .output()
              .item(
                  json(block),
                  () ->
                      String.format(
                          Locale.ROOT,
                          "%s  %s transactions  %s  %s",
                          block.height(),
                          Integer.toUnsignedString(block.header().txCount()),
                          time(block),
                          block.hash()));
        }
      }
      return Failures.OK;
    }
  }
}

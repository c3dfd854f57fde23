package io.supervisor.cli;

import io.supervisor.wire.supervisor.MigrationRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code migration}: data of a stopped or frozen service, brought to another version. */
@Command(
    name = "migration",
    description = "Brings the data of a stopped or frozen service to another artifact.",
    mixinStandardHelpOptions = true)
final class MigrationCommand {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  @Command(
      name = "start",
      description = "Asks for a migration, or approves what another administrator asked for.",
      mixinStandardHelpOptions = true)
  int start(
      @Parameters(paramLabel = "SERVICE", description = "Name.") String service,
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact,
      @Option(
              names = "--blocks",
              paramLabel = "N",
              defaultValue = "600",
              description = "Blocks until the deadline; default: ${DEFAULT-VALUE}.")
          int blocks,
      @Mixin WaitOptions wait) {
    try (var session = root.open(spec)) {
      var draft =
          MigrationRequest.newBuilder()
              .setService(service)
              .setNewArtifact(Requests.artifact(artifact))
              .build();
      var requests = new Requests(session, wait);
      var asked = requests.migrate(draft, blocks);
      if (asked.joined()) {
        session.output().say("approving what another administrator asked for");
      }
      requests.awaitMigration(asked);
      var json =
          JsonNodeFactory.instance
              .objectNode()
              .put("transaction_hash", asked.transaction().toString());
      json.set("request", JsonMessages.of(asked.request()));
      session
          .output()
          .result(
              json,
              () ->
                  Table.pairs()
                      .row("transaction", asked.transaction())
                      .row("service", service)
                      .row("target", artifact)
                      .row("deadline", Long.toUnsignedString(asked.request().getDeadlineHeight())));
      return Failures.OK;
    }
  }

  @Command(
      name = "list",
      description = "Lists the requests to migrate.",
      mixinStandardHelpOptions = true)
  int list() {
    try (var session = root.open(spec)) {
      var migrations = Requests.migrations(session);
      session
          .output()
          .results(
              migrations,
              () -> {
                var table =
                    Table.of(
                            "SERVICE",
                            "TARGET",
                            "DEADLINE",
                            "STATE",
                            "APPROVALS",
                            "REPORTS",
                            "ERROR")
                        .orIfEmpty("No migration was ever asked for.");
                migrations.forEach(migration ->
                    table.row(
                        migration.getRequest().getService(),
                        Requests.text(migration.getRequest().getNewArtifact()),
                        Long.toUnsignedString(migration.getRequest().getDeadlineHeight()),
                        JsonMessages.word(migration.getState().getValueDescriptor()),
                        ProposalCommand.votes(migration.getApprovals()),
                        ProposalCommand.votes(migration.getReports()),
                        migration.hasError()
                            ? Requests.describe(migration.getError().getError())
                            : ""));
                return table;
              });
      return Failures.OK;
    }
  }
}

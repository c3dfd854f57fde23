package io.supervisor.cli;

import io.supervisor.rpc.v1.Migration;
import io.supervisor.rpc.v1.MigrationProgress;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.wire.supervisor.MigrationRequest;
import java.util.function.Predicate;
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

  @Command(
      name = "show",
      description =
          "Shows how far the last migration of a service is, on this node and the others.",
      mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "SERVICE", description = "Name.") String service) {
    try (var session = root.open(spec)) {
      var migration = last(session, service, all -> true);
      session
          .output()
          .result(
              JsonMessages.of(migration),
              () -> {
                var table =
                    Table.pairs()
                        .row("service", service)
                        .row("target", Requests.text(migration.getRequest().getNewArtifact()))
                        .row("state", JsonMessages.word(migration.getState().getValueDescriptor()))
                        .row("approvals", ProposalCommand.votes(migration.getApprovals()))
                        .row("reports", ProposalCommand.votes(migration.getReports()))
                        .row(
                            "deadline",
                            Long.toUnsignedString(migration.getRequest().getDeadlineHeight()));
                if (migration.hasProgress()) {
                  table.row("this node", progress(migration.getProgress()));
                }
                migration
                    .getResultsList()
                    .forEach(report ->
                        table.row(
                            "validator " + Hex.brief(report.getValidator()),
                            report.hasHash()
                                ? Hex.of(report.getHash())
                                : "failed: " + report.getError()));
                if (migration.getAborts().getGivenCount() > 0) {
                  table.row("votes to abort", ProposalCommand.votes(migration.getAborts()));
                }
                if (migration.hasError()) {
                  table.row("error", Requests.describe(migration.getError().getError()));
                }
                return table;
              });
      return Failures.OK;
    }
  }

  private static String progress(MigrationProgress progress) {
    if (progress.hasHash()) {
      return "done: " + Hex.of(progress.getHash());
    }
    if (progress.hasError()) {
      return "failed: " + progress.getError();
    }
    var done = Long.toUnsignedString(progress.getDone()) + " entries";
    return progress.getTotal() == 0
        ? "running, " + done
        : "running, %s of %s (%d %%)"
            .formatted(
                done,
                Long.toUnsignedString(progress.getTotal()),
                100 * progress.getDone() / progress.getTotal());
  }

  @Command(
      name = "abort",
      description = {
        "Votes for the pending migration of a service to be given up. It is, once as many have as it",
        "took to begin it; the service keeps its old data and artifact."
      },
      mixinStandardHelpOptions = true)
  int abort(@Parameters(paramLabel = "SERVICE", description = "Name.") String service) {
    try (var session = root.open(spec)) {
      var migration = last(session, service, one -> one.getState() == TaskState.TASK_STATE_PENDING);
      var transaction = session.admin().abortMigration(migration.getRequest());
      session
          .output()
          .result(
              JsonNodeFactory.instance.objectNode().put("transaction_hash", transaction.toString()),
              () ->
                  Table.pairs()
                      .row("transaction", transaction)
                      .row("service", service)
                      .row("votes before", ProposalCommand.votes(migration.getAborts())));
      return Failures.OK;
    }
  }

  private static Migration last(Session session, String service, Predicate<Migration> wanted) {
    return Requests.migrations(session).stream()
        .filter(migration -> migration.getRequest().getService().equals(service))
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new UsageException("no such migration of service " + service));
  }
}

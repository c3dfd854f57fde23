package io.supervisor.cli;

import com.google.protobuf.ByteString;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.rpc.v1.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code todo}: what the administrator of this node is asked to do. */
@Command(
    name = "todo",
    description = "Lists what this node's administrator is asked to approve, with the command.",
    mixinStandardHelpOptions = true)
final class TodoCommand implements Callable<Integer> {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  private record Task(String what, String until, String command) {}

  @Override
  public Integer call() {
    try (var session = root.open(spec)) {
      var key = session.admin().info().getServiceKey();
      var overview = session.client().supervisor().overview();
      var tasks = tasks(overview, key);
      var json = JsonNodeFactory.instance.arrayNode();
      tasks.forEach(task ->
          json.add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("what", task.what())
                  .put("until_height", task.until())
                  .put("command", task.command())));
      session
          .output()
          .result(
              json,
              () -> {
                var table = Table.of("WHAT", "UNTIL HEIGHT", "COMMAND").orIfEmpty("Nothing to do.");
                tasks.forEach(task -> table.row(task.what(), task.until(), task.command()));
                return table;
              });
      return Failures.OK;
    }
  }

  private static List<Task> tasks(Overview overview, ByteString key) {
    var tasks = new ArrayList<Task>();
    var proposal = overview.getProposal();
    if (overview.hasProposal() && isAsked(proposal.getVotes(), key)) {
      tasks.add(
          new Task(
              "vote for a proposal of " + proposal.getContent().getChangesCount() + " changes",
              Long.toUnsignedString(proposal.getContent().getActualFrom()),
              "supervisor proposal confirm " + Hex.of(proposal.getHash())));
    }
    for (var deployment : overview.getDeploymentsList()) {
      var request = deployment.getRequest();
      var until = Long.toUnsignedString(request.getDeadlineHeight());
      var artifact = Requests.text(request.getArtifact());
      var file = JarSpecs.of(request);
      if (deployment.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
          && isAsked(deployment.getApprovals(), key)) {
        tasks.add(
            new Task(
                "approve the deployment of "
                    + artifact
                    + file.map(found -> " with SHA-256 " + Hex.of(found.getSha256())).orElse(""),
                until,
                "supervisor artifact approve "
                    + artifact
                    + file.map(found -> " --sha256 " + Hex.brief(found.getSha256())).orElse("")));
      }
      if (deployment.getState() == TaskState.TASK_STATE_PENDING) {
        tasks.add(
            new Task(
                "wait for validators to deploy "
                    + artifact
                    + "; not yet: "
                    + ArtifactCommand.laggards(deployment),
                until,
                "supervisor artifact show " + artifact));
      }
    }
    for (var migration : overview.getMigrationsList()) {
      var request = migration.getRequest();
      if (migration.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
          && isAsked(migration.getApprovals(), key)) {
        var what = request.getService() + " " + Requests.text(request.getNewArtifact());
        tasks.add(
            new Task(
                "approve the migration of " + what,
                Long.toUnsignedString(request.getDeadlineHeight()),
                "supervisor migration start " + what));
      }
    }
    return tasks;
  }

  private static boolean isAsked(Votes votes, ByteString key) {
    return votes.getMissingList().contains(key) && votes.getGivenCount() < votes.getNeeded();
  }
}

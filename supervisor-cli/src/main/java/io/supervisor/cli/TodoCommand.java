package io.supervisor.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.rpc.v1.Votes;
import io.supervisor.wire.deploy.DeployArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      var files =
          session.admin().artifactFiles().stream()
              .map(file -> file.getSha256())
              .collect(Collectors.toSet());
      var tasks = tasks(overview, key, files);
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

  private static List<Task> tasks(Overview overview, ByteString key, Set<ByteString> files) {
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
      if (lacksFile(deployment, files)) {
        tasks.add(
            new Task(
                "bring the file of " + artifact + " to this node",
                until,
                "supervisor artifact push FILE"));
      }
      if (deployment.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
          && isAsked(deployment.getApprovals(), key)) {
        tasks.add(
            new Task(
                "approve the deployment of " + artifact,
                until,
                "supervisor artifact approve " + artifact));
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

  private static boolean lacksFile(Deployment deployment, Set<ByteString> files) {
    var request = deployment.getRequest();
    if (request.getArtifact().getRuntimeId() != 1) {
      return false;
    }
    try {
      return !files.contains(DeployArguments.parseFrom(request.getSpec()).getSha256());
    } catch (InvalidProtocolBufferException e) {
      // Not our runtime's specification: the deployment will fail, whatever file there is.
      return false;
    }
  }
}

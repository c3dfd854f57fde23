package io.supervisor.cli;

import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.sandbox.Sandbox;
import io.supervisor.sandbox.ServiceFile;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.UnloadArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code artifact}: code that services are made of. */
@Command(
    name = "artifact",
    description = "Brings code to nodes and has the network deploy it.",
    mixinStandardHelpOptions = true)
final class ArtifactCommand {
  private static final String JAVA = "1";

  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  @Command(
      name = "push",
      description = "Stores files on all nodes that --node names.",
      mixinStandardHelpOptions = true)
  int push(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "Service JARs.")
          List<Path> files)
      throws IOException {
    var sessions = root.openAll(spec);
    try {
      var json = JsonNodeFactory.instance.arrayNode();
      var table = Table.of("NODE", "FILE", "ARTIFACT", "BYTES", "SHA-256");
      for (var session : sessions) {
        for (var file : files) {
          try (var progress =
              session.output().progress("sending " + file + " to " + session.address())) {
            var stored = session.admin().upload(file);
            progress.now("stored " + file);
            json.add(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("node", session.address())
                    .set("file", JsonMessages.of(stored)));
            row(table, session.address(), stored);
          }
        }
      }
      sessions.getFirst().output().result(json, () -> table);
      return Failures.OK;
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static void row(Table table, String node, ArtifactFile file) {
    table.row(
        node,
        file.getName(),
        file.getArtifact().isEmpty() ? "-" : file.getArtifact(),
        Long.toUnsignedString(file.getSizeBytes()),
        Hex.of(file.getSha256()));
  }

  @Command(
      name = "check",
      description = {
        "Tells whether nodes would accept the code of a service JAR, and what they would refuse.",
        "Asks no node. What is allowed and why: docs/sandbox.md."
      },
      mixinStandardHelpOptions = true)
  int check(@Parameters(paramLabel = "FILE", description = "A service JAR.") Path file)
      throws IOException {
    var violations = ServiceFile.judge(file).violations();
    var json = JsonNodeFactory.instance.arrayNode();
    var table =
        Table.of("CLASS", "METHOD", "LINE", "NOT ALLOWED")
            .orIfEmpty("Sandbox version " + Sandbox.VERSION + " allows all that it does.");
    for (var violation : violations) {
      var line = violation.line() == 0 ? "-" : Integer.toString(violation.line());
      json.add(
          JsonNodeFactory.instance
              .objectNode()
              .put("class", violation.className())
              .put("method", violation.method())
              .put("line", violation.line())
              .put("what", violation.what()));
      table.row(violation.className(), violation.method(), line, violation.what());
    }
    new Output(root.format, spec.commandLine()).result(json, () -> table);
    return violations.isEmpty() ? Failures.OK : Failures.REJECTED;
  }

  @Command(
      name = "files",
      description = "Lists the files on a node.",
      mixinStandardHelpOptions = true)
  int files() {
    try (var session = root.open(spec)) {
      var files = session.admin().artifactFiles();
      session
          .output()
          .results(
              files,
              () -> {
                var table =
                    Table.of("NODE", "FILE", "ARTIFACT", "BYTES", "SHA-256")
                        .orIfEmpty("No files; supervisor artifact push FILE stores one.");
                files.forEach(file -> row(table, session.address(), file));
                return table;
              });
      return Failures.OK;
    }
  }

  @Command(
      name = "deploy",
      description = {
        "Asks the network to deploy an artifact, or approves what another administrator asked for.",
        "The node has to have the artifact's file: supervisor artifact push."
      },
      mixinStandardHelpOptions = true)
  int deploy(
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact,
      @Option(
              names = "--spec",
              paramLabel = "HEX",
              description =
                  "Deploy specification; default: "
                      + "from the file on the node, empty for the built-in runtime.")
          @Nullable String specification,
      @Option(
              names = "--blocks",
              paramLabel = "N",
              defaultValue = "600",
              description = "Blocks until the deadline; default: ${DEFAULT-VALUE}.")
          int blocks,
      @Mixin WaitOptions wait) {
    try (var session = root.open(spec)) {
      var id = Requests.artifact(artifact);
      var draft = DeployRequest.newBuilder().setArtifact(id);
      if (specification != null) {
        draft.setSpec(com.google.protobuf.ByteString.copyFrom(Hex.bytes("--spec", specification)));
      } else if (artifact.startsWith(JAVA + ":")) {
        draft.setSpec(arguments(session, artifact).toByteString());
      }
      var requests = new Requests(session, wait);
      return await(session, requests, requests.deploy(draft.build(), blocks));
    }
  }

  private static int await(
      Session session, Requests requests, Requests.Asked<DeployRequest> asked) {
    if (asked.joined()) {
      session.output().say("approving what another administrator asked for");
    }
    requests.awaitDeployment(asked);
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
                    .row("artifact", Requests.text(asked.request().getArtifact()))
                    .row("deadline", Long.toUnsignedString(asked.request().getDeadlineHeight())));
    return Failures.OK;
  }

  /** Names the file on the node that has this artifact. */
  private static DeployArguments arguments(Session session, String artifact) {
    var file =
        session.admin().artifactFiles().stream()
            .filter(stored -> stored.getArtifact().equals(artifact))
            .findFirst()
            .orElseThrow(() ->
                new UsageException(
                    session.address()
                        + " has no file of "
                        + artifact
                        + "; bring it with: supervisor artifact push FILE --node ..."));
    return DeployArguments.newBuilder()
        .setArtifactFilename(file.getName())
        .setSha256(file.getSha256())
        .build();
  }

  @Command(
      name = "approve",
      description = "Approves a deployment that another administrator asked for.",
      mixinStandardHelpOptions = true)
  int approve(
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact,
      @Mixin WaitOptions wait) {
    try (var session = root.open(spec)) {
      var id = Requests.artifact(artifact);
      var open =
          session.client().supervisor().overview().getDeploymentsList().stream()
              .filter(deployment -> deployment.getRequest().getArtifact().equals(id))
              .findFirst();
      var deployment =
          open.or(() ->
                  Requests.deployments(session).stream()
                      .filter(decided -> decided.getRequest().getArtifact().equals(id))
                      .findFirst())
              .orElseThrow(() -> Requests.nobodyAsked(id));
      var requests = new Requests(session, wait);
      return await(session, requests, requests.approve(deployment.getRequest()));
    }
  }

  @Command(
      name = "unload",
      description = "Proposes to remove an artifact that no service is made of.",
      mixinStandardHelpOptions = true)
  int unload(
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact,
      @Mixin ServiceCommand.When when,
      @Mixin WaitOptions wait) {
    var unload = UnloadArtifact.newBuilder().setArtifactId(Requests.artifact(artifact));
    try (var session = root.open(spec)) {
      var change = ConfigChange.newBuilder().setUnloadArtifact(unload).build();
      return ProposalCommand.propose(
          session, List.of(change), Optional.ofNullable(when.blocks), wait);
    }
  }

  @Command(
      name = "list",
      description = "Lists the artifacts that the network knows.",
      mixinStandardHelpOptions = true)
  int list() {
    try (var session = root.open(spec)) {
      var artifacts = session.client().supervisor().artifacts();
      session
          .output()
          .results(
              artifacts,
              () -> {
                var table = Table.of("ARTIFACT", "STATUS");
                artifacts.forEach(artifact ->
                    table.row(
                        Requests.text(artifact.getId()),
                        JsonMessages.word(artifact.getState().getStatus().getValueDescriptor())));
                return table;
              });
      return Failures.OK;
    }
  }

  @Command(
      name = "show",
      description = "Shows an artifact and the requests to deploy it.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact) {
    try (var session = root.open(spec)) {
      var id = Requests.artifact(artifact);
      var supervisor = session.client().supervisor();
      var known =
          supervisor.artifacts().stream().filter(found -> found.getId().equals(id)).findFirst();
      var requests = new ArrayList<io.supervisor.rpc.v1.Deployment>();
      Requests.deployments(session).stream()
          .filter(deployment -> deployment.getRequest().getArtifact().equals(id))
          .forEach(requests::add);
      if (known.isEmpty() && requests.isEmpty()) {
        throw new UsageException("the network does not know " + artifact);
      }
      var json = JsonNodeFactory.instance.objectNode();
      known.ifPresent(found -> json.set("artifact", JsonMessages.of(found)));
      var array = json.putArray("deployments");
      requests.forEach(request -> array.add(JsonMessages.of(request)));
      session
          .output()
          .result(
              json,
              () -> {
                var table = Table.of("DEADLINE", "STATE", "APPROVALS", "REPORTS", "ERROR");
                requests.forEach(request ->
                    table.row(
                        Long.toUnsignedString(request.getRequest().getDeadlineHeight()),
                        JsonMessages.word(request.getState().getValueDescriptor()),
                        ProposalCommand.votes(request.getApprovals()),
                        ProposalCommand.votes(request.getReports()),
                        request.hasError()
                            ? Requests.describe(request.getError().getError())
                            : ""));
                return table;
              });
      return Failures.OK;
    }
  }
}

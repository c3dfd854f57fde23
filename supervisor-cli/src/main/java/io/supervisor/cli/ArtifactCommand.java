package io.supervisor.cli;

import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.sandbox.Sandbox;
import io.supervisor.sandbox.ServiceFile;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.UnloadArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        "A file is brought to this node first; the other nodes have it from there. On a terminal it"
            + " is shown with its hash, and asked whether it is meant."
      },
      mixinStandardHelpOptions = true)
  int deploy(
      @Parameters(
              paramLabel = "FILE|ARTIFACT",
              description = "A service JAR, or runtime:name:version.")
          String what,
      @Option(
              names = "--spec",
              paramLabel = "HEX",
              description =
                  "Deploy specification; default: "
                      + "from the file, empty for the built-in runtime.")
          @Nullable String specification,
      @Option(
              names = "--sha256",
              paramLabel = "HEX",
              description =
                  "Which file is meant, where several claim one artifact; first digits are enough.")
          @Nullable String sha256,
      @Option(names = "--yes", description = "Does not ask.") boolean yes,
      @Option(
              names = "--blocks",
              paramLabel = "N",
              defaultValue = "600",
              description = "Blocks until the deadline; default: ${DEFAULT-VALUE}.")
          int blocks,
      @Mixin WaitOptions wait)
      throws IOException {
    try (var session = root.open(spec)) {
      var draft = DeployRequest.newBuilder();
      if (!what.matches("[0-9]+:.*")) {
        var stored = bring(session, what);
        draft.setArtifact(Requests.artifact(stored.getArtifact()));
        draft.setSpec(JarSpecs.of(stored, name(Path.of(what))).toByteString());
        if (!isMeant(session, what, stored, yes)) {
          return Failures.ERROR;
        }
      } else {
        draft.setArtifact(Requests.artifact(what));
        if (specification != null) {
          draft.setSpec(
              com.google.protobuf.ByteString.copyFrom(Hex.bytes("--spec", specification)));
        } else if (draft.getArtifact().getRuntimeId() == JarSpecs.JAVA) {
          draft.setSpec(arguments(session, what, sha256).toByteString());
        }
      }
      var requests = new Requests(session, wait);
      return await(session, requests, requests.deploy(draft.build(), blocks));
    }
  }

  /** Brings a file to this node, without a name: what it holds says which it is. */
  private static ArtifactFile bring(Session session, String file) throws IOException {
    var path = Path.of(file);
    if (!Files.exists(path)) {
      throw new UsageException(
          file + ": there is no such file; an artifact is named runtime:name:version");
    }
    try (var progress = session.output().progress("sending " + file + " to " + session.address())) {
      var stored = session.admin().uploadContent(path);
      progress.now("stored " + file);
      return stored;
    }
  }

  /** As the runtime takes it: what cannot stand in a specification becomes an underscore. */
  private static String name(Path file) {
    var name = String.valueOf(file.getFileName()).replaceAll("[^a-zA-Z0-9_.-]", "_");
    return name.startsWith(".") ? "_" + name : name;
  }

  /** Shows what is to be deployed; asks, if there is somebody at a terminal. */
  private static boolean isMeant(Session session, String file, ArtifactFile stored, boolean yes) {
    session
        .output()
        .say(
            String.format(
                Locale.ROOT,
                "file     %s%nartifact %s%nbytes    %s%nSHA-256  %s",
                file,
                stored.getArtifact(),
                Long.toUnsignedString(stored.getSizeBytes()),
                Hex.of(stored.getSha256())));
    return yes || session.output().agrees("Deploy it on all nodes of the network?");
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
                    .row("SHA-256", JarSpecs.sha256(JarSpecs.of(asked.request())))
                    .row("deadline", Long.toUnsignedString(asked.request().getDeadlineHeight())));
    return Failures.OK;
  }

  /** Names the file that an open request or this node has for an artifact. */
  private static DeployArguments arguments(
      Session session, String artifact, @Nullable String sha256) {
    var id = Requests.artifact(artifact);
    var open =
        session.client().supervisor().overview().getDeploymentsList().stream()
            .filter(deployment -> deployment.getRequest().getArtifact().equals(id))
            .toList();
    var files =
        session.admin().artifactFiles().stream()
            .filter(stored -> stored.getArtifact().equals(artifact))
            .toList();
    if (open.isEmpty() && files.isEmpty()) {
      throw new UsageException(
          session.address()
              + " has no file of "
              + artifact
              + "; bring it with: supervisor artifact deploy FILE");
    }
    return JarSpecs.choose(artifact, open, files, sha256);
  }

  @Command(
      name = "approve",
      description = "Approves a deployment that another administrator asked for.",
      mixinStandardHelpOptions = true)
  int approve(
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact,
      @Option(
              names = "--sha256",
              paramLabel = "HEX",
              description = "Which file is meant, where several requests name one artifact.")
          @Nullable String sha256,
      @Mixin WaitOptions wait) {
    try (var session = root.open(spec)) {
      var id = Requests.artifact(artifact);
      var open =
          session.client().supervisor().overview().getDeploymentsList().stream()
              .filter(deployment -> deployment.getRequest().getArtifact().equals(id))
              .toList();
      var all =
          open.isEmpty()
              ? Requests.deployments(session).stream()
                  .filter(decided -> decided.getRequest().getArtifact().equals(id))
                  .limit(1)
                  .toList()
              : open;
      var request = JarSpecs.chooseRequest(artifact, all, sha256).getRequest();
      JarSpecs.of(request)
          .ifPresent(arguments ->
              session
                  .output()
                  .say(
                      "approving "
                          + artifact
                          + " with SHA-256 "
                          + Hex.of(arguments.getSha256())
                          + ", file "
                          + JarSpecs.fileName(Optional.of(arguments))));
      var requests = new Requests(session, wait);
      return await(session, requests, requests.approve(request));
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
                var table = Table.of("ARTIFACT", "STATUS", "FILE", "SHA-256");
                artifacts.forEach(artifact -> {
                  var arguments =
                      artifact.getId().getRuntimeId() == JarSpecs.JAVA
                          ? JarSpecs.parse(artifact.getState().getDeploySpec())
                          : Optional.<DeployArguments>empty();
                  table.row(
                      Requests.text(artifact.getId()),
                      JsonMessages.word(artifact.getState().getStatus().getValueDescriptor()),
                      JarSpecs.fileName(arguments),
                      JarSpecs.sha256(arguments));
                });
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
      var requests = new ArrayList<Deployment>();
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
                var table =
                    Table.of(
                        "DEADLINE",
                        "STATE",
                        "APPROVALS",
                        "REPORTS",
                        "NOT REPORTED",
                        "FILE",
                        "SHA-256",
                        "ERROR");
                requests.forEach(request ->
                    table.row(
                        Long.toUnsignedString(request.getRequest().getDeadlineHeight()),
                        JsonMessages.word(request.getState().getValueDescriptor()),
                        ProposalCommand.votes(request.getApprovals()),
                        ProposalCommand.votes(request.getReports()),
                        laggards(request),
                        JarSpecs.fileName(JarSpecs.of(request.getRequest())),
                        JarSpecs.sha256(JarSpecs.of(request.getRequest())),
                        request.hasError()
                            ? Requests.describe(request.getError().getError())
                            : ""));
                return table;
              });
      return Failures.OK;
    }
  }

  /** Validators that have not said whether they could deploy, once they are asked to. */
  static String laggards(Deployment deployment) {
    var isAsked =
        switch (deployment.getState()) {
          case TASK_STATE_PENDING, TASK_STATE_SUCCEEDED -> true;
          default -> false;
        };
    var missing = deployment.getReports().getMissingList();
    return !isAsked || missing.isEmpty()
        ? "-"
        : String.join(",", missing.stream().map(Hex::brief).toList());
  }
}

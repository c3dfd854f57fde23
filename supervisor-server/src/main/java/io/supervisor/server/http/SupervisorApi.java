package io.supervisor.server.http;

import static io.supervisor.server.http.Parameter.optional;
import static io.supervisor.server.http.Parameter.required;

import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Value;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.supervisor.DeployRequest;
import io.supervisor.core.supervisor.MigrationRequest;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.core.supervisor.SupervisorService;
import io.supervisor.core.supervisor.SupervisorView;
import io.supervisor.server.http.Parameter.Kind;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.Submission;
import java.util.ArrayList;
import java.util.List;

/** What the administrators agreed on, and what this node asks for. Source: rest.md section 3. */
final class SupervisorApi {
  private static final String ROOT = "/api/services/supervisor/";
  private static final InstanceSpec INSTANCE =
      new InstanceSpec(InstanceId.SUPERVISOR, SupervisorService.NAME, SupervisorArtifact.ID);

  private static final Parameter DEADLINE =
      required("deadline_height", Kind.U64, "Last height at which reports count");
  private static final Parameter SEED = optional("seed", Kind.U64, "0 if left out");

  // Methods of the supervisor (supervisor.md section 3).
  private static final int REQUEST_ARTIFACT_DEPLOY = 0;
  private static final int PROPOSE_CONFIG_CHANGE = 2;
  private static final int CONFIRM_CONFIG_CHANGE = 3;
  private static final int REQUEST_MIGRATION = 4;
  private static final int ABORT_MIGRATION = 6;

  private final NodeApi node;

  SupervisorApi(NodeApi node) {
    this.node = node;
  }

  List<Endpoint> publicEndpoints() {
    return List.of(
        Endpoint.get(
            ROOT + "consensus-config",
            "Consensus configuration",
            List.of(),
            "ConsensusConfig",
            _ -> Answer.json(SupervisorValues.of(view().consensusConfig()))),
        Endpoint.get(
            ROOT + "config-proposal",
            "The proposal that can be voted on",
            List.of(),
            "PendingProposal",
            _ -> proposal()),
        Endpoint.get(
            ROOT + "services",
            "Artifacts and instances",
            List.of(),
            "DispatcherInfo",
            _ -> services()));
  }

  List<Endpoint> privateEndpoints() {
    return List.of(
        post(
            "deploy-artifact",
            "Asks to deploy an artifact",
            "DeployRequest",
            SupervisorBodies.DEPLOY,
            REQUEST_ARTIFACT_DEPLOY,
            "Artifact deploy request failed"),
        post(
            "migrate",
            "Asks to migrate the data of an instance",
            "MigrationRequest",
            SupervisorBodies.MIGRATE,
            REQUEST_MIGRATION,
            "Migration start request failed"),
        post(
            "abort-migration",
            "Votes for a pending migration to be given up",
            "MigrationRequest",
            SupervisorBodies.MIGRATE,
            ABORT_MIGRATION,
            "Migration abort request failed"),
        post(
            "propose-config",
            "Proposes changes",
            "ConfigPropose",
            SupervisorBodies.PROPOSE,
            PROPOSE_CONFIG_CHANGE,
            "Config propose failed"),
        post(
            "confirm-config",
            "Votes for the proposal",
            "ConfigVote",
            SupervisorBodies.VOTE,
            CONFIRM_CONFIG_CHANGE,
            "Config vote failed"),
        Endpoint.get(
            ROOT + "configuration-number",
            "Number that the next proposal has to carry",
            List.of(),
            "Number",
            _ -> Answer.json(Value.ofUnsigned(view().configurationNumber()))),
        Endpoint.get(
            ROOT + "supervisor-config",
            "Mode of the supervisor",
            List.of(),
            "SupervisorConfig",
            _ -> Answer.json(Value.struct().with("mode", Value.of(view().mode().word())).build())),
        Endpoint.get(
            ROOT + "deploy-status",
            "How far a deployment has come",
            List.of(
                required("artifact", Kind.TEXT, "runtime:name:version"),
                required("spec", Kind.TEXT, "Base64, may be empty"),
                DEADLINE,
                SEED),
            "AsyncEventState",
            this::deployStatus),
        Endpoint.get(
            ROOT + "migration-status",
            "How far a migration has come",
            List.of(
                required("new_artifact", Kind.TEXT, "runtime:name:version"),
                required("service", Kind.TEXT, "Name of the instance"),
                DEADLINE,
                SEED),
            "MigrationState",
            this::migrationStatus));
  }

  private <M extends Message> Endpoint post(
      String path,
      String summary,
      String schema,
      SupervisorBodies.Kind<M> kind,
      int method,
      String failure) {
    return Endpoint.post(
        ROOT + path,
        summary,
        List.of(
            new Endpoint.Content(Answer.JSON, schema),
            new Endpoint.Content(SupervisorBodies.PROTOBUF, "Bytes")),
        "TransactionHash",
        request -> Answer.json(Value.hex(submit(method, kind.read(request), failure).toBytes())));
  }

  private Hash submit(int method, byte[] message, String failure) {
    return switch (Waiting.await(node.submitAsNode(InstanceId.SUPERVISOR, method, message))) {
      case Submission.Accepted(var hash) -> hash;
      case Submission.AlreadyPooled(var hash) -> hash;
      case Submission.AlreadyCommitted(var hash) -> hash;
      case Submission.NotValidator _ ->
          throw refuse(Problem.badRequest("Invalid broadcast request", "Nod is not a validator"));
      case Submission.Refused(_, var error) ->
          throw refuse(
              Problem.badRequest("Invalid broadcast request", ExecutionValues.text(error)));
      case Submission.Malformed(var description) ->
          throw refuse(Problem.badRequest(failure, description));
      case Submission.Overloaded _ ->
          throw refuse(
              Problem.of(503, failure, "The pool of transactions is full")
                  .with("Retry-After", "1"));
      case Submission.Unavailable(var reason) ->
          throw refuse(Problem.of(503, failure, reason).with("Retry-After", "1"));
    };
  }

  private SupervisorView view() {
    return new SupervisorView(new Snapshot(node.snapshot()));
  }

  private Answer proposal() {
    return Answer.json(
        view()
            .proposal()
            .<Value>map(proposal ->
                Value.struct()
                    .with("propose_hash", Value.hex(proposal.pending().hash().toBytes()))
                    .with("config_propose", SupervisorValues.of(proposal.pending().proposal()))
                    .build())
            .orElse(Value.NULL));
  }

  /** In the order of the indexes, as in the original. */
  private Answer services() {
    var dispatcher = new DispatcherSchema(new Snapshot(node.snapshot()).access(""));
    var artifacts = new ArrayList<Value>();
    dispatcher
        .artifacts()
        .entries()
        .forEach(entry -> artifacts.add(SupervisorValues.of(entry.getKey())));
    var services = new ArrayList<Value>();
    dispatcher
        .instances()
        .entries()
        .forEach(entry -> services.add(SupervisorValues.of(entry.getValue())));
    return Answer.json(
        Value.struct()
            .with("artifacts", Value.array(artifacts))
            .with("services", Value.array(services))
            .build());
  }

  private Answer deployStatus(ApiRequest request) {
    var title = "Invalid deploy request query";
    var arguments = request.arguments();
    var wanted =
        new DeployRequest(
            artifact(arguments.text("artifact"), title),
            SupervisorBodies.base64(arguments.text("spec"), title),
            arguments.number("deadline_height"),
            arguments.findNumber("seed").orElse(0));
    return view()
        .deployment(wanted)
        .state()
        .map(state -> Answer.json(SupervisorValues.of(state)))
        .orElseThrow(() -> refuse(Problem.notFound("No corresponding deploy request found", "")));
  }

  private Answer migrationStatus(ApiRequest request) {
    var arguments = request.arguments();
    var wanted =
        new MigrationRequest(
            artifact(arguments.text("new_artifact"), "Invalid migration request query"),
            arguments.text("service"),
            arguments.number("deadline_height"),
            arguments.findNumber("seed").orElse(0));
    return view()
        .migration(wanted)
        .state()
        .map(state -> Answer.json(SupervisorValues.of(state)))
        .orElseThrow(
            () -> refuse(Problem.notFound("No corresponding migration request found", "")));
  }

  private static ArtifactId artifact(String text, String title) {
    try {
      return ArtifactId.parse(text);
    } catch (IllegalArgumentException e) {
      throw refuse(Problem.badRequest(title, Arguments.shown(String.valueOf(e.getMessage()))));
    }
  }

  private static ProblemException refuse(Problem problem) {
    return problem.from(INSTANCE).exception();
  }
}

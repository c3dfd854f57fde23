package io.supervisor.core.supervisor;

import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.CommonError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.SupervisorCommitContext;
import io.supervisor.core.runtime.SupervisorContext;
import java.util.List;

/**
 * The supervisor: instance 0, and the only one that may change artifacts, instances and the
 * consensus configuration. Source: supervisor.md.
 *
 * <p>Every method first checks that its caller is a transaction of a current validator ({@code
 * common:2}); the codes of the other refusals are {@link SupervisorError}.
 */
public final class SupervisorService implements Service {
  /** Name of the instance. */
  public static final String NAME = "supervisor";

  private static final int REPORT_DEPLOY_RESULT = 1;
  private static final int REPORT_MIGRATION_RESULT = 5;
  private static final int ABORT_MIGRATION = 6;

  private static final List<Method<?>> METHODS =
      List.of(
          method(
              0,
              "request_artifact_deploy",
              DeployRequest.CODEC,
              (decisions, author, request) -> new Deployments(decisions).request(author, request)),
          method(
              REPORT_DEPLOY_RESULT,
              "report_deploy_result",
              DeployResult.CODEC,
              (decisions, author, result) -> new Deployments(decisions).report(author, result)),
          method(
              2,
              "propose_config_change",
              ConfigPropose.CODEC,
              (decisions, author, proposal) -> new Proposals(decisions).propose(author, proposal)),
          method(
              3,
              "confirm_config_change",
              ConfigVote.CODEC,
              (decisions, author, vote) ->
                  new Proposals(decisions).vote(author, vote.proposeHash())),
          method(
              4,
              "request_migration",
              MigrationRequest.CODEC,
              (decisions, author, request) -> new Migrations(decisions).request(author, request)),
          method(
              REPORT_MIGRATION_RESULT,
              "report_migration_result",
              MigrationResult.CODEC,
              (decisions, author, result) -> new Migrations(decisions).report(author, result)),
          Method.ofBytes(ABORT_MIGRATION, "abort_migration", SupervisorService::abortMigration),
          new Method<>(
              Method.CONFIGURE, 0, "verify_config", SupervisorMode::parse, (context, mode) -> {}),
          new Method<>(
              Method.CONFIGURE,
              1,
              "apply_config",
              SupervisorMode::parse,
              SupervisorService::apply));

  /** What a method does once its author is known to be a validator. */
  @FunctionalInterface
  private interface Act<A> {
    void by(Decisions decisions, PublicKey author, A arguments);
  }

  private static <A> Method<A> method(int id, String name, MessageCodec<A> codec, Act<A> act) {
    return new Method<>(
        "",
        id,
        name,
        codec::decode,
        (context, arguments) -> {
          var author = Validators.author(context);
          act.by(decisions(context), author, arguments);
        });
  }

  private static Decisions decisions(CallContext context) {
    return new Decisions(SupervisorContext.of(context));
  }

  /** Ours: under the original's rules there is no such method, whatever its arguments. */
  private static void abortMigration(CallContext context, byte[] arguments) {
    var decisions = decisions(context);
    if (!decisions.rules().migrationsCanBeAborted()) {
      throw CallException.common(
          CommonError.NO_SUCH_METHOD, "The method is absent in the service.");
    }
    MigrationRequest request;
    try {
      request = MigrationRequest.CODEC.decode(arguments);
    } catch (IllegalArgumentException e) {
      throw CallException.common(
          CommonError.MALFORMED_ARGUMENTS,
          "Malformed arguments for calling a service interface method: " + e.getMessage());
    }
    new Migrations(decisions).abort(Validators.author(context), request);
  }

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  @Override
  public void initialize(CallContext context, byte[] params) {
    SupervisorMode mode;
    try {
      mode = SupervisorMode.parse(params);
    } catch (IllegalArgumentException e) {
      throw SupervisorError.INVALID_CONFIG.exception();
    }
    var decisions = decisions(context);
    decisions.schema().open(decisions.rules());
    decisions.schema().mode().set(mode);
  }

  private static void apply(CallContext context, SupervisorMode mode) {
    var decisions = decisions(context);
    if (decisions.rules().administrationIsProtected()
        && !context.caller().equals(new Caller.Service(InstanceId.SUPERVISOR))) {
      throw Validators.unauthorized();
    }
    decisions.schema().mode().set(mode);
  }

  @Override
  public void beforeTransactions(CallContext context) {
    var decisions = decisions(context);
    var deployments = new Deployments(decisions);
    var migrations = new Migrations(decisions);
    deployments.dropOutdated();
    new Proposals(decisions).dropOutdated();
    migrations.flush();
    migrations.dropOutdated();
    deployments.recount();
    migrations.recount();
  }

  @Override
  public void afterTransactions(CallContext context) {
    new Proposals(decisions(context)).applyApproved();
  }

  /** Starts what is pending and not yet reported by this node, and reports what is done. */
  @Override
  public void afterCommit(CommitContext context) {
    var node = SupervisorCommitContext.of(context);
    var tasks = new NodeTasks(new SupervisorSchema(context.data()), context.serviceKey());
    for (var request : tasks.deployments()) {
      node.deploy(
          request.artifact(),
          request.spec().toByteArray(),
          error ->
              new CommitAction.Broadcast(
                  InstanceId.SUPERVISOR,
                  REPORT_DEPLOY_RESULT,
                  DeployResult.CODEC.encode(new DeployResult(request, error))));
    }
    for (var request : tasks.migrations()) {
      node.localMigrationResult(request.service())
          .ifPresent(status ->
              node.broadcast(
                  REPORT_MIGRATION_RESULT,
                  MigrationResult.CODEC.encode(new MigrationResult(request, status))));
    }
  }
}

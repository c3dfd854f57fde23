package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.rpc.v1.AbortMigrationRequest;
import io.supervisor.rpc.v1.AbortMigrationResponse;
import io.supervisor.rpc.v1.ConfirmRequest;
import io.supervisor.rpc.v1.ConfirmResponse;
import io.supervisor.rpc.v1.DeployRequest;
import io.supervisor.rpc.v1.DeployResponse;
import io.supervisor.rpc.v1.MigrateRequest;
import io.supervisor.rpc.v1.MigrateResponse;
import io.supervisor.rpc.v1.ProposeRequest;
import io.supervisor.rpc.v1.ProposeResponse;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.Submission;

/** What the administrator of this node asks for: signed by the node, sent to the supervisor. */
final class SupervisorAdminRpc extends SupervisorAdminServiceGrpc.SupervisorAdminServiceImplBase {
  // Methods of the supervisor (supervisor.md section 3).
  private static final int REQUEST_ARTIFACT_DEPLOY = 0;
  private static final int PROPOSE_CONFIG_CHANGE = 2;
  private static final int CONFIRM_CONFIG_CHANGE = 3;
  private static final int REQUEST_MIGRATION = 4;
  private static final int ABORT_MIGRATION = 6;

  private final NodeApi node;

  SupervisorAdminRpc(NodeApi node) {
    this.node = node;
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<DeployResponse> observer) {
    var hash = submit(REQUEST_ARTIFACT_DEPLOY, Requests.deploy(request));
    Answers.answer(observer, DeployResponse.newBuilder().setTransactionHash(hash).build());
  }

  @Override
  public void propose(ProposeRequest request, StreamObserver<ProposeResponse> observer) {
    var proposal = Requests.propose(request);
    var answer =
        ProposeResponse.newBuilder().setTransactionHash(submit(PROPOSE_CONFIG_CHANGE, proposal));
    if (proposal.getActualFrom() != 0) {
      // The attempt is part of the transaction, but not of what is stored and voted for.
      var stored = proposal.toBuilder().clearAttempt().build();
      answer.setProposalHash(Canonical.hash(stored).toByteString());
    }
    Answers.answer(observer, answer.build());
  }

  @Override
  public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> observer) {
    var hash = submit(CONFIRM_CONFIG_CHANGE, Requests.confirm(request));
    Answers.answer(observer, ConfirmResponse.newBuilder().setTransactionHash(hash).build());
  }

  @Override
  public void migrate(MigrateRequest request, StreamObserver<MigrateResponse> observer) {
    var hash = submit(REQUEST_MIGRATION, Requests.migrate(request));
    Answers.answer(observer, MigrateResponse.newBuilder().setTransactionHash(hash).build());
  }

  @Override
  public void abortMigration(
      AbortMigrationRequest request, StreamObserver<AbortMigrationResponse> observer) {
    var content = Requests.migration(request.hasRequest(), request.getRequest());
    Answers.answer(
        observer,
        AbortMigrationResponse.newBuilder()
            .setTransactionHash(submit(ABORT_MIGRATION, content))
            .build());
  }

  private ByteString submit(int method, Message arguments) {
    var submission =
        Answers.await(node.submitAsNode(InstanceId.SUPERVISOR, method, Canonical.bytes(arguments)));
    return switch (submission) {
      case Submission.Accepted(var hash) -> hash.toByteString();
      case Submission.AlreadyPooled(var hash) -> hash.toByteString();
      case Submission.AlreadyCommitted(var hash) -> hash.toByteString();
      case Submission refused -> throw Errors.of(refused);
    };
  }
}

package io.supervisor.server.rpc;

import static io.supervisor.server.rpc.RpcFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.rpc.v1.ConfirmRequest;
import io.supervisor.rpc.v1.DeployRequest;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.GetDeploymentRequest;
import io.supervisor.rpc.v1.GetMigrationRequest;
import io.supervisor.rpc.v1.GetOverviewRequest;
import io.supervisor.rpc.v1.GetProposalRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListDeploymentsRequest;
import io.supervisor.rpc.v1.MigrateRequest;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.ProposalOutcome;
import io.supervisor.rpc.v1.ProposeRequest;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.rpc.v1.WatchOverviewRequest;
import io.supervisor.server.javaruntime.JarBuilder;
import io.supervisor.server.javaruntime.StoredFiles;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.ConfigVote;
import io.supervisor.wire.supervisor.MigrationRequest;
import io.supervisor.wire.supervisor.StartService;
import io.supervisor.wire.supervisor.StopService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AdministrationTest {
  private static final ArtifactId SAMPLE =
      ArtifactId.newBuilder().setRuntimeId(1).setName("sample").setVersion("1.0.0").build();

  @TempDir Path folder;
  private RpcFixture fixture;
  private SupervisorAdminServiceGrpc.SupervisorAdminServiceBlockingStub admin;
  private SupervisorServiceGrpc.SupervisorServiceBlockingStub supervisor;

  @BeforeEach
  void start() throws Exception {
    fixture = new RpcFixture(folder, SupervisorMode.DECENTRALIZED);
    admin = SupervisorAdminServiceGrpc.newBlockingStub(fixture.privateChannel);
    supervisor = SupervisorServiceGrpc.newBlockingStub(fixture.publicChannel);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private Overview overview() {
    return supervisor.getOverview(GetOverviewRequest.getDefaultInstance()).getOverview();
  }

  private static DeployRequest deployment(byte[] jar) {
    var arguments =
        DeployArguments.newBuilder()
            .setArtifactFilename("sample.jar")
            .setSha256(Sha256.of(jar).toByteString())
            .build();
    return DeployRequest.newBuilder()
        .setRequest(
            io.supervisor.wire.supervisor.DeployRequest.newBuilder()
                .setArtifact(SAMPLE)
                .setSpec(arguments.toByteString())
                .setDeadlineHeight(100))
        .build();
  }

  @Test
  void anArtifactIsDeployedAndAnInstanceStarted() throws Exception {
    var jar = JarBuilder.good("sample", "1.0.0").build();
    StoredFiles.store(fixture.artifacts, "sample.jar", jar);
    var hash = Hash.of(admin.deploy(deployment(jar)).getTransactionHash());
    fixture.node.commit();
    assertSucceeded(hash);
    assertThat(overview().getDeployments(0).getState()).isEqualTo(TaskState.TASK_STATE_PENDING);
    assertThat(overview().getDeployments(0).getReports().getMissingCount()).isEqualTo(1);
    fixture.node.commit();
    assertThat(overview().getDeploymentsCount()).isZero();
    assertThat(overview().getArtifactsList()).extracting("id").contains(SAMPLE);
    var all = supervisor.listDeployments(ListDeploymentsRequest.getDefaultInstance());
    assertThat(all.getDeployments(0).getState()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
    assertThat(all.getDeployments(0).getReports().getGivenCount()).isEqualTo(1);

    admin.propose(proposal(start("wallet"), 0));
    fixture.node.commit();
    var started = overview().getInstancesList().getLast().getState();
    assertThat(started.getSpec().getName()).isEqualTo("wallet");
    assertThat(started.getStatus().getSimple()).isEqualTo(InstanceStatus.Simple.ACTIVE);
  }

  private static ConfigChange start(String name) {
    return ConfigChange.newBuilder()
        .setStartService(StartService.newBuilder().setArtifact(SAMPLE).setName(name))
        .build();
  }

  private static ConfigChange stopping() {
    return ConfigChange.newBuilder()
        .setStopService(StopService.newBuilder().setInstanceId(7))
        .build();
  }

  private ProposeRequest proposal(ConfigChange change, long actualFrom) {
    return ProposeRequest.newBuilder()
        .setProposal(
            ConfigPropose.newBuilder()
                .setActualFrom(actualFrom)
                .setConfigurationNumber(overview().getConfiguration().getConfigurationNumber())
                .addChanges(change))
        .build();
  }

  private void assertSucceeded(Hash transaction) {
    var status =
        LedgerServiceGrpc.newBlockingStub(fixture.publicChannel)
            .getCallStatus(
                GetCallStatusRequest.newBuilder()
                    .setTransactionHash(transaction.toByteString())
                    .build());
    assertThat(status.getStatus().hasOk()).as("%s", status).isTrue();
  }

  @Test
  void aFailedDeploymentTellsItsReason() {
    var jar = JarBuilder.good("sample", "1.0.0").build();
    admin.deploy(deployment(jar));
    fixture.node.commit(2);
    var all = supervisor.listDeployments(ListDeploymentsRequest.getDefaultInstance());
    assertThat(all.getDeployments(0).getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
    var error = all.getDeployments(0).getError().getError();
    assertThat(error.getDescription()).isEqualTo("sample.jar: there is no such file");
    assertThat(error.getCode()).isEqualTo(1);
    var pending = ListDeploymentsRequest.newBuilder().setPendingOnly(true).build();
    assertThat(supervisor.listDeployments(pending).getDeploymentsCount()).isZero();
  }

  @Test
  void aDeploymentIsFoundByItsRequest() {
    var request = deployment(new byte[] {1}).getRequest();
    var wanted = GetDeploymentRequest.newBuilder().setRequest(request).build();
    assertThat(refusalOf(() -> supervisor.getDeployment(wanted)).reason())
        .isEqualTo("DEPLOYMENT_NOT_FOUND");
    admin.deploy(DeployRequest.newBuilder().setRequest(request).build());
    fixture.node.commit();
    var found = supervisor.getDeployment(wanted);
    assertThat(found.getHeight()).isEqualTo(1);
    assertThat(found.getDeployment().getRequest()).isEqualTo(request);
    assertThat(found.getDeployment().getState()).isEqualTo(TaskState.TASK_STATE_PENDING);
    var another = wanted.toBuilder();
    another.getRequestBuilder().setSeed(7);
    var refusal = refusalOf(() -> supervisor.getDeployment(another.build()));
    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(
            refusalOf(() -> supervisor.getDeployment(GetDeploymentRequest.getDefaultInstance()))
                .violations())
        .extracting("field")
        .containsExactly("request");
  }

  @Test
  void aMigrationIsFoundByItsRequest() {
    var request =
        MigrationRequest.newBuilder()
            .setNewArtifact(SAMPLE)
            .setService("notes")
            .setDeadlineHeight(100)
            .build();
    var wanted = GetMigrationRequest.newBuilder().setRequest(request).build();
    assertThat(refusalOf(() -> supervisor.getMigration(wanted)).reason())
        .isEqualTo("MIGRATION_NOT_FOUND");
    assertThat(
            refusalOf(() -> supervisor.getMigration(GetMigrationRequest.getDefaultInstance()))
                .violations())
        .extracting("field")
        .containsExactly("request");
  }

  @Test
  void aPendingProposalShowsWhoHasVoted() {
    var answer = admin.propose(proposal(stopping(), 5));
    fixture.node.commit();
    var proposal = supervisor.getProposal(GetProposalRequest.getDefaultInstance()).getProposal();
    assertThat(proposal.getHash()).isEqualTo(answer.getProposalHash());
    assertThat(proposal.getContent().getActualFrom()).isEqualTo(5);
    assertThat(proposal.getVotes().getNeeded()).isEqualTo(1);
    assertThat(proposal.getVotes().getGivenList())
        .containsExactly(fixture.node.keys().serviceKey().toByteString());
    assertThat(proposal.getVotes().getMissingList()).isEmpty();
    fixture.node.commit(4);
    assertThat(supervisor.getProposal(GetProposalRequest.getDefaultInstance()).hasProposal())
        .isFalse();
    var past = supervisor.getProposal(proposalOf(answer.getProposalHash())).getProposal();
    assertThat(past.getVotes().getGivenList()).isEqualTo(proposal.getVotes().getGivenList());
    assertThat(past.hasContent()).isFalse();
    assertThat(proposal.getOutcome()).isEqualTo(ProposalOutcome.PROPOSAL_OUTCOME_PENDING);
    assertThat(past.getOutcome()).isEqualTo(ProposalOutcome.PROPOSAL_OUTCOME_APPLIED);
    assertThat(past.getDecidedHeight()).isEqualTo(5);
    assertThat(past.getVotesCounted()).isEqualTo(1);
    assertThat(past.getVotes().getNeeded()).isEqualTo(1);
    assertThat(overview().getInstances(1).getState().getStatus().getSimple())
        .isEqualTo(InstanceStatus.Simple.STOPPED);
  }

  @Test
  void theHashOfAProposalDoesNotDependOnTheAttempt() {
    var again = proposal(stopping(), 5).toBuilder();
    again.getProposalBuilder().setAttempt(1);
    var answer = admin.propose(again.build());
    fixture.node.commit();
    var pending = supervisor.getProposal(GetProposalRequest.getDefaultInstance()).getProposal();
    assertThat(answer.getProposalHash()).isEqualTo(pending.getHash());
  }

  @Test
  void aProposalIsFoundByItsHash() {
    var answer = admin.propose(proposal(stopping(), 5));
    fixture.node.commit();
    var pending = supervisor.getProposal(GetProposalRequest.getDefaultInstance());
    assertThat(pending.hasProposal()).isTrue();
    assertThat(supervisor.getProposal(proposalOf(answer.getProposalHash()))).isEqualTo(pending);
    var unknown = proposalOf(Hash.ZERO.toByteString());
    assertThat(supervisor.getProposal(unknown).hasProposal()).isFalse();
    var wrong = proposalOf(ByteString.copyFromUtf8("x"));
    assertThat(refusalOf(() -> supervisor.getProposal(wrong)).violations())
        .extracting("field")
        .containsExactly("hash");
  }

  private static GetProposalRequest proposalOf(ByteString hash) {
    return GetProposalRequest.newBuilder().setHash(hash).build();
  }

  @Test
  void watchersOfTheOverviewSeeChangesOnly() {
    var watch = supervisor.watchOverview(WatchOverviewRequest.getDefaultInstance());
    assertThat(watch.next().getOverview().getHeight()).isZero();
    fixture.node.commit(3);
    admin.propose(proposal(start("nothing"), 0));
    admin.deploy(deployment(new byte[] {1}));
    fixture.node.commit();
    var changed = watch.next().getOverview();
    assertThat(changed.getHeight()).isEqualTo(4);
    assertThat(changed.getDeployments(0).getState()).isEqualTo(TaskState.TASK_STATE_PENDING);
  }

  @Test
  void auditorsSignNothing() {
    fixture.node.validator = false;
    var refusal = refusalOf(() -> admin.deploy(deployment(new byte[] {1})));
    assertThat(refusal.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo("NOT_A_VALIDATOR");
  }

  @Test
  void incompleteRequestsAreRefusedBeforeAnythingIsSigned() {
    assertThat(refusalOf(() -> admin.deploy(DeployRequest.getDefaultInstance())).violations())
        .extracting("field")
        .containsExactly("request");
    var wrong =
        DeployRequest.newBuilder()
            .setRequest(
                io.supervisor.wire.supervisor.DeployRequest.newBuilder()
                    .setArtifact(ArtifactId.newBuilder().setName("a b").setVersion("1")))
            .build();
    assertThat(refusalOf(() -> admin.deploy(wrong)).violations())
        .extracting("field")
        .containsExactly(
            "request.artifact.name", "request.artifact.version", "request.deadline_height");
    assertThat(refusalOf(() -> admin.propose(ProposeRequest.getDefaultInstance())).violations())
        .extracting("field")
        .containsExactly("proposal");
    var noKind =
        ProposeRequest.newBuilder()
            .setProposal(ConfigPropose.newBuilder().addChanges(ConfigChange.newBuilder()))
            .build();
    assertThat(refusalOf(() -> admin.propose(noKind)).violations())
        .extracting("field")
        .containsExactly("proposal.changes[0]");
    var vote = ConfirmRequest.newBuilder().setVote(ConfigVote.newBuilder()).build();
    assertThat(refusalOf(() -> admin.confirm(vote)).violations())
        .extracting("description")
        .containsExactly("got 0 bytes, want 32");
    assertThat(refusalOf(() -> admin.migrate(MigrateRequest.getDefaultInstance())).code())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    fixture.node.commit();
  }

  @Test
  void administrationIsNotOfferedOnThePublicPort() {
    var outside = SupervisorAdminServiceGrpc.newBlockingStub(fixture.publicChannel);
    assertThat(refusalOf(() -> outside.confirm(ConfirmRequest.getDefaultInstance())).code())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }
}

package io.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.AddPeerRequest;
import io.supervisor.rpc.v1.AddPeerResponse;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.ConfirmRequest;
import io.supervisor.rpc.v1.ConfirmResponse;
import io.supervisor.rpc.v1.DeployResponse;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.GetCallStatusResponse;
import io.supervisor.rpc.v1.GetDeploymentRequest;
import io.supervisor.rpc.v1.GetDeploymentResponse;
import io.supervisor.rpc.v1.GetNodeInfoRequest;
import io.supervisor.rpc.v1.GetNodeInfoResponse;
import io.supervisor.rpc.v1.GetNodeStatsRequest;
import io.supervisor.rpc.v1.GetNodeStatsResponse;
import io.supervisor.rpc.v1.GetOverviewRequest;
import io.supervisor.rpc.v1.GetOverviewResponse;
import io.supervisor.rpc.v1.GetProposalRequest;
import io.supervisor.rpc.v1.GetProposalResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListArtifactFilesRequest;
import io.supervisor.rpc.v1.ListArtifactFilesResponse;
import io.supervisor.rpc.v1.ListDeploymentsRequest;
import io.supervisor.rpc.v1.ListDeploymentsResponse;
import io.supervisor.rpc.v1.ListPeersRequest;
import io.supervisor.rpc.v1.ListPeersResponse;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.NodeRole;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.PauseConsensusRequest;
import io.supervisor.rpc.v1.PauseConsensusResponse;
import io.supervisor.rpc.v1.Peer;
import io.supervisor.rpc.v1.Proposal;
import io.supervisor.rpc.v1.ProposalOutcome;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.rpc.v1.UploadArtifactRequest;
import io.supervisor.rpc.v1.UploadArtifactResponse;
import io.supervisor.rpc.v1.Votes;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.DeployRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Commands as they are typed, against a server that answers as the test says. */
@Timeout(60)
class CommandLineTest {
  private static final ByteString KEY = ByteString.copyFrom(new byte[32]);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Overview overview = Overview.getDefaultInstance();
  private GetNodeStatsResponse stats = GetNodeStatsResponse.getDefaultInstance();
  private Status pauseStatus = Status.OK;
  private Optional<Proposal> byHash = Optional.empty();
  private Optional<Deployment> byRequest = Optional.empty();
  private List<ArtifactFile> files = List.of();
  private final List<io.supervisor.rpc.v1.DeployRequest> deployed = new CopyOnWriteArrayList<>();
  private AddPeerRequest added = AddPeerRequest.getDefaultInstance();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new FakeNode())
            .addService(new FakeSupervisor())
            .addService(new FakeFiles())
            .addService(new FakeLedger())
            .addService(new FakeAdmin())
            .build()
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
  }

  private final class FakeNode extends NodeAdminServiceGrpc.NodeAdminServiceImplBase {
    @Override
    public void getNodeInfo(
        GetNodeInfoRequest request, StreamObserver<GetNodeInfoResponse> observer) {
      observer.onNext(
          GetNodeInfoResponse.newBuilder()
              .setVersion("1.2.3")
              .setServiceKey(KEY)
              .setRole(NodeRole.NODE_ROLE_VALIDATOR)
              .build());
      observer.onCompleted();
    }

    @Override
    public void getNodeStats(
        GetNodeStatsRequest request, StreamObserver<GetNodeStatsResponse> observer) {
      observer.onNext(stats);
      observer.onCompleted();
    }

    @Override
    public void listPeers(ListPeersRequest request, StreamObserver<ListPeersResponse> observer) {
      observer.onNext(
          ListPeersResponse.newBuilder()
              .addPeers(Peer.newBuilder().setConsensusKey(KEY).setAddress("a:1"))
              .build());
      observer.onCompleted();
    }

    @Override
    public void addPeer(AddPeerRequest request, StreamObserver<AddPeerResponse> observer) {
      added = request;
      observer.onNext(AddPeerResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void pauseConsensus(
        PauseConsensusRequest request, StreamObserver<PauseConsensusResponse> observer) {
      observer.onError(new StatusRuntimeException(pauseStatus));
    }
  }

  private final class FakeSupervisor extends SupervisorServiceGrpc.SupervisorServiceImplBase {
    @Override
    public void getOverview(
        GetOverviewRequest request, StreamObserver<GetOverviewResponse> observer) {
      observer.onNext(GetOverviewResponse.newBuilder().setOverview(overview).build());
      observer.onCompleted();
      // What the next look finds.
      overview = overview.toBuilder().clearDeployments().build();
    }

    @Override
    public void getDeployment(
        GetDeploymentRequest request, StreamObserver<GetDeploymentResponse> observer) {
      var found = byRequest.filter(known -> known.getRequest().equals(request.getRequest()));
      if (found.isEmpty()) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      observer.onNext(GetDeploymentResponse.newBuilder().setDeployment(found.get()).build());
      observer.onCompleted();
    }

    /** A page at a time. */
    @Override
    public void listDeployments(
        ListDeploymentsRequest request, StreamObserver<ListDeploymentsResponse> observer) {
      var answer = ListDeploymentsResponse.newBuilder();
      if (request.getPageToken().isEmpty()) {
        answer.setNextPageToken("1");
      } else {
        byRequest.ifPresent(answer::addDeployments);
      }
      observer.onNext(answer.build());
      observer.onCompleted();
    }

    @Override
    public void getProposal(
        GetProposalRequest request, StreamObserver<GetProposalResponse> observer) {
      var answer = GetProposalResponse.newBuilder();
      byHash.ifPresent(answer::setProposal);
      observer.onNext(request.getHash().isEmpty() ? pendingProposal() : answer.build());
      observer.onCompleted();
    }
  }

  private GetProposalResponse pendingProposal() {
    var answer = GetProposalResponse.newBuilder();
    return overview.hasProposal()
        ? answer.setProposal(overview.getProposal()).build()
        : answer.build();
  }

  private final class FakeAdmin extends SupervisorAdminServiceGrpc.SupervisorAdminServiceImplBase {
    @Override
    public void deploy(
        io.supervisor.rpc.v1.DeployRequest request, StreamObserver<DeployResponse> observer) {
      deployed.add(request);
      observer.onNext(DeployResponse.newBuilder().setTransactionHash(KEY).build());
      observer.onCompleted();
    }

    @Override
    public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> observer) {
      observer.onNext(ConfirmResponse.newBuilder().setTransactionHash(KEY).build());
      observer.onCompleted();
    }
  }

  @Test
  void whoVotesAgainIsTold() {
    var proposal = Proposal.newBuilder().setHash(KEY).setVotes(Votes.newBuilder().setNeeded(2));
    overview = Overview.newBuilder().setProposal(proposal).build();
    assertThat(run("proposal", "confirm")).isZero();
    assertThat(err.toString()).isEmpty();
    proposal.getVotesBuilder().addGiven(KEY);
    overview = Overview.newBuilder().setProposal(proposal).build();
    assertThat(run("proposal", "confirm")).isZero();
    assertThat(err.toString()).isEqualTo("this administrator has voted for it already\n");
  }

  @Test
  void aPeerIsAddedByKeyAndAddress() {
    var key = "ab".repeat(32);
    assertThat(run("node", "add-peer", key, "auditor.example:6400")).isZero();
    assertThat(added.getConsensusKey()).isEqualTo(ByteString.fromHex(key));
    assertThat(added.getAddress()).isEqualTo("auditor.example:6400");
    assertThat(run("node", "add-peer", "ab", "auditor.example")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("supervisor: KEY: got 2 digits, want 64\n");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThat(run("proposal", "propose", "/no/such/file")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("supervisor: /no/such/file: there is no such file\n");
  }

  private final class FakeFiles extends ArtifactServiceGrpc.ArtifactServiceImplBase {
    @Override
    public StreamObserver<UploadArtifactRequest> uploadArtifact(
        StreamObserver<UploadArtifactResponse> observer) {
      return new StreamObserver<>() {
        private ArtifactFile header = ArtifactFile.getDefaultInstance();

        @Override
        public void onNext(UploadArtifactRequest part) {
          header = part.hasHeader() ? part.getHeader() : header;
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {
          var file = header.toBuilder().setArtifact("1:sample:1.0.0");
          observer.onNext(UploadArtifactResponse.newBuilder().setFile(file).build());
          observer.onCompleted();
        }
      };
    }

    @Override
    public void listArtifactFiles(
        ListArtifactFilesRequest request, StreamObserver<ListArtifactFilesResponse> observer) {
      observer.onNext(ListArtifactFilesResponse.newBuilder().addAllFiles(files).build());
      observer.onCompleted();
    }
  }

  private static final class FakeLedger extends LedgerServiceGrpc.LedgerServiceImplBase {
    @Override
    public void getCallStatus(
        GetCallStatusRequest request, StreamObserver<GetCallStatusResponse> observer) {
      observer.onNext(GetCallStatusResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private static Proposal decided(ProposalOutcome outcome) {
    return Proposal.newBuilder()
        .setHash(KEY)
        .setOutcome(outcome)
        .setDecidedHeight(7)
        .setVotesCounted(1)
        .setVotes(Votes.newBuilder().addAllGiven(List.of(KEY, KEY)).setNeeded(2))
        .build();
  }

  @Test
  void whatCameOfAProposalIsTheWordOfTheChain() {
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_EXPIRED));
    assertThatThrownBy(() -> awaitDecided(WaitOptions.Until.DONE))
        .isInstanceOf(RejectedException.class)
        .hasMessage("the proposal was not approved by height 7: 1 of 2 votes");
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_FAILED));
    assertThatThrownBy(() -> awaitDecided(WaitOptions.Until.APPROVED))
        .isInstanceOf(RejectedException.class)
        .hasMessageStartingWith("the proposal could not be applied: ");
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_UNSPECIFIED));
    assertThatThrownBy(() -> awaitDecided(WaitOptions.Until.DONE))
        .isInstanceOf(UsageException.class);
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_APPLIED));
    awaitDecided(WaitOptions.Until.DONE);
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_PENDING));
    awaitDecided(WaitOptions.Until.APPROVED);
    assertThatThrownBy(() -> awaitDecided(WaitOptions.Until.DONE))
        .isInstanceOf(TooLateException.class);
  }

  @Test
  void aVoteThatFailedIsExplainedByTheProposal() {
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_APPLIED));
    requireVoted();
    withoutVotes();
    assertThatThrownBy(this::requireVoted)
        .isInstanceOf(RejectedException.class)
        .hasMessage("the vote came too late: the proposal was applied at height 7");
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_PENDING));
    requireVoted();
    withoutVotes();
    assertThatThrownBy(this::requireVoted).hasMessage("it failed");
    byHash = Optional.empty();
    assertThatThrownBy(this::requireVoted).hasMessage("it failed");
  }

  private void withoutVotes() {
    byHash = byHash.map(proposal -> proposal.toBuilder().clearVotes().build());
  }

  private void requireVoted() {
    withSession(session ->
        new Proposals(session, new WaitOptions())
            .requireVoted(Hash.ZERO, new IllegalStateException("it failed")));
  }

  private void awaitDecided(WaitOptions.Until until) {
    withSession(session -> {
      try (var progress = session.output().progress("waiting")) {
        new Proposals(session, new WaitOptions())
            .awaitDecided(
                Hash.ZERO, until, new WaitOptions.Deadline(Duration.ofSeconds(1)), progress);
      }
    });
  }

  private void withSession(Consumer<Session> work) {
    var options = new SupervisorCommand();
    var line = SupervisorCommand.commandLine(Map.of()).setErr(new PrintWriter(err, true));
    try (var session = Session.open(options, "127.0.0.1:" + server.getPort(), line)) {
      work.accept(session);
    }
  }

  @Test
  void aProposalForTheNextBlockHasAHashOnceItIsInOne() {
    var content = ConfigPropose.newBuilder().setConfigurationNumber(3).build();
    var proposed = new Proposals.Proposed(Hash.ZERO, content, Optional.empty());
    assertThat(proposed.hashIn(7))
        .isEqualTo(Sha256.of(content.toBuilder().setActualFrom(7).build().toByteArray()));
  }

  @Test
  void aDecidedProposalIsNotVotedFor() {
    byHash = Optional.of(decided(ProposalOutcome.PROPOSAL_OUTCOME_APPLIED));
    var hash = "00".repeat(32);
    assertThat(run("proposal", "confirm", hash)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("supervisor: proposal " + hash + " was applied at height 7\n");
  }

  private static Deployment sample(TaskState state) {
    var artifact =
        ArtifactId.newBuilder().setRuntimeId(1).setName("sample").setVersion("1.0.0").build();
    return Deployment.newBuilder()
        .setState(state)
        .setRequest(
            DeployRequest.newBuilder().setArtifact(artifact).setDeadlineHeight(99).setSeed(5))
        .setApprovals(Votes.newBuilder().setNeeded(2))
        .build();
  }

  @Test
  void anApprovalNeverMakesANewRequest() {
    var open = sample(TaskState.TASK_STATE_AWAITING_APPROVAL);
    overview = Overview.newBuilder().addDeployments(open).build();
    byRequest = Optional.of(open);
    assertThat(run("artifact", "approve", "1:sample:1.0.0")).isZero();
    assertThat(deployed).extracting("request").containsExactly(open.getRequest());
  }

  private static ByteString sha256(int of) {
    return Sha256.of(new byte[] {(byte) of}).toByteString();
  }

  private static Deployment request(int content, String name) {
    var waiting = sample(TaskState.TASK_STATE_AWAITING_APPROVAL);
    var spec =
        DeployArguments.newBuilder().setArtifactFilename(name).setSha256(sha256(content)).build();
    return waiting.toBuilder()
        .setRequest(waiting.getRequest().toBuilder().setSpec(spec.toByteString()).setSeed(content))
        .build();
  }

  @Test
  void aFileIsShownWithItsHashAndAskedForInOneCommand(@TempDir Path folder) throws Exception {
    var bytes = new byte[] {7, 8, 9};
    var file = Files.write(folder.resolve("my sample.jar"), bytes);
    assertThat(run("artifact", "deploy", file.toString())).isZero();
    assertThat(err.toString())
        .contains("file     " + file)
        .contains("artifact 1:sample:1.0.0")
        .contains("bytes    3")
        .contains("SHA-256  " + Sha256.of(bytes));
    var asked = deployed.getFirst().getRequest();
    var spec = DeployArguments.parseFrom(asked.getSpec());
    assertThat(asked.getArtifact().getName()).isEqualTo("sample");
    assertThat(spec.getArtifactFilename()).isEqualTo("my_sample.jar");
    assertThat(Hash.of(spec.getSha256())).isEqualTo(Sha256.of(bytes));
    assertThat(spec.getSizeBytes()).isEqualTo(3);
    assertThat(Hash.of(spec.getChunksRoot()))
        .isEqualTo(ChunkTree.of(new ByteArrayInputStream(bytes)).root());
  }

  @Test
  void theSameBytesUnderAnotherNameJoinTheRequestThatIsOpen(@TempDir Path folder) throws Exception {
    var file = Files.write(folder.resolve("other-name.jar"), new byte[] {5});
    var open = request(5, "a-name.jar");
    overview = Overview.newBuilder().addDeployments(open).build();
    assertThat(run("artifact", "deploy", file.toString(), "--yes")).isZero();
    assertThat(deployed).extracting("request").containsExactly(open.getRequest());
  }

  @Test
  void twoRequestsForOneArtifactAreChosenByHash() {
    var open = List.of(request(1, "a.jar"), request(2, "a.jar"));
    overview = Overview.newBuilder().addAllDeployments(open).build();
    assertThat(run("artifact", "approve", "1:sample:1.0.0")).isEqualTo(1);
    assertThat(err.toString())
        .contains("several requests for 1:sample:1.0.0 are open; choose one with --sha256: ")
        .contains(Hex.of(sha256(1)) + " (a.jar)")
        .contains(Hex.of(sha256(2)) + " (a.jar)");
    assertThat(deployed).isEmpty();
    overview = Overview.newBuilder().addAllDeployments(open).build();
    byRequest = Optional.of(open.get(1));
    var digits = Hex.of(sha256(2)).substring(0, 10);
    assertThat(run("artifact", "approve", "1:sample:1.0.0", "--sha256", digits)).isZero();
    assertThat(deployed).extracting("request").containsExactly(open.get(1).getRequest());
    overview = Overview.newBuilder().addAllDeployments(open).build();
    assertThat(run("artifact", "approve", "1:sample:1.0.0", "--sha256", "00".repeat(4)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("nobody has asked for 1:sample:1.0.0 with SHA-256 0000");
  }

  @Test
  void twoFilesThatClaimOneArtifactAreToldApartByHash() throws Exception {
    var file = ArtifactFile.newBuilder().setArtifact("1:sample:1.0.0").setSizeBytes(10);
    files =
        List.of(
            file.setName("a.jar").setSha256(sha256(1)).build(),
            file.setName("b.jar").setSha256(sha256(2)).build());
    assertThat(run("artifact", "deploy", "1:sample:1.0.0")).isEqualTo(1);
    assertThat(err.toString())
        .contains("several files claim to be 1:sample:1.0.0")
        .contains(Hex.of(sha256(2)) + " (b.jar)");
    var digits = Hex.of(sha256(2)).substring(0, 8);
    assertThat(run("artifact", "deploy", "1:sample:1.0.0", "--sha256", digits)).isZero();
    var spec = DeployArguments.parseFrom(deployed.getFirst().getRequest().getSpec());
    assertThat(spec.getArtifactFilename()).isEqualTo("b.jar");
    assertThat(spec.getSha256()).isEqualTo(sha256(2));
  }

  @Test
  void whoHasNotDeployedYetIsNamed() {
    var waiting =
        request(1, "a.jar").toBuilder()
            .setState(TaskState.TASK_STATE_PENDING)
            .setReports(Votes.newBuilder().setNeeded(3).addMissing(sha256(8)).addMissing(KEY))
            .build();
    overview = Overview.newBuilder().addDeployments(waiting).build();
    assertThat(run("todo")).isZero();
    assertThat(out.toString())
        .contains(
            "wait for validators to deploy 1:sample:1.0.0; not yet: "
                + Hex.brief(sha256(8))
                + ",00000000")
        .contains("supervisor artifact show 1:sample:1.0.0");
  }

  @Test
  void whatWasDecidedMeanwhileIsNotApproved() {
    overview =
        Overview.newBuilder()
            .addDeployments(sample(TaskState.TASK_STATE_AWAITING_APPROVAL))
            .build();
    byRequest = Optional.of(sample(TaskState.TASK_STATE_SUCCEEDED));
    var told = "supervisor: the request to deploy 1:sample:1.0.0 was decided: succeeded\n";
    assertThat(run("artifact", "approve", "1:sample:1.0.0")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo(told);
    assertThat(run("artifact", "approve", "1:sample:1.0.0")).as("decided before").isEqualTo(1);
    assertThat(err.toString()).isEqualTo(told.repeat(2));
    assertThat(deployed).isEmpty();
  }

  @Test
  void listingsAreReadToTheirEnd() {
    var request = sample(TaskState.TASK_STATE_SUCCEEDED);
    byRequest = Optional.of(request);
    withSession(session -> assertThat(Requests.deployments(session)).containsExactly(request));
  }

  /** Runs a command against the server. */
  private int run(String... words) {
    var arguments = new String[words.length + 2];
    System.arraycopy(words, 0, arguments, 0, words.length);
    arguments[words.length] = "--node";
    arguments[words.length + 1] = "127.0.0.1:" + server.getPort();
    return execute(arguments);
  }

  private int execute(String... arguments) {
    return SupervisorCommand.commandLine(Map.of("NO_COLOR", "1"))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void resultsGoToStandardOutputAsTable() {
    assertThat(run("node", "peers")).isZero();
    assertThat(out.toString()).startsWith("KEY").contains("00000000  a:1");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsAllThatStandardOutputHolds() {
    assertThat(run("node", "info", "--output", "json")).isZero();
    var json = JSON.readTree(out.toString());
    assertThat(json.get("version").asString()).isEqualTo("1.2.3");
    assertThat(json.get("role").asString()).isEqualTo("validator");
    assertThat(json.get("service_key").asString()).isEqualTo("00".repeat(32));
  }

  @ParameterizedTest
  @CsvSource({
    "OK_IS_NOT_TRIED,0,",
    "UNAVAILABLE,6,is the node running?",
    "PERMISSION_DENIED,5,private port",
    "DEADLINE_EXCEEDED,4,it may still happen",
    "FAILED_PRECONDITION,3,",
    "RESOURCE_EXHAUSTED,1,the node is busy",
    "INVALID_ARGUMENT,1,",
    "INTERNAL,1,"
  })
  void exitCodesSayWhatAScriptCanDo(String code, int exitCode, String hint) {
    if (code.equals("OK_IS_NOT_TRIED")) {
      assertThat(run("node", "info")).isEqualTo(exitCode);
      return;
    }
    pauseStatus = Status.Code.valueOf(code).toStatus().withDescription("because");
    assertThat(run("node", "pause")).isEqualTo(exitCode);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("supervisor: ");
    if (hint != null) {
      assertThat(err.toString()).contains("Hint: ").contains(hint);
    }
  }

  @Test
  void noConnectionIsSix() throws IOException {
    // Bound, so that nobody else listens there, and not listening either.
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(execute("node", "info", "--node", address)).isEqualTo(6);
      assertThat(err.toString()).contains("node " + address + ": ").contains("Connection refused");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bloc list",
        "node shutdown",
        "node info --node nonsense",
        "node info --node example.com:7300",
        "node info --node 127.0.0.1:99999",
        "node info --node [::1]:0",
        "node info --genesis zz",
        "block list --count 0",
        "block show -1",
        "tx show abc",
        "tx submit 00",
        "artifact deploy nonsense",
        "artifact unload nonsense",
        "proposal mode both",
        "service stop nothing",
        "service start 1:a:1.0.0 name --config xyz",
        "proposal confirm",
        "proposal propose /no/such/file",
        "proposal propose /tmp",
        "artifact push /tmp",
        "artifact deploy 1:a:1.0.0"
      })
  void whatTheUserGotWrongIsOneLineAndCodeOne(String line) {
    var words = line.split(" ");
    var code = line.contains("--node") ? execute(words) : run(words);
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("supervisor: ").doesNotContain("\tat ");
  }

  @Test
  void typingErrorsAreAnsweredWithSuggestions() {
    assertThat(run("bloc", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("Did you mean: supervisor block");
  }

  @Test
  void todoNamesTheCommandsThatAreMissing() {
    var missing = Votes.newBuilder().addMissing(KEY).setNeeded(3).build();
    overview =
        Overview.newBuilder()
            .setProposal(
                Proposal.newBuilder()
                    .setHash(KEY)
                    .setContent(ConfigPropose.newBuilder().setActualFrom(77))
                    .setVotes(missing))
            .addDeployments(
                Deployment.newBuilder()
                    .setState(TaskState.TASK_STATE_AWAITING_APPROVAL)
                    .setApprovals(missing)
                    .setRequest(
                        DeployRequest.newBuilder()
                            .setDeadlineHeight(99)
                            .setArtifact(
                                ArtifactId.newBuilder()
                                    .setRuntimeId(1)
                                    .setName("sample")
                                    .setVersion("1.0.0"))))
            .build();
    assertThat(run("todo")).isZero();
    assertThat(out.toString())
        .contains("supervisor proposal confirm " + "00".repeat(32))
        .doesNotContain("bring the file")
        .contains("supervisor artifact approve 1:sample:1.0.0");
  }

  @Test
  void doctorFindsWhatIsWrongOnANodeThatIsStillAtGenesis() {
    stats = GetNodeStatsResponse.newBuilder().setConsensusPaused(true).setBestPeerHeight(9).build();
    assertThat(run("doctor")).isEqualTo(1);
    assertThat(out.toString())
        .contains("consensus is paused; supervisor node resume")
        .contains("is 9 blocks behind the best peer")
        .contains("peer 00000000 at a:1 is not");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whoHasVotedOrIsNotNeededHasNothingToDo() {
    overview =
        Overview.newBuilder()
            .setProposal(
                Proposal.newBuilder()
                    .setHash(KEY)
                    .setVotes(Votes.newBuilder().addGiven(KEY).setNeeded(3)))
            .build();
    assertThat(run("todo")).isZero();
    assertThat(out.toString()).isEqualTo("Nothing to do.\n");
  }

  @ParameterizedTest
  @CsvSource({"0,127.0.0.1:7300", "3,127.0.0.1:7303", "h:1,h:1", "[::1]:7300,[::1]:7300"})
  void nodesAreNumbersOfDevOrAddresses(String node, String address, @TempDir Path none) {
    assertThat(Session.address(node, new DevNodes(none))).isEqualTo(address);
  }

  @Test
  void numbersNameTheNodesOfTheDevFolderWhateverTheirPorts(@TempDir Path dev) throws IOException {
    var api = "[private_config.api]\ngrpc_private_address = \"127.0.0.1:%d\"\n";
    node(dev, "0", api.formatted(server.getPort()));
    node(dev, "1", api.formatted(9301));
    node(dev, "2", "[private_config]\n");
    node(dev, "3", "no toml");
    assertThat(execute("node", "info", "--dev-dir", dev.toString())).isZero();
    assertThat(Session.address("1", new DevNodes(dev))).isEqualTo("127.0.0.1:9301");
    assertThat(execute("--dev-dir", dev.toString(), "node", "info", "--node", "2")).isOne();
    assertThat(err.toString())
        .endsWith("2/node.toml: private_config.api.grpc_private_address: missing\n");
    assertThat(execute("node", "info", "--node", "3", "--dev-dir", dev.toString())).isOne();
    assertThat(err.toString()).contains("3/node.toml: ").doesNotContain("\tat ");
    assertThat(execute("node", "info", "--node", "4", "--dev-dir", dev.toString())).isOne();
    assertThat(err.toString())
        .endsWith("--node: got 4, want the number of a node in " + dev + ": [0, 1, 2, 3]\n");
  }

  private static void node(Path dev, String number, String config) throws IOException {
    Files.writeString(Files.createDirectory(dev.resolve(number)).resolve("node.toml"), config);
  }

  @Test
  void aNodeThatDoesNotAnswerIsAFindingAmongOthers() throws IOException {
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var dead = "127.0.0.1:" + taken.getLocalPort();
      var alive = "127.0.0.1:" + server.getPort();
      assertThat(execute("doctor", "--node", dead + "," + alive)).isEqualTo(1);
      assertThat(out.toString()).contains("does not answer: ").contains("answers, version 1.2.3");
      assertThat(execute("doctor", "--node", dead)).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "artifact", "node"})
  void aNounWithoutVerbIsAnsweredWithTheVerbs(String line) {
    assertThat(execute(line.isEmpty() ? new String[0] : new String[] {line})).isEqualTo(1);
    assertThat(err.toString()).startsWith("supervisor: Missing required subcommand\nUsage: ");
  }

  @Test
  void helpFitsOnATerminal() {
    var help = SupervisorCommand.commandLine(Map.of()).getUsageMessage();
    assertThat(help.lines())
        .allMatch(line -> line.length() <= 80)
        .contains("5 not authorised, 6 no connection.");
  }

  @Test
  void everyCommandExplainsItself() {
    for (var noun : SupervisorCommand.commandLine(Map.of()).getSubcommands().entrySet()) {
      assertThat(noun.getValue().getUsageMessage()).as(noun.getKey()).contains("Usage:");
      for (var verb : noun.getValue().getSubcommands().values()) {
        var spec = verb.getCommandSpec();
        assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
        assertThat(spec.args())
            .filteredOn(argument -> !argument.hidden())
            .as(spec.qualifiedName())
            .allMatch(argument -> argument.description().length > 0);
      }
    }
  }
}

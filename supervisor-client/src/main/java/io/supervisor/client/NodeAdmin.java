package io.supervisor.client;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.rpc.v1.AbortMigrationRequest;
import io.supervisor.rpc.v1.AbortMigrationResponse;
import io.supervisor.rpc.v1.AddPeerRequest;
import io.supervisor.rpc.v1.AddPeerResponse;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.ConfirmRequest;
import io.supervisor.rpc.v1.ConfirmResponse;
import io.supervisor.rpc.v1.DeployResponse;
import io.supervisor.rpc.v1.GetNodeInfoRequest;
import io.supervisor.rpc.v1.GetNodeInfoResponse;
import io.supervisor.rpc.v1.GetNodeStatsRequest;
import io.supervisor.rpc.v1.GetNodeStatsResponse;
import io.supervisor.rpc.v1.ListArtifactFilesRequest;
import io.supervisor.rpc.v1.ListArtifactFilesResponse;
import io.supervisor.rpc.v1.ListPeersRequest;
import io.supervisor.rpc.v1.ListPeersResponse;
import io.supervisor.rpc.v1.MigrateRequest;
import io.supervisor.rpc.v1.MigrateResponse;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.PauseConsensusRequest;
import io.supervisor.rpc.v1.PauseConsensusResponse;
import io.supervisor.rpc.v1.Peer;
import io.supervisor.rpc.v1.ProposeRequest;
import io.supervisor.rpc.v1.ProposeResponse;
import io.supervisor.rpc.v1.ResumeConsensusRequest;
import io.supervisor.rpc.v1.ResumeConsensusResponse;
import io.supervisor.rpc.v1.ShutdownRequest;
import io.supervisor.rpc.v1.ShutdownResponse;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.ConfigVote;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.MigrationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Administration of one node, through its private port. The node signs with its own service key
 * what its administrator asks for; the hashes that are returned say that a transaction was handed
 * over, and {@link Transactions#awaitCommit} whether it was executed. Nothing is tried again or
 * elsewhere. Used by many threads.
 */
public final class NodeAdmin implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 16 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(5);

  private final Node node;
  private final @Nullable ManagedChannel owned;

  private NodeAdmin(Node node, @Nullable ManagedChannel owned) {
    this.node = node;
    this.owned = owned;
  }

  /**
   * Private gRPC port of a node, {@code host:port}, on a loopback address: in plain text.
   *
   * @throws IllegalArgumentException for other addresses, which want credentials
   */
  public static NodeAdmin connect(String endpoint) {
    if (!SupervisorClient.Channels.isLoopback(endpoint)) {
      throw new IllegalArgumentException(
          endpoint + ": private ports that are not on loopback ask for credentials");
    }
    return connect(endpoint, null);
  }

  /** Private gRPC port of a node, with a client certificate that the node accepts. */
  public static NodeAdmin connect(String endpoint, @Nullable ChannelCredentials credentials) {
    var channel = SupervisorClient.Channels.open(endpoint, credentials, ANSWER_BYTES_MAX);
    return new NodeAdmin(new Node(endpoint, channel), channel);
  }

  /** Over a channel of the caller's, who closes it. */
  public static NodeAdmin over(String name, Channel channel) {
    return new NodeAdmin(new Node(name, channel), null);
  }

  /** Asks for an artifact to be deployed, or approves the same request of another administrator. */
  public Hash deploy(DeployRequest request) {
    var message = io.supervisor.rpc.v1.DeployRequest.newBuilder().setRequest(request).build();
    return hash(
        this.<DeployResponse>call(observer -> admin().deploy(message, observer))
            .getTransactionHash());
  }

  /**
   * A proposal that was handed over.
   *
   * @param proposal hash to vote for; empty if {@code actual_from} is 0, which the block decides
   */
  public record Proposed(Hash transaction, Optional<Hash> proposal) {}

  /** Proposes changes; counts as a vote for them. */
  public Proposed propose(ConfigPropose proposal) {
    var message = ProposeRequest.newBuilder().setProposal(proposal).build();
    var answer = this.<ProposeResponse>call(observer -> admin().propose(message, observer));
    return new Proposed(
        hash(answer.getTransactionHash()),
        answer.getProposalHash().isEmpty()
            ? Optional.empty()
            : Optional.of(hash(answer.getProposalHash())));
  }

  /** Votes for the pending proposal. */
  public Hash confirm(Hash proposal) {
    var vote = ConfigVote.newBuilder().setProposeHash(Canonical.toWire(proposal));
    var message = ConfirmRequest.newBuilder().setVote(vote).build();
    return hash(
        this.<ConfirmResponse>call(observer -> admin().confirm(message, observer))
            .getTransactionHash());
  }

  /** Asks for the data of a service to be migrated, or approves the same request of another. */
  public Hash migrate(MigrationRequest request) {
    var message = MigrateRequest.newBuilder().setRequest(request).build();
    return hash(
        this.<MigrateResponse>call(observer -> admin().migrate(message, observer))
            .getTransactionHash());
  }

  /** Votes for a migration that is under way to be given up. */
  public Hash abortMigration(MigrationRequest request) {
    var message = AbortMigrationRequest.newBuilder().setRequest(request).build();
    return hash(
        this.<AbortMigrationResponse>call(observer -> admin().abortMigration(message, observer))
            .getTransactionHash());
  }

  /** Who the node is. */
  public GetNodeInfoResponse info() {
    return call(observer -> nodes().getNodeInfo(GetNodeInfoRequest.getDefaultInstance(), observer));
  }

  /** How the node is doing. */
  public GetNodeStatsResponse stats() {
    return call(
        observer -> nodes().getNodeStats(GetNodeStatsRequest.getDefaultInstance(), observer));
  }

  /** Whom the node is connected to. */
  public List<Peer> peers() {
    return this.<ListPeersResponse>call(
            observer -> nodes().listPeers(ListPeersRequest.getDefaultInstance(), observer))
        .getPeersList();
  }

  /**
   * Adds a node to the connect list, or gives it another address.
   *
   * @param address {@code host:port} where it listens for peers
   */
  public void addPeer(PublicKey consensusKey, String address) {
    var message =
        AddPeerRequest.newBuilder()
            .setConsensusKey(consensusKey.toByteString())
            .setAddress(address)
            .build();
    this.<AddPeerResponse>call(observer -> nodes().addPeer(message, observer));
  }

  /** Takes the node out of consensus until {@link #resumeConsensus} or a restart. */
  public void pauseConsensus() {
    this.<PauseConsensusResponse>call(
        observer -> nodes().pauseConsensus(PauseConsensusRequest.getDefaultInstance(), observer));
  }

  /** Lets the node take part in consensus again. */
  public void resumeConsensus() {
    this.<ResumeConsensusResponse>call(
        observer -> nodes().resumeConsensus(ResumeConsensusRequest.getDefaultInstance(), observer));
  }

  /** Stops the node in good order. */
  public void shutdown() {
    this.<ShutdownResponse>call(
        observer -> nodes().shutdown(ShutdownRequest.getDefaultInstance(), observer));
  }

  /**
   * Stores a file of an artifact on the node, under its own name.
   *
   * @return what is stored, with the SHA-256 that a deploy specification names
   * @throws RefusedException for other bytes under a name that is taken
   * @throws InvalidRequestException if it is no service JAR
   * @throws IOException if the file cannot be read, is empty, or larger than 64 MiB
   */
  public ArtifactFile upload(Path file) throws IOException {
    var upload = Upload.of(node, file);
    node.stub(ArtifactServiceGrpc::newStub, UPLOAD_LIMIT).uploadArtifact(upload);
    return Waiting.join(upload.stored());
  }

  /** Files of artifacts on the node, in ascending order of name. */
  public List<ArtifactFile> artifactFiles() {
    return this.<ListArtifactFilesResponse>call(observer ->
            node.stub(ArtifactServiceGrpc::newStub, LIMIT)
                .listArtifactFiles(ListArtifactFilesRequest.getDefaultInstance(), observer))
        .getFilesList();
  }

  private SupervisorAdminServiceGrpc.SupervisorAdminServiceStub admin() {
    return node.stub(SupervisorAdminServiceGrpc::newStub, LIMIT);
  }

  private NodeAdminServiceGrpc.NodeAdminServiceStub nodes() {
    return node.stub(NodeAdminServiceGrpc::newStub, LIMIT);
  }

  private <A> A call(Consumer<StreamObserver<A>> start) {
    CompletableFuture<A> answer = Unary.call(node, start);
    return Waiting.join(answer);
  }

  private Hash hash(com.google.protobuf.ByteString bytes) {
    if (bytes.size() != Hash.SIZE) {
      throw new NodeFailedException(
          "node " + node.name() + ": answered with a hash of " + bytes.size() + " bytes", null);
    }
    return Hash.of(bytes);
  }

  /** Closes the channel if this client has made it; waits at most five seconds. */
  @Override
  public void close() {
    if (owned == null) {
      return;
    }
    owned.shutdown();
    try {
      if (!owned.awaitTermination(5, TimeUnit.SECONDS)) {
        owned.shutdownNow();
      }
    } catch (InterruptedException e) {
      owned.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

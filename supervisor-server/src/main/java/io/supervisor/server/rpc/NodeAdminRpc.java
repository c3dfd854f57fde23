package io.supervisor.server.rpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.rpc.v1.AddPeerRequest;
import io.supervisor.rpc.v1.AddPeerResponse;
import io.supervisor.rpc.v1.GetNodeInfoRequest;
import io.supervisor.rpc.v1.GetNodeInfoResponse;
import io.supervisor.rpc.v1.GetNodeStatsRequest;
import io.supervisor.rpc.v1.GetNodeStatsResponse;
import io.supervisor.rpc.v1.ListPeersRequest;
import io.supervisor.rpc.v1.ListPeersResponse;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.NodeRole;
import io.supervisor.rpc.v1.PauseConsensusRequest;
import io.supervisor.rpc.v1.PauseConsensusResponse;
import io.supervisor.rpc.v1.Peer;
import io.supervisor.rpc.v1.ResumeConsensusRequest;
import io.supervisor.rpc.v1.ResumeConsensusResponse;
import io.supervisor.rpc.v1.ShutdownRequest;
import io.supervisor.rpc.v1.ShutdownResponse;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.PeerInfo;
import java.lang.management.ManagementFactory;

/** This node as a process. */
final class NodeAdminRpc extends NodeAdminServiceGrpc.NodeAdminServiceImplBase {
  private final NodeApi node;
  private final String version;
  private final String peerAddress;

  NodeAdminRpc(NodeApi node, String version, String peerAddress) {
    this.node = node;
    this.version = version;
    this.peerAddress = peerAddress;
  }

  @Override
  public void getNodeInfo(
      GetNodeInfoRequest request, StreamObserver<GetNodeInfoResponse> observer) {
    var identity = node.identity();
    var startMs = ManagementFactory.getRuntimeMXBean().getStartTime();
    var info =
        GetNodeInfoResponse.newBuilder()
            .setVersion(version)
            .setConsensusKey(identity.consensusKey().toByteString())
            .setServiceKey(identity.serviceKey().toByteString())
            .setGenesisHash(identity.genesis().toByteString())
            .setRole(NodeRole.NODE_ROLE_AUDITOR)
            .setPeerAddress(peerAddress)
            .setJavaVersion(Runtime.version().toString())
            .setStartTime(
                Timestamp.newBuilder()
                    .setSeconds(startMs / 1_000)
                    .setNanos((int) (startMs % 1_000) * 1_000_000));
    validators()
        .validatorWithConsensusKey(identity.consensusKey())
        .ifPresent(id -> info.setRole(NodeRole.NODE_ROLE_VALIDATOR).setValidatorId(id.value()));
    Answers.answer(observer, info.build());
  }

  @Override
  public void getNodeStats(
      GetNodeStatsRequest request, StreamObserver<GetNodeStatsResponse> observer) {
    Answers.answer(observer, node.status(), this::stats);
  }

  private GetNodeStatsResponse stats(NodeStatus status) {
    var peers = node.peers();
    var best =
        peers.stream()
            .flatMap(peer -> peer.lastHeight().stream())
            .mapToLong(height -> height.value())
            .max()
            .orElse(0);
    return GetNodeStatsResponse.newBuilder()
        .setWaitingFor(status.waitingFor().orElse(""))
        .setHeight(status.height().value())
        .setEpoch(status.epoch())
        .setRound(status.round())
        .setPoolSize(status.pool().transactions())
        .setPoolBytes(status.pool().bytes())
        .setTransactionCount(status.committedTransactions())
        .setPeersConnected((int) peers.stream().filter(PeerInfo::connected).count())
        .setPeersKnown(peers.size())
        .setConsensusPaused(status.phase() == NodeStatus.Phase.PAUSED)
        .setUptime(
            Duration.newBuilder()
                .setSeconds(status.uptime().getSeconds())
                .setNanos(status.uptime().getNano()))
        .setBestPeerHeight(best)
        .build();
  }

  @Override
  public void listPeers(ListPeersRequest request, StreamObserver<ListPeersResponse> observer) {
    var validators = validators();
    Answers.answer(
        observer,
        ListPeersResponse.newBuilder()
            .addAllPeers(node.peers().stream().map(peer -> peer(peer, validators)).toList())
            .build());
  }

  private static Peer peer(PeerInfo info, ConsensusConfig validators) {
    var peer =
        Peer.newBuilder()
            .setConsensusKey(info.consensusKey().toByteString())
            .setAddress(info.address())
            .setConnected(info.connected())
            .setLastError(info.lastError().orElse(""));
    info.lastHeight().ifPresent(height -> peer.setHeight(height.value()));
    validators
        .validatorWithConsensusKey(info.consensusKey())
        .ifPresent(id -> peer.setValidatorId(id.value()));
    return peer.build();
  }

  private ConsensusConfig validators() {
    return Ledger.of(node).schema().consensusConfig();
  }

  @Override
  public void addPeer(AddPeerRequest request, StreamObserver<AddPeerResponse> observer) {
    var peer = Requests.peer(request);
    Answers.answer(
        observer,
        node.addPeer(peer.consensusKey(), peer.address().toString()),
        _ -> AddPeerResponse.getDefaultInstance());
  }

  @Override
  public void pauseConsensus(
      PauseConsensusRequest request, StreamObserver<PauseConsensusResponse> observer) {
    Answers.answer(
        observer,
        node.setConsensusEnabled(false),
        _ -> PauseConsensusResponse.getDefaultInstance());
  }

  @Override
  public void resumeConsensus(
      ResumeConsensusRequest request, StreamObserver<ResumeConsensusResponse> observer) {
    Answers.answer(
        observer,
        node.setConsensusEnabled(true),
        _ -> ResumeConsensusResponse.getDefaultInstance());
  }

  @Override
  public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> observer) {
    Answers.answer(observer, ShutdownResponse.getDefaultInstance());
    node.shutdown();
  }
}

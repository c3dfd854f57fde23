package io.supervisor.server.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.supervisor.api.PublicKey;
import io.supervisor.core.replica.PeerGate;
import io.supervisor.core.replica.PeerInput;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.server.node.InputQueue.Lane;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import io.supervisor.server.peer.PeerEvents;
import io.supervisor.wire.peer.PeerMessage;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * From the network to the node thread: messages are verified by a pool, those of one peer and lane
 * in order, and votes never behind transactions.
 */
final class PeerIntake implements PeerEvents {
  /** Bytes of one peer's messages that may wait for verification in one lane. */
  private static final long UNVERIFIED_BYTES_MAX = 16 << 20;

  private final PeerGate gate;
  private final BiConsumer<PublicKey, ByteString> artifacts;
  private final InputQueue queue;
  private final Executor urgentPool;
  private final Executor bulkPool;
  private final EventLog log;
  private final Metrics metrics;
  private final Map<PublicKey, Peer> peers = new ConcurrentHashMap<>();

  /** Verification of one peer's messages. */
  private record Peer(SerialExecutor urgent, SerialExecutor bulk) {}

  /**
   * @param artifacts takes messages about files of artifacts; must not block
   */
  PeerIntake(
      PeerGate gate,
      BiConsumer<PublicKey, ByteString> artifacts,
      InputQueue queue,
      Executor urgentPool,
      Executor bulkPool,
      EventLog log,
      Metrics metrics) {
    this.gate = gate;
    this.artifacts = artifacts;
    this.queue = queue;
    this.urgentPool = urgentPool;
    this.bulkPool = bulkPool;
    this.log = log;
    this.metrics = metrics;
  }

  @Override
  public void onConnected(PublicKey peer) {
    log.peerConnected(peer);
    queue.offer(Lane.CONTROL, InputQueue.Local.NODE, new ReplicaInput.PeerConnected(peer), 1);
  }

  @Override
  public void onDisconnected(PublicKey peer) {
    queue.offer(Lane.CONTROL, InputQueue.Local.NODE, new ReplicaInput.PeerDisconnected(peer), 1);
  }

  @Override
  public void onMessage(PublicKey from, ByteString message) {
    int field = firstField(message);
    if (field == PeerMessage.ARTIFACT_REQUEST_FIELD_NUMBER
        || field == PeerMessage.ARTIFACT_ANSWER_FIELD_NUMBER) {
      artifacts.accept(from, message);
      return;
    }
    var peer =
        peers.computeIfAbsent(
            from,
            _ ->
                new Peer(
                    new SerialExecutor(urgentPool, UNVERIFIED_BYTES_MAX),
                    new SerialExecutor(bulkPool, UNVERIFIED_BYTES_MAX)));
    var lane = laneOf(field) == Lane.TRANSACTIONS ? peer.bulk() : peer.urgent();
    // What finds no room is lost, as on any network: consensus repeats, pools ask each other.
    lane.offer(() -> verify(from, message), message.size());
  }

  @Override
  public void onRefused(String who, String problem) {
    log.peerRefused(who, problem);
    metrics.peers().refused();
  }

  @Override
  public void onUnreachable(PublicKey peer, String problem) {
    log.peerLost(peer, problem);
  }

  private void verify(PublicKey from, ByteString message) {
    switch (gate.admit(message.toByteArray())) {
      case PeerGate.Result.Admitted(var input) ->
          queue.offer(laneOf(input), from, new ReplicaInput.Received(from, input), weightOf(input));
      case PeerGate.Result.Nothing() -> {}
      case PeerGate.Result.Refused(var reason) -> log.peerMisbehaved(from, reason);
    }
  }

  /** Without decoding: a wrong guess costs order only. 0 = none. */
  private static int firstField(ByteString message) {
    try {
      int tag = CodedInputStream.newInstance(message.asReadOnlyByteBuffer()).readTag();
      return WireFormat.getTagFieldNumber(tag);
    } catch (IOException e) {
      return 0; // nothing that could be urgent
    }
  }

  private static Lane laneOf(int field) {
    return field == 0
            || field == PeerMessage.TRANSACTIONS_FIELD_NUMBER
            || field == PeerMessage.BLOCKS_ANSWER_FIELD_NUMBER
        ? Lane.TRANSACTIONS
        : Lane.CONSENSUS;
  }

  private static Lane laneOf(PeerInput input) {
    return switch (input) {
      case PeerInput.ConsensusMessages _, PeerInput.ProofOfLockGiven _ -> Lane.CONSENSUS;
      case PeerInput.Transactions _ -> Lane.TRANSACTIONS;
      default -> Lane.EXCHANGE;
    };
  }

  private static int weightOf(PeerInput input) {
    return input instanceof PeerInput.Transactions(var transactions)
        ? Math.max(1, transactions.size())
        : 1;
  }
}

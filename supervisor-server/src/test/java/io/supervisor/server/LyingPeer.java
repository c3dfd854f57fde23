package io.supervisor.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.core.replica.PeerLimits;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.peer.Lane;
import io.supervisor.server.peer.PeerEvents;
import io.supervisor.server.peer.PeerNetwork;
import io.supervisor.server.signing.MasterKeyFile;
import io.supervisor.wire.peer.ArtifactAnswer;
import io.supervisor.wire.peer.ArtifactChunk;
import io.supervisor.wire.peer.ArtifactRequest;
import io.supervisor.wire.peer.ChunkHashes;
import io.supervisor.wire.peer.PeerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer that says it has a file, knows its tree, and forges every chunk. It does nothing else. */
final class LyingPeer implements AutoCloseable {
  private static final int HASHES_MAX = 1_024;

  private final ChunkTree tree;
  private final AtomicInteger forged = new AtomicInteger();
  private final PeerNetwork network;

  /**
   * @param config whose part it plays
   */
  LyingPeer(Path config, Hash genesis, Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      tree = ChunkTree.of(in);
    }
    var node = NodeConfig.read(config).privateConfig();
    network =
        new PeerNetwork(
            new PeerNetwork.Settings(
                node.listenAddress(), genesis, PeerLimits.MESSAGE_BYTES_MAX, "liar"),
            MasterKeyFile.read(node.masterKey(), new char[0]).consensusKey(),
            new Events());
    for (var peer : node.peers()) {
      network.addPeer(peer.consensusKey(), peer.address());
    }
  }

  /** Chunks that were sent. */
  int forged() {
    return forged.get();
  }

  private void answer(PublicKey peer, ArtifactRequest request) {
    var answer = ArtifactAnswer.newBuilder().setSha256(request.getSha256());
    if (request.hasChunk()) {
      forged.incrementAndGet();
      answer.setChunk(
          ArtifactChunk.newBuilder()
              .setIndex(request.getChunk())
              .setContent(ByteString.copyFrom(new byte[tree.length(request.getChunk())])));
    } else {
      var from = request.getHashesFrom();
      var hashes = ByteString.EMPTY;
      for (int i = from; i < Math.min(tree.chunks().size(), from + HASHES_MAX); i++) {
        hashes = hashes.concat(tree.chunks().get(i).toByteString());
      }
      answer.setHashes(
          ChunkHashes.newBuilder().setSizeBytes(tree.bytes()).setFrom(from).setHashes(hashes));
    }
    network.send(
        peer,
        Lane.ARTIFACTS,
        PeerMessage.newBuilder().setArtifactAnswer(answer).build().toByteString());
    network.flush(peer);
  }

  @Override
  public void close() {
    network.close();
  }

  private final class Events implements PeerEvents {
    @Override
    public void onConnected(PublicKey peer) {}

    @Override
    public void onDisconnected(PublicKey peer) {}

    @Override
    public void onMessage(PublicKey peer, ByteString bytes) {
      try {
        var message = PeerMessage.parseFrom(bytes);
        if (message.hasArtifactRequest()) {
          answer(peer, message.getArtifactRequest());
        }
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("nodes send messages", e);
      }
    }

    @Override
    public void onRefused(String who, String problem) {}

    @Override
    public void onUnreachable(PublicKey peer, String problem) {}
  }
}

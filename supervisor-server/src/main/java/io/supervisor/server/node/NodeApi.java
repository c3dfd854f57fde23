package io.supervisor.server.node;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.merkledb.KeyValueView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What clients' servers see of the node. Every method may be called from any thread and returns at
 * once; a future is completed on a thread of the node, so what follows it must not block.
 *
 * <p>Once the node stops, futures complete with {@link Submission.Unavailable} or, where there is
 * no such answer, with {@link NodeStoppedException}.
 */
public interface NodeApi {
  /** Keys and network of this node: the same for its whole life. */
  record Identity(PublicKey consensusKey, PublicKey serviceKey, Hash genesis) {}

  /** Ends what it was given for; closing twice does nothing. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** Told of every commit, in order of heights, on a thread of its own room: must not block. */
  @FunctionalInterface
  interface CommitListener {
    /**
     * From now on {@link #snapshot()} and {@link #chain()} show a block of at least this height.
     */
    void onCommitted(Height height);
  }

  Identity identity();

  CompletableFuture<NodeStatus> status();

  /** All peers of the connect list, connected or not, by consensus key. */
  List<PeerInfo> peers();

  /**
   * Checks a transaction and puts it into the pool.
   *
   * @param signedMessage a SignedMessage; not to be changed afterwards
   */
  CompletableFuture<Submission> submit(byte[] signedMessage);

  /** As {@link #submit} for many at once, which costs less; answers in the same order. */
  CompletableFuture<List<Submission>> submitAll(List<byte[]> signedMessages);

  /**
   * Signs a call with the service key of this node and submits it. Refused with {@link
   * Submission.NotValidator} on an auditor, and where the instance is not active.
   */
  CompletableFuture<Submission> submitAsNode(InstanceId instance, int method, byte[] arguments);

  /** Bytes of a transaction that waits in the pool: a SignedMessage. */
  CompletableFuture<Optional<byte[]>> pooledTransaction(Hash hash);

  /** State after the last committed block. Stays as it is while later blocks are committed. */
  KeyValueView snapshot();

  /** Committed blocks: at least those of {@link #snapshot()}. */
  ChainReader chain();

  /**
   * Tells of commits from now on. Whoever needs blocks without a gap subscribes first, then reads
   * {@link #chain()} from where it stands; so a slow reader costs no memory here.
   */
  Subscription subscribe(CommitListener listener);

  /**
   * Adds or replaces a peer in the connect list, in node.toml too.
   *
   * @param address {@code host:port}
   */
  CompletableFuture<Void> addPeer(PublicKey consensusKey, String address);

  /** Pauses or resumes consensus; a paused node takes part in nothing, but answers reads. */
  CompletableFuture<Void> setConsensusEnabled(boolean enabled);

  /** Stops the node in an orderly way; the process ends with exit code 0. */
  void shutdown();
}

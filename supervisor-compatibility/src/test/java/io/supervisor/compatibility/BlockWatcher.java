package io.supervisor.compatibility;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.supervisor.rpc.v1.Block;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Watches blocks and notices the first that does not come once and in order. */
final class BlockWatcher
    implements ClientResponseObserver<WatchBlocksRequest, WatchBlocksResponse> {
  private final Map<Long, ByteString> hashes;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private volatile long next;
  private volatile @Nullable ClientCallStreamObserver<WatchBlocksRequest> call;

  /**
   * @param first height of the block that has to come first
   * @param hashes of blocks that any watcher has seen, by height
   */
  BlockWatcher(long first, Map<Long, ByteString> hashes) {
    this.next = first;
    this.hashes = hashes;
  }

  /** Height of the block that comes next. */
  long cursor() {
    return next;
  }

  /** What was wrong; null as long as nothing is. */
  @Nullable String failure() {
    return failure.getNow(null);
  }

  void cancel() {
    var current = call;
    if (current != null) {
      current.cancel("seen enough", null);
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchBlocksRequest> request) {
    call = request;
  }

  @Override
  public void onNext(WatchBlocksResponse response) {
    Block block = response.getBlock();
    var known = hashes.putIfAbsent(block.getHeight(), block.getHash());
    if (block.getHeight() != next) {
      failure.complete("got block " + block.getHeight() + ", want " + next);
    } else if (known != null && !known.equals(block.getHash())) {
      failure.complete("block " + next + " differs from that of others");
    } else {
      next = block.getHeight() + 1;
    }
  }

  @Override
  public void onError(Throwable thrown) {
    failure.complete(thrown.toString());
  }

  @Override
  public void onCompleted() {
    failure.complete("the stream ended");
  }
}

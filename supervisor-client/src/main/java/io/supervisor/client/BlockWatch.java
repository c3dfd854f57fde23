package io.supervisor.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as they are committed, verified, in ascending order without gaps, each with the hash of
 * the one before. Used by one thread; {@link #close} may come from any. To go on later, keep {@link
 * #cursor} and watch from there.
 */
public final class BlockWatch implements AutoCloseable {
  /** Blocks that a node may send ahead of those taken. */
  private static final int AHEAD_MAX = 64;

  /** Pause before a node is asked again, when all are lost. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Nodes nodes;
  private final Blocks blocks;
  private final ClientSettings settings;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private Height next;
  private @Nullable Hash previous;
  private volatile @Nullable Stream stream;
  private int failures;
  private volatile boolean closed;

  BlockWatch(Nodes nodes, Blocks blocks, Height from, ClientSettings settings) {
    this.nodes = nodes;
    this.blocks = blocks;
    this.next = from;
    this.settings = settings;
  }

  /** Height of the block that comes next. */
  public Height cursor() {
    return next;
  }

  /**
   * The next block, waited for as long as it takes.
   *
   * @throws UnverifiedException if all nodes in turn send what does not verify
   * @throws IllegalStateException if this watch is closed
   */
  public VerifiedBlock take() throws InterruptedException {
    while (true) {
      var block = poll(Duration.ofDays(1));
      if (block.isPresent()) {
        return block.get();
      }
    }
  }

  /**
   * The next block; empty if none comes in time. That nodes are not reachable meanwhile is no
   * error: they may come back.
   */
  public Optional<VerifiedBlock> poll(Duration timeout) throws InterruptedException {
    var deadline = System.nanoTime() + timeout.toNanos();
    while (!closed) {
      var open = stream;
      var current = open == null ? open() : open;
      var event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null) {
        return Optional.empty();
      }
      if (event.source() == current) {
        var message = event.block();
        var block = message == null ? lost(current, event) : receive(current, message);
        if (block.isPresent()) {
          return block;
        }
      }
    }
    cancel();
    throw new IllegalStateException("the watch is closed");
  }

  private void cancel() {
    var current = stream;
    if (current != null) {
      current.cancel();
    }
  }

  private Stream open() {
    var opened = new Stream(nodes.next());
    stream = opened;
    var request =
        WatchBlocksRequest.newBuilder()
            .setFromHeight(next.value())
            .setParts(Blocks.WITH_PRECOMMITS)
            .build();
    LedgerServiceGrpc.newStub(opened.node.channel()).watchBlocks(request, opened);
    return opened;
  }

  private Optional<VerifiedBlock> receive(Stream current, WatchBlocksResponse message) {
    current.request(1);
    try {
      var proof = Blocks.proof(message.getBlock());
      var block = Waiting.join(blocks.block(current.node, settings.attemptMax(), proof));
      checkNext(current.node, block);
      next = next.next();
      previous = block.hash();
      failures = 0;
      return Optional.of(block);
    } catch (UnverifiedException e) {
      leave(current);
      if (failures >= nodes.all().size()) {
        throw e;
      }
      return Optional.empty();
    } catch (NotConnectedException | TimedOutException e) {
      // What was asked besides could not be answered; another node may.
      leave(current);
      return Optional.empty();
    }
  }

  private void checkNext(Node node, VerifiedBlock block) {
    Blocks.ofHeight(node, block, next);
    if (previous != null && !block.header().prevHash().equals(previous)) {
      throw Verifier.lie(
          node, Reason.WRONG_HASH, "block " + next + " does not follow the one before");
    }
  }

  private Optional<VerifiedBlock> lost(Stream current, Event event) throws InterruptedException {
    leave(current);
    var cause = event.failure();
    if (failures >= nodes.all().size()
        && (cause instanceof InvalidRequestException || cause instanceof NotAuthorisedException)) {
      throw cause;
    }
    if (failures % nodes.all().size() == 0) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
    return Optional.empty();
  }

  private void leave(Stream current) {
    failures++;
    current.cancel();
    stream = null;
    events.clear();
  }

  @Override
  public void close() {
    closed = true;
    cancel();
    // Wakes the thread that waits, which cancels what it may have opened meanwhile.
    events.add(new Event(null, null, null));
  }

  /** A block, the end of a stream, or, without a source, the end of the watch. */
  private record Event(
      @Nullable Stream source,
      @Nullable WatchBlocksResponse block,
      @Nullable SupervisorException failure) {}

  /** One call to one node. */
  private final class Stream
      implements ClientResponseObserver<WatchBlocksRequest, WatchBlocksResponse> {
    private final Node node;
    private @Nullable ClientCallStreamObserver<WatchBlocksRequest> call;

    Stream(Node node) {
      this.node = node;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchBlocksRequest> request) {
      call = request;
      request.disableAutoRequestWithInitial(AHEAD_MAX);
    }

    void request(int count) {
      if (call != null) {
        call.request(count);
      }
    }

    void cancel() {
      if (call != null) {
        call.cancel("no longer wanted", null);
      }
    }

    @Override
    public void onNext(WatchBlocksResponse block) {
      events.add(new Event(this, block, null));
    }

    @Override
    public void onError(Throwable thrown) {
      events.add(new Event(this, null, Statuses.exception(node.name(), thrown)));
    }

    @Override
    public void onCompleted() {
      events.add(
          new Event(
              this,
              null,
              new NotConnectedException("node " + node.name() + ": ended the stream", null)));
    }
  }
}

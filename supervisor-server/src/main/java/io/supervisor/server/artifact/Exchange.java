package io.supervisor.server.artifact;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.wire.peer.ArtifactAnswer;
import io.supervisor.wire.peer.PeerMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Has files from peers and gives files to them, over the streams that the peers have anyway, behind
 * everything else that goes over these. One thread drives all downloads; any thread may ask.
 */
public final class Exchange implements AutoCloseable {
  /** An honest answer is not longer: a chunk, or as many hashes as fit into one answer. */
  private static final int MESSAGE_BYTES_MAX = ChunkTree.CHUNK_BYTES + (4 << 10);

  /** Answers that wait; honest peers send no more than was asked for. */
  private static final int ANSWERS_MAX = 512;

  private static final long LOOK_EVERY_MS = 1_000;
  private static final long DISK_PAUSE_MS = 10_000;

  /** The peers. */
  public interface Network {
    void send(PublicKey to, ByteString message);

    Set<PublicKey> connected();

    /** All that could be connected. */
    Set<PublicKey> known();
  }

  /**
   * What it may cost.
   *
   * @param fetchBytesPerSecond of all downloads together
   * @param serveBytesPerSecond to all peers together
   * @param fileBytesMax of one file
   */
  public record Limits(long fetchBytesPerSecond, long serveBytesPerSecond, long fileBytesMax) {}

  /** A download and who waits for it. */
  private static final class Running {
    final Content content;
    final Fetch fetch;
    final Download download;
    long notBeforeMs;

    Running(Content content, Fetch fetch, Download download) {
      this.content = content;
      this.fetch = fetch;
      this.download = download;
    }
  }

  private final ContentStore store;
  private final Network network;
  private final Limits limits;
  private final ExchangeLog log;
  private final Serving serving;
  private final RateLimit rate;

  /** Answers that have come, each to be taken by the thread. */
  private final BlockingQueue<Runnable> arrived = new ArrayBlockingQueue<>(ANSWERS_MAX);

  /** What was asked for and has not ended, begun or not. */
  private final Map<Content, Fetch> fetches = new ConcurrentHashMap<>();

  /** Used by the thread. */
  private final Map<Hash, Running> running = new HashMap<>();

  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param files what peers may have
   */
  public Exchange(
      ContentStore store, ContentFiles files, Network network, Limits limits, ExchangeLog log) {
    this.store = store;
    this.network = network;
    this.limits = limits;
    this.log = log;
    this.serving = new Serving(files, this::send, log, limits.serveBytesPerSecond());
    this.rate = new RateLimit(limits.fetchBytesPerSecond(), nowMs() * 1_000_000);
    this.thread = Thread.ofPlatform().daemon().name("artifacts").start(this::run);
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void send(PublicKey peer, ArtifactAnswer answer) {
    network.send(peer, PeerMessage.newBuilder().setArtifactAnswer(answer).build().toByteString());
  }

  /** Has a file fetched; what is there already is done at once. */
  public Fetch fetch(Content content) {
    var fetch = fetches.computeIfAbsent(content, wanted -> new Fetch(wanted.sha256()));
    arrived.offer(() -> {}); // wakes the thread; if there is no room, it is awake
    return fetch;
  }

  /** Whether there is anybody to ask, connected or not. */
  public boolean hasPeers() {
    return !network.known().isEmpty();
  }

  /** Drops what is not among these any more. */
  public void retain(Collection<Hash> needed) {
    fetches.forEach((content, fetch) -> {
      if (!needed.contains(content.sha256())) {
        fetches.remove(content, fetch);
        fetch.drop("nobody needs it any more");
      }
    });
  }

  private void fail(Content content, Fetch fetch, String why) {
    fetches.remove(content, fetch);
    fetch.fail(why);
  }

  /** A message of a peer, of the kinds that are for the exchange. Must not block. */
  public void onMessage(PublicKey from, ByteString bytes) {
    if (closed) {
      return;
    }
    if (bytes.size() > MESSAGE_BYTES_MAX) {
      log.fault(from, Fault.UNASKED);
      return;
    }
    try {
      var message = PeerMessage.parseFrom(bytes);
      if (message.hasArtifactRequest()) {
        serving.onRequest(from, message.getArtifactRequest());
      } else if (message.hasArtifactAnswer()) {
        // What finds no room is asked for again.
        arrived.offer(() -> onAnswer(from, message.getArtifactAnswer()));
      }
    } catch (InvalidProtocolBufferException e) {
      log.fault(from, Fault.UNASKED);
    }
  }

  private void run() {
    try {
      while (!closed) {
        var first = arrived.poll(waitMs(), TimeUnit.MILLISECONDS);
        if (first != null) {
          var batch = new ArrayList<>(List.of(first));
          arrived.drainTo(batch);
          batch.forEach(Runnable::run);
        }
        begin();
        advance();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.failed(e);
      throw e;
    } finally {
      running.values().forEach(this::end);
    }
  }

  private long waitMs() {
    long now = nowMs();
    long wake = now + LOOK_EVERY_MS;
    for (var each : running.values()) {
      wake = Math.min(wake, Math.max(each.notBeforeMs, each.download.wakeAtMs()));
    }
    return Math.max(1, wake - now);
  }

  /** Begins what was asked for, one download for a file at a time; ends what was dropped. */
  private void begin() {
    running
        .values()
        .removeIf(each -> {
          if (fetches.get(each.content) == each.fetch) {
            return false;
          }
          end(each);
          return true;
        });
    fetches.forEach((content, fetch) -> {
      if (store.find(content.sha256()).isPresent()) {
        complete(content, fetch);
      } else if (!running.containsKey(content.sha256())) {
        begin(content, fetch);
      }
    });
  }

  private void begin(Content content, Fetch fetch) {
    try {
      var download =
          new Download(
              content,
              store,
              rate,
              limits.fileBytesMax(),
              (peer, fault) -> log.fault(peer, content.sha256(), fault));
      running.put(content.sha256(), new Running(content, fetch, download));
      if (download.failure().isEmpty()) {
        log.begun(content.sha256(), download.progress());
      }
    } catch (IOException e) {
      log.unwritable(content.sha256(), e);
      fail(content, fetch, "the folder of contents cannot be written: " + e.getMessage());
    }
  }

  private void complete(Content content, Fetch fetch) {
    fetches.remove(content, fetch);
    fetch.done().complete(null);
  }

  private void onAnswer(PublicKey from, ArtifactAnswer answer) {
    var sha256 = answer.getSha256();
    var each = sha256.size() == Hash.SIZE ? running.get(Hash.of(sha256)) : null;
    if (each == null) {
      return; // of a download that has ended
    }
    log.received(answer.getSerializedSize());
    try {
      each.download.onAnswer(from, answer, nowMs());
    } catch (IOException e) {
      pause(each, e);
    }
  }

  /** A disk that is full may have room again. */
  private void pause(Running each, IOException problem) {
    each.notBeforeMs = nowMs() + DISK_PAUSE_MS;
    log.unwritable(each.content.sha256(), problem);
  }

  private void advance() {
    var connected = network.connected();
    for (var each : List.copyOf(running.values())) {
      if (each.notBeforeMs <= nowMs()) {
        advance(each, connected);
      }
    }
  }

  private void advance(Running each, Set<PublicKey> connected) {
    try {
      for (var ask : each.download.next(connected, nowMs())) {
        network.send(
            ask.peer(),
            PeerMessage.newBuilder().setArtifactRequest(ask.request()).build().toByteString());
      }
    } catch (IOException e) {
      pause(each, e);
    }
    each.fetch.tell(each.download.progress(), each.download.isNowhere(network.known()));
    if (each.download.isDone()) {
      running.remove(each.content.sha256());
      log.fetched(each.content.sha256());
      complete(each.content, each.fetch);
    } else if (each.download.failure().isPresent()) {
      running.remove(each.content.sha256());
      fail(each.content, each.fetch, each.download.failure().get());
      end(each);
    }
  }

  private void end(Running each) {
    try {
      each.download.close();
    } catch (IOException e) {
      log.unwritable(each.content.sha256(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    serving.close();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fetches.values().forEach(fetch -> fetch.drop("this node stops"));
  }
}

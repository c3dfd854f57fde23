package io.supervisor.server.artifact;

import com.google.protobuf.UnsafeByteOperations;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.wire.peer.ArtifactAnswer;
import io.supervisor.wire.peer.ArtifactChunk;
import io.supervisor.wire.peer.ArtifactRefusal;
import io.supervisor.wire.peer.ArtifactRequest;
import io.supervisor.wire.peer.ChunkHashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives peers what they ask for. Of each peer so many requests may wait, and so many bytes leave in
 * a second; what is beyond is answered with "busy". Requests come on any thread, answers leave on
 * threads of its own.
 */
final class Serving implements AutoCloseable {
  /** Requests of one peer that may wait. */
  static final int REQUESTS_MAX = 32;

  /** Files whose trees are kept. */
  private static final int TREES_MAX = 4;

  /** Where answers go. */
  @FunctionalInterface
  interface Answers {
    void send(PublicKey peer, ArtifactAnswer answer);
  }

  /** What one peer may have. */
  private record Share(Semaphore requests, RateLimit rate) {}

  /** A file as it was when it was first asked for. */
  private record Served(Path path, ChunkTree tree) {}

  private final ContentFiles files;
  private final Answers answers;
  private final ExchangeLog log;
  private final long bytesPerSecond;
  private final RateLimit rate;
  private final Map<PublicKey, Share> shares = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Least recently asked for first; guarded by itself, so that a tree is made once. */
  private final Map<Hash, Served> known = new LinkedHashMap<>();

  /**
   * @param bytesPerSecond to all peers together, of which one may have half
   */
  Serving(ContentFiles files, Answers answers, ExchangeLog log, long bytesPerSecond) {
    this.files = files;
    this.answers = answers;
    this.log = log;
    this.bytesPerSecond = bytesPerSecond;
    this.rate = new RateLimit(bytesPerSecond, System.nanoTime());
  }

  void onRequest(PublicKey peer, ArtifactRequest request) {
    var share =
        shares.computeIfAbsent(
            peer,
            _ ->
                new Share(
                    new Semaphore(REQUESTS_MAX),
                    new RateLimit(Math.max(1, bytesPerSecond / 2), System.nanoTime())));
    if (request.getSha256().size() != Hash.SIZE) {
      return;
    }
    if (!share.requests().tryAcquire()) {
      answers.send(peer, refusal(request, ArtifactRefusal.ARTIFACT_REFUSAL_BUSY));
      return;
    }
    try {
      threads.execute(() -> {
        try {
          answer(peer, share, request);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          share.requests().release();
        }
      });
    } catch (RejectedExecutionException e) {
      share.requests().release(); // the node stops
    }
  }

  private static ArtifactAnswer refusal(ArtifactRequest request, ArtifactRefusal why) {
    return ArtifactAnswer.newBuilder().setSha256(request.getSha256()).setRefusal(why).build();
  }

  private void answer(PublicKey peer, Share share, ArtifactRequest request)
      throws InterruptedException {
    var sha256 = Hash.of(request.getSha256());
    Optional<ArtifactAnswer> answer;
    try {
      answer = served(sha256).flatMap(served -> answer(request, served));
    } catch (IOException | UncheckedIOException e) {
      log.unreadable(sha256, e);
      answer = Optional.empty();
    }
    if (answer.isEmpty()) {
      answers.send(peer, refusal(request, ArtifactRefusal.ARTIFACT_REFUSAL_ABSENT));
      return;
    }
    int bytes = Math.min(ChunkTree.CHUNK_BYTES, answer.get().getSerializedSize());
    pass(share.rate(), bytes);
    pass(rate, bytes);
    log.sent(bytes);
    answers.send(peer, answer.get());
  }

  private static void pass(RateLimit limit, int bytes) throws InterruptedException {
    for (var wait = limit.take(bytes, System.nanoTime());
        wait > 0;
        wait = limit.take(bytes, System.nanoTime())) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  private Optional<Served> served(Hash sha256) throws IOException {
    synchronized (known) {
      var before = known.remove(sha256);
      var path = files.find(sha256);
      if (path.isEmpty()) {
        return Optional.empty();
      }
      var served =
          before != null && before.path().equals(path.get())
              ? before
              : new Served(path.get(), tree(path.get()));
      known.put(sha256, served);
      if (known.size() > TREES_MAX) {
        known.remove(known.keySet().iterator().next());
      }
      return Optional.of(served);
    }
  }

  private static ChunkTree tree(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      return ChunkTree.of(in);
    }
  }

  /** Empty if there is no such part. */
  private Optional<ArtifactAnswer> answer(ArtifactRequest request, Served served) {
    var answer = ArtifactAnswer.newBuilder().setSha256(request.getSha256());
    var part =
        switch (request.getPartCase()) {
          case HASHES_FROM -> hashes(served.tree(), request.getHashesFrom()).map(answer::setHashes);
          case CHUNK -> chunk(served, request.getChunk()).map(answer::setChunk);
          case PART_NOT_SET -> Optional.<ArtifactAnswer.Builder>empty();
        };
    return part.map(ArtifactAnswer.Builder::build);
  }

  private static Optional<ChunkHashes> hashes(ChunkTree tree, int from) {
    var count = tree.chunks().size();
    if (from < 0 || from >= count) {
      return Optional.empty();
    }
    var part = tree.chunks().subList(from, Math.min(count, from + Download.HASHES_MAX));
    var hashes = ByteBuffer.allocate(part.size() * Hash.SIZE);
    part.forEach(hash -> hashes.put(hash.toBytes()));
    return Optional.of(
        ChunkHashes.newBuilder()
            .setSizeBytes(tree.bytes())
            .setFrom(from)
            .setHashes(UnsafeByteOperations.unsafeWrap(hashes.array()))
            .build());
  }

  /** Empty also if the file is no more what it was: then nobody shall be told what is wrong. */
  private Optional<ArtifactChunk> chunk(Served served, int index) {
    if (index < 0 || index >= served.tree().chunks().size()) {
      return Optional.empty();
    }
    try (var file = FileChannel.open(served.path())) {
      var chunk = ByteBuffer.allocate(served.tree().length(index));
      long at = (long) index * ChunkTree.CHUNK_BYTES;
      while (chunk.hasRemaining() && file.read(chunk, at + chunk.position()) >= 0) {}
      if (!served.tree().holds(index, chunk.array())) {
        log.damaged(served.path());
        return Optional.empty();
      }
      return Optional.of(
          ArtifactChunk.newBuilder()
              .setIndex(index)
              .setContent(UnsafeByteOperations.unsafeWrap(chunk.array()))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

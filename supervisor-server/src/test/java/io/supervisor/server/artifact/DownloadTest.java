package io.supervisor.server.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.wire.peer.ArtifactAnswer;
import io.supervisor.wire.peer.ArtifactChunk;
import io.supervisor.wire.peer.ArtifactRefusal;
import io.supervisor.wire.peer.ArtifactRequest;
import io.supervisor.wire.peer.ChunkHashes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from peers that are honest, absent, silent, or liars, under a clock that is told. */
final class DownloadTest {
  private static final int CHUNK = ChunkTree.CHUNK_BYTES;
  private static final long FAST = 1L << 40;
  private static final long BYTES_MAX = 128 << 20;
  private static final long LIMIT_MS = 20 * 60_000;

  @TempDir Path folder;
  private ContentStore store;
  private final Map<PublicKey, Behaviour> peers = new TreeMap<>();
  private final Map<PublicKey, List<Fault>> faults = new LinkedHashMap<>();
  private long nowMs = 1_000;
  private long asked;
  private RateLimit rate = new RateLimit(FAST, 0);

  /** What a peer answers; nothing is also an answer. */
  private interface Behaviour {
    List<ArtifactAnswer> answer(ArtifactRequest request);
  }

  @BeforeEach
  void open() {
    store = new ContentStore(folder);
  }

  private static PublicKey peer(int number) {
    var bytes = new byte[PublicKey.SIZE];
    bytes[0] = (byte) number;
    return PublicKey.of(bytes);
  }

  private static ArtifactAnswer.Builder answer(ArtifactRequest request) {
    return ArtifactAnswer.newBuilder().setSha256(request.getSha256());
  }

  private static Behaviour honest(byte[] file) {
    return request -> List.of(honest(file, request));
  }

  private static ArtifactAnswer honest(byte[] file, ArtifactRequest request) {
    if (request.hasChunk()) {
      return answer(request)
          .setChunk(
              ArtifactChunk.newBuilder()
                  .setIndex(request.getChunk())
                  .setContent(
                      ByteString.copyFrom(ContentStoreTest.chunk(file, request.getChunk()))))
          .build();
    }
    var all = ContentStoreTest.tree(file).chunks();
    var hashes = ByteString.EMPTY;
    var from = request.getHashesFrom();
    for (var hash : all.subList(from, Math.min(all.size(), from + Download.HASHES_MAX))) {
      hashes = hashes.concat(hash.toByteString());
    }
    return answer(request)
        .setHashes(
            ChunkHashes.newBuilder().setSizeBytes(file.length).setFrom(from).setHashes(hashes))
        .build();
  }

  private static Behaviour absent() {
    return request ->
        List.of(answer(request).setRefusal(ArtifactRefusal.ARTIFACT_REFUSAL_ABSENT).build());
  }

  private static Behaviour silent() {
    return _ -> List.of();
  }

  /** As an honest one, but chunks are forged. */
  private static Behaviour wrongChunks(byte[] file) {
    return request ->
        List.of(request.hasChunk() ? forged(honest(file, request)) : honest(file, request));
  }

  private static ArtifactAnswer forged(ArtifactAnswer honest) {
    var content = honest.getChunk().getContent().toByteArray();
    content[content.length / 2] ^= 1;
    return honest.toBuilder()
        .setChunk(honest.getChunk().toBuilder().setContent(ByteString.copyFrom(content)))
        .build();
  }

  /** Far more than the file has: as many hashes and chunks as are asked for, without end. */
  private static Behaviour endless() {
    return request -> {
      var size = 1L << 30;
      if (request.hasChunk()) {
        return List.of(
            answer(request)
                .setChunk(
                    ArtifactChunk.newBuilder()
                        .setIndex(request.getChunk())
                        .setContent(ByteString.copyFrom(new byte[CHUNK])))
                .build());
      }
      return List.of(
          answer(request)
              .setHashes(
                  ChunkHashes.newBuilder()
                      .setSizeBytes(size)
                      .setFrom(request.getHashesFrom())
                      .setHashes(ByteString.copyFrom(new byte[Download.HASHES_MAX * Hash.SIZE])))
              .build());
    };
  }

  private static Content whole(byte[] file) {
    var tree = ContentStoreTest.tree(file);
    return new Content(Sha256.of(file), OptionalLong.of(file.length), Optional.of(tree.root()));
  }

  private Download download(Content content) throws IOException {
    return new Download(
        content,
        store,
        rate,
        BYTES_MAX,
        (peer, fault) -> faults.computeIfAbsent(peer, _ -> new ArrayList<>()).add(fault));
  }

  private Download run(Content content) throws IOException {
    return run(download(content), Integer.MAX_VALUE);
  }

  /**
   * Runs until the file is there, cannot be had, or nothing happens for long.
   *
   * @param answersMax after which the node dies
   */
  private Download run(Download download, int answersMax) throws IOException {
    long until = nowMs + LIMIT_MS;
    int answers = 0;
    while (!download.isDone() && download.failure().isEmpty() && nowMs < until) {
      var asks = download.next(peers.keySet(), nowMs);
      asked += asks.size();
      for (var ask : asks) {
        for (var answer : answers(ask)) {
          if (++answers > answersMax) {
            return download;
          }
          download.onAnswer(ask.peer(), answer, nowMs);
        }
      }
      if (asks.isEmpty() || answers == 0) {
        assertThat(download.wakeAtMs()).isGreaterThanOrEqualTo(nowMs);
        nowMs = Math.min(until, Math.max(nowMs + 1, download.wakeAtMs()));
      }
    }
    return download;
  }

  private List<ArtifactAnswer> answers(Download.Ask ask) {
    return Objects.requireNonNull(peers.get(ask.peer())).answer(ask.request());
  }

  private void assertStored(byte[] file) {
    assertThat(store.find(Sha256.of(file)).orElseThrow()).hasBinaryContent(file);
  }

  @Test
  void anHonestPeerIsEnough() throws IOException {
    var file = ContentStoreTest.bytes(10 * CHUNK + 7, 1);
    peers.put(peer(1), honest(file));
    peers.put(peer(2), absent());
    assertThat(run(whole(file)).isDone()).isTrue();
    assertStored(file);
    assertThat(faults).isEmpty();
  }

  @Test
  void theHashAloneIsEnough() throws IOException {
    var file = ContentStoreTest.bytes(10 * CHUNK, 2);
    peers.put(peer(1), absent());
    peers.put(peer(2), honest(file));
    assertThat(run(Content.of(Sha256.of(file))).isDone()).isTrue();
    assertStored(file);
  }

  @Test
  void aTreeOfManyPagesIsCollected() throws IOException {
    var large = ContentStoreTest.bytes((Download.HASHES_MAX + 3) * CHUNK, 3);
    peers.put(peer(1), honest(large));
    peers.put(peer(2), honest(large));
    var content = new Content(Sha256.of(large), OptionalLong.empty(), whole(large).chunksRoot());
    assertThat(run(content).failure()).isEmpty();
    assertStored(large);
  }

  @Test
  void aWrongChunkCountsAgainstItsSenderAndComesFromAnother() throws IOException {
    var file = ContentStoreTest.bytes(20 * CHUNK, 4);
    peers.put(peer(1), wrongChunks(file));
    peers.put(peer(2), honest(file));
    assertThat(run(whole(file)).isDone()).isTrue();
    assertStored(file);
    assertThat(faults).containsOnly(Map.entry(peer(1), List.of(Fault.WRONG_CHUNK)));
  }

  @Test
  void aWrongSizeIsALie() throws IOException {
    var file = ContentStoreTest.bytes(3 * CHUNK, 5);
    peers.put(peer(1), honest(ContentStoreTest.bytes(4 * CHUNK, 5)));
    peers.put(peer(2), honest(file));
    assertThat(run(whole(file)).isDone()).isTrue();
    assertThat(faults.getOrDefault(peer(1), List.of(Fault.WRONG_SIZE)))
        .containsExactly(Fault.WRONG_SIZE);
    assertThat(faults).doesNotContainKey(peer(2));
  }

  @Test
  void anotherTreeOfTheRightSizeIsALie() throws IOException {
    var file = ContentStoreTest.bytes(3 * CHUNK, 6);
    peers.put(peer(1), honest(ContentStoreTest.bytes(3 * CHUNK, 7)));
    assertThat(run(whole(file)).isDone()).isFalse();
    assertThat(faults).containsOnly(Map.entry(peer(1), List.of(Fault.WRONG_HASHES)));
    peers.put(peer(2), honest(file));
    assertThat(run(whole(file)).isDone()).isTrue();
  }

  @Test
  void withoutARootWhoeverMadeUpAFileIsLeftOut() throws IOException {
    var file = ContentStoreTest.bytes(5 * CHUNK, 8);
    peers.put(peer(1), honest(ContentStoreTest.bytes(5 * CHUNK, 9)));
    peers.put(peer(2), honest(file));
    assertThat(run(Content.of(Sha256.of(file))).isDone()).isTrue();
    assertStored(file);
    assertThat(faults.getOrDefault(peer(1), List.of(Fault.WRONG_FILE)))
        .containsExactly(Fault.WRONG_FILE);
    assertThat(faults).doesNotContainKey(peer(2));
  }

  @Test
  void anEndlessStreamIsBoundedByTheRequest() throws IOException {
    var file = ContentStoreTest.bytes(5 * CHUNK, 10);
    peers.put(peer(1), endless());
    assertThat(run(whole(file)).isDone()).isFalse();
    assertThat(asked).isEqualTo(1);
    // Without a size it is bounded by the limit of this node.
    assertThat(run(Content.of(Sha256.of(file))).isDone()).isFalse();
    assertThat(asked).isEqualTo(2);
    assertThat(faults.get(peer(1))).containsExactly(Fault.WRONG_SIZE, Fault.WRONG_SIZE);
    assertThat(store.bytes()).isZero();
  }

  @Test
  void whatWasNotAskedForIsNotTaken() throws IOException {
    var file = ContentStoreTest.bytes(5 * CHUNK, 11);
    peers.put(
        peer(1),
        request -> {
          var answers = new ArrayList<ArtifactAnswer>();
          for (int i = 0; i < 50; i++) {
            answers.add(honest(ContentStoreTest.bytes(5 * CHUNK, 12), request));
          }
          return request.hasChunk() ? List.of(honest(file, request)) : answers;
        });
    peers.put(peer(2), honest(file));
    assertThat(run(whole(file)).isDone()).isTrue();
    assertStored(file);
  }

  @Test
  void whoeverIsSilentIsAskedLessAndLess() throws IOException {
    var file = ContentStoreTest.bytes(5 * CHUNK, 13);
    peers.put(peer(1), silent());
    assertThat(run(whole(file)).isDone()).isFalse();
    // Twenty minutes: ten seconds for each answer, and pauses that grow to a minute.
    assertThat(faults.get(peer(1))).hasSizeBetween(15, 40).containsOnly(Fault.NO_ANSWER);
    assertThat(asked).isLessThan(60);
    peers.put(peer(2), honest(file));
    assertThat(run(whole(file)).isDone()).isTrue();
  }

  @Test
  void aRestartGoesOnWhereItStopped() throws IOException {
    var file = ContentStoreTest.bytes(40 * CHUNK, 14);
    peers.put(peer(1), honest(file));
    run(download(whole(file)), 21);
    // The process is dead: nothing is closed, nothing told.
    store = new ContentStore(folder);
    asked = 0;
    assertThat(run(whole(file)).isDone()).isTrue();
    assertStored(file);
    assertThat(asked).isBetween(15L, 21L);
  }

  @Test
  void aRestartWithTheHashAloneAsksForTheTreeAgainAndGoesOn() throws IOException {
    var file = ContentStoreTest.bytes(40 * CHUNK, 15);
    peers.put(peer(1), honest(file));
    run(download(Content.of(Sha256.of(file))), 21);
    peers.clear();
    peers.put(peer(2), honest(file));
    store = new ContentStore(folder);
    asked = 0;
    assertThat(run(Content.of(Sha256.of(file))).isDone()).isTrue();
    assertThat(asked).isBetween(15L, 22L);
  }

  @Test
  void aRequestThatContradictsItselfCanNeverBeHad() throws IOException {
    var file = ContentStoreTest.bytes(3 * CHUNK, 16);
    peers.put(peer(1), honest(file));
    var mixed = new Content(Sha256.of(new byte[1]), OptionalLong.empty(), whole(file).chunksRoot());
    assertThat(run(mixed).failure().orElseThrow()).contains("make another file");
    assertThat(faults).isEmpty();
    assertThat(store.bytes()).isZero();
    var large = new Content(Sha256.of(file), OptionalLong.of(1L << 40), Optional.empty());
    assertThat(download(large).failure().orElseThrow()).contains("limit " + BYTES_MAX);
  }

  @Test
  void thatNobodyHasItIsKnownOnceAllHaveSaidSoTwice() throws IOException {
    var file = ContentStoreTest.bytes(10, 17);
    peers.put(peer(1), absent());
    peers.put(peer(2), absent());
    var download = download(whole(file));
    var known = List.of(peer(1), peer(2));
    int looks = 0;
    while (!download.isNowhere(known)) {
      looks++;
      for (var ask : download.next(peers.keySet(), nowMs)) {
        download.onAnswer(ask.peer(), answers(ask).getFirst(), nowMs);
      }
      nowMs = Math.max(nowMs + 1, Math.min(nowMs + 100, download.wakeAtMs()));
      assertThat(looks).isLessThan(1_000);
    }
    assertThat(download.isNowhere(List.of(peer(1), peer(2), peer(3)))).isFalse();
    peers.put(peer(2), honest(file));
    assertThat(run(download, Integer.MAX_VALUE).isDone()).isTrue();
  }

  @Test
  void theRateHoldsForAllPeersTogether() throws IOException {
    var file = ContentStoreTest.bytes(64 * CHUNK, 18);
    peers.put(peer(1), honest(file));
    peers.put(peer(2), honest(file));
    rate = new RateLimit(CHUNK, nowMs * 1_000_000);
    long begin = nowMs;
    assertThat(run(whole(file)).isDone()).isTrue();
    assertThat(nowMs - begin).isBetween(62_000L, 66_000L);
  }

  /** Whatever the others do: with one honest peer the file comes, and nothing wrong is kept. */
  @Test
  void anyMixtureOfPeersWithOneHonestOneEndsWell() throws IOException {
    for (long seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      var file = ContentStoreTest.bytes(1 + random.nextInt(12 * CHUNK), seed);
      peers.clear();
      faults.clear();
      int honest = random.nextInt(5);
      for (int i = 0; i < 5; i++) {
        peers.put(peer(i), i == honest ? flaky(honest(file), random, 0.2) : bad(file, random));
      }
      var content = random.nextBoolean() ? whole(file) : Content.of(Sha256.of(file));
      var download = download(content);
      while (!download.isDone() && download.failure().isEmpty()) {
        run(download, random.nextInt(60));
        if (random.nextInt(4) == 0) {
          store = new ContentStore(folder);
          download = store.find(content.sha256()).isEmpty() ? download(content) : download;
        }
        assertThat(nowMs).as("seed " + seed).isLessThan((seed + 1) * 24 * 3_600_000);
      }
      assertThat(download.failure()).as("seed " + seed).isEmpty();
      assertStored(file);
      assertThat(faults.getOrDefault(peer(honest), List.of()))
          .as("seed " + seed)
          .allMatch(fault -> fault == Fault.NO_ANSWER);
    }
  }

  private static Behaviour flaky(Behaviour other, Random random, double lost) {
    return request -> random.nextDouble() < lost ? List.of() : other.answer(request);
  }

  private static Behaviour bad(byte[] file, Random random) {
    var another = ContentStoreTest.bytes(Math.max(1, file.length - random.nextInt(3)), 99);
    return switch (random.nextInt(7)) {
      case 0 -> absent();
      case 1 -> silent();
      case 2 -> wrongChunks(file);
      case 3 -> honest(another);
      case 4 -> endless();
      case 5 -> request -> List.of(honest(file, request), honest(another, request));
      default ->
          request -> {
            var noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            try {
              return List.of(ArtifactAnswer.parseFrom(noise));
            } catch (InvalidProtocolBufferException e) {
              return List.of(ArtifactAnswer.getDefaultInstance());
            }
          };
    };
  }
}

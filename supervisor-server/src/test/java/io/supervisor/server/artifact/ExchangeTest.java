package io.supervisor.server.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.wire.peer.ArtifactRequest;
import io.supervisor.wire.peer.PeerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges of several nodes, with a network that carries messages at once. */
@Timeout(120)
final class ExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FAST = 1L << 30;
  private static final long FILE_BYTES_MAX = 1 << 24;

  @TempDir Path folder;
  private final Map<PublicKey, Node> nodes = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    nodes.values().forEach(node -> node.exchange.close());
  }

  private final class Node implements Exchange.Network, ExchangeLog {
    final PublicKey key;
    final ContentStore store;
    final Exchange exchange;
    final List<String> told = new CopyOnWriteArrayList<>();
    final Set<PublicKey> known = ConcurrentHashMap.newKeySet();
    final AtomicLong sent = new AtomicLong();

    Node(int number, long fetchRate, long serveRate) {
      var bytes = new byte[PublicKey.SIZE];
      bytes[0] = (byte) number;
      key = PublicKey.of(bytes);
      store = new ContentStore(folder.resolve("node" + number));
      exchange =
          new Exchange(
              store,
              store::find,
              this,
              new Exchange.Limits(fetchRate, serveRate, FILE_BYTES_MAX),
              this);
      nodes
          .values()
          .forEach(other -> {
            other.known.add(key);
            known.add(other.key);
          });
      nodes.put(key, this);
    }

    @Override
    public void send(PublicKey to, ByteString message) {
      var other = nodes.get(to);
      if (other != null) {
        other.exchange.onMessage(key, message);
      }
    }

    @Override
    public Set<PublicKey> connected() {
      var connected = new HashSet<>(nodes.keySet());
      connected.retainAll(known);
      return connected;
    }

    @Override
    public Set<PublicKey> known() {
      return known;
    }

    @Override
    public void begun(Hash sha256, String progress) {
      told.add("begun " + progress);
    }

    @Override
    public void fetched(Hash sha256) {
      told.add("fetched");
    }

    @Override
    public void fault(PublicKey peer, Hash sha256, Fault fault) {
      told.add("fault " + fault);
    }

    @Override
    public void fault(PublicKey peer, Fault fault) {
      told.add("fault " + fault);
    }

    @Override
    public void received(long bytes) {}

    @Override
    public void sent(long bytes) {
      sent.addAndGet(bytes);
    }

    @Override
    public void unreadable(Hash sha256, Exception problem) {
      told.add("unreadable");
    }

    @Override
    public void damaged(Path file) {
      told.add("damaged");
    }

    @Override
    public void unwritable(Hash sha256, Exception problem) {
      told.add("unwritable");
    }

    @Override
    public void failed(Throwable cause) {
      told.add("failed " + cause);
    }
  }

  private static Content whole(byte[] file) {
    return new Content(
        Sha256.of(file),
        OptionalLong.of(file.length),
        Optional.of(ContentStoreTest.tree(file).root()));
  }

  @Test
  void whatOneHasAllCanFetch() throws Exception {
    var file = ContentStoreTest.bytes(40 * ChunkTree.CHUNK_BYTES + 5, 1);
    var first = new Node(1, FAST, FAST);
    ContentStoreTest.put(first.store, file);
    var second = new Node(2, FAST, FAST);
    var third = new Node(3, FAST, FAST);
    var fetches =
        List.of(
            second.exchange.fetch(whole(file)), third.exchange.fetch(Content.of(Sha256.of(file))));
    for (var fetch : fetches) {
      fetch.done().get(60, TimeUnit.SECONDS);
    }
    assertThat(second.store.find(Sha256.of(file)).orElseThrow()).hasBinaryContent(file);
    assertThat(third.store.find(Sha256.of(file)).orElseThrow()).hasBinaryContent(file);
    assertThat(second.told)
        .containsExactly("begun asked 0 peers, of which 0 do not have it", "fetched");
    // It is done at once from now on.
    second.exchange.fetch(whole(file)).done().get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatNobodyHasIsSaidToBeNowhereAndComesWhenSomebodyBringsIt() throws Exception {
    var file = ContentStoreTest.bytes(100, 2);
    var first = new Node(1, FAST, FAST);
    var second = new Node(2, FAST, FAST);
    var fetch = second.exchange.fetch(whole(file));
    await().atMost(PATIENCE).until(fetch::isNowhere);
    assertThat(fetch.done()).isNotDone();
    assertThat(fetch.progress()).isEqualTo("asked 1 peers, of which 1 do not have it");
    ContentStoreTest.put(first.store, file);
    fetch.done().get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatNobodyNeedsAnyMoreIsDropped() throws Exception {
    var file = ContentStoreTest.bytes(100, 3);
    var first = new Node(1, FAST, FAST);
    var fetch = first.exchange.fetch(whole(file));
    first.exchange.retain(Set.of(Sha256.of(file)));
    assertThat(fetch.done()).isNotDone();
    first.exchange.retain(Set.of());
    assertThat(fetch.done()).isCompletedExceptionally();
    assertThat(fetch.isDropped()).isTrue();
    // Asked for again, it begins again.
    var again = first.exchange.fetch(whole(file));
    ContentStoreTest.put(first.store, file);
    again.done().get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatIsTooLargeFailsAtOnce() {
    var first = new Node(1, FAST, FAST);
    var large = new Content(Hash.ZERO, OptionalLong.of(FILE_BYTES_MAX + 1), Optional.empty());
    assertThat(first.exchange.fetch(large).done())
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("it has 16777217 bytes, limit 16777216");
  }

  @Test
  void aFileThatChangedOnItsPeersDiskIsNotGivenAway() throws Exception {
    var file = ContentStoreTest.bytes(3 * ChunkTree.CHUNK_BYTES, 4);
    var first = new Node(1, FAST, FAST);
    ContentStoreTest.put(first.store, file);
    var second = new Node(2, FAST, FAST);
    // The tree is made when the hashes are asked for; the file changes after that.
    var path = first.store.find(Sha256.of(file)).orElseThrow();
    second.send(first.key, request(Sha256.of(file), -1));
    await().atMost(PATIENCE).until(() -> first.sent.get() > 0);
    var damaged = file.clone();
    damaged[ChunkTree.CHUNK_BYTES + 1] ^= 1;
    Files.write(path, damaged);
    var fetch = second.exchange.fetch(whole(file));
    await().atMost(PATIENCE).until(() -> first.told.contains("damaged"));
    assertThat(second.told).noneMatch(text -> text.startsWith("fault WRONG"));
    Files.write(path, file);
    fetch.done().get(60, TimeUnit.SECONDS);
  }

  private static ByteString request(Hash sha256, int chunk) {
    var request = ArtifactRequest.newBuilder().setSha256(sha256.toByteString());
    return PeerMessage.newBuilder()
        .setArtifactRequest(chunk < 0 ? request.setHashesFrom(0) : request.setChunk(chunk))
        .build()
        .toByteString();
  }

  @Test
  void aPeerThatAsksTooMuchIsToldToWait() throws IOException {
    var file = ContentStoreTest.bytes(ChunkTree.CHUNK_BYTES, 5);
    var path = Files.write(folder.resolve("file"), file);
    var busy = new ArrayList<Object>();
    // So slow that requests pile up.
    var serving =
        new Serving(
            _ -> Optional.of(path),
            (peer, answer) -> {
              synchronized (busy) {
                busy.add(answer.hasRefusal() ? answer.getRefusal() : "chunk");
              }
            },
            new Node(1, FAST, FAST),
            1);
    try (serving) {
      var peer = nodes.keySet().iterator().next();
      for (int i = 0; i < Serving.REQUESTS_MAX + 10; i++) {
        serving.onRequest(
            peer,
            ArtifactRequest.newBuilder()
                .setSha256(Sha256.of(file).toByteString())
                .setChunk(0)
                .build());
      }
      synchronized (busy) {
        assertThat(busy.stream().filter(each -> each.toString().endsWith("BUSY")))
            .hasSizeBetween(9, 10);
      }
      await()
          .atMost(PATIENCE)
          .until(() -> {
            synchronized (busy) {
              return busy.contains("chunk");
            }
          });
    }
  }

  @Test
  void messagesThatNoHonestPeerSendsAreCounted() {
    var first = new Node(1, FAST, FAST);
    var second = new Node(2, FAST, FAST);
    second.send(first.key, ByteString.copyFrom(new byte[1 << 20]));
    second.send(first.key, ByteString.copyFrom(new byte[] {(byte) 0xff}));
    assertThat(first.told).containsExactly("fault UNASKED", "fault UNASKED");
    second.send(first.key, request(Hash.ZERO, 7));
    second.send(first.key, request(Hash.ZERO, -1));
  }
}

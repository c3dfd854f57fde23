package io.supervisor.server.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentStoreTest {
  private static final Duration GRACE = Duration.ofHours(1);

  @TempDir Path folder;
  private ContentStore store;

  @BeforeEach
  void open() {
    store = new ContentStore(folder);
  }

  static byte[] bytes(int count, long seed) {
    var bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static ChunkTree tree(byte[] file) {
    try {
      return ChunkTree.of(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
  }

  /** Empty beyond the end. */
  static byte[] chunk(byte[] file, int index) {
    int from = Math.min(file.length, index * ChunkTree.CHUNK_BYTES);
    return Arrays.copyOfRange(file, from, Math.min(file.length, from + ChunkTree.CHUNK_BYTES));
  }

  static Hash put(ContentStore store, byte[] file) throws IOException {
    var hash = Sha256.of(file);
    store.store(Files.write(store.temporary(), file), hash);
    return hash;
  }

  @Test
  void whatIsStoredIsFoundByItsHash() throws IOException {
    var file = bytes(100, 1);
    var hash = put(store, file);
    assertThat(store.find(hash).orElseThrow()).hasBinaryContent(file);
    assertThat(store.list()).extracting(ContentStore.Stored::sha256).containsExactly(hash);
    assertThat(store.bytes()).isEqualTo(100);
    assertThat(put(store, file)).isEqualTo(hash);
    assertThat(store.list()).hasSize(1);
    assertThat(store.find(Sha256.of(new byte[1]))).isEmpty();
  }

  @Test
  void anUploadThatDidNotEndIsGoneAfterTheNextStart() throws IOException {
    Files.write(store.temporary(), bytes(100, 1));
    assertThat(store.list()).isEmpty();
    assertThat(new ContentStore(folder).bytes()).isZero();
  }

  @Test
  void whatIsOnItsWayIsNotFoundBeforeItsHashIsRight() throws IOException {
    var file = bytes(3 * ChunkTree.CHUNK_BYTES - 5, 2);
    var hash = Sha256.of(file);
    try (var part = store.begin(hash, tree(file))) {
      for (int i : new int[] {2, 0, 1}) {
        assertThat(store.find(hash)).isEmpty();
        assertThat(part.isComplete()).isFalse();
        assertThat(part.write(i, chunk(file, i))).isTrue();
      }
      assertThat(store.find(hash)).isEmpty();
      assertThat(store.complete(part, hash)).isTrue();
    }
    assertThat(store.find(hash).orElseThrow()).hasBinaryContent(file);
    assertThat(files()).containsExactly(hash + ".jar");
  }

  @Test
  void aFileThatComesOutWrongIsThrownAway() throws IOException {
    var file = bytes(100, 3);
    var hash = Sha256.of(new byte[] {1});
    try (var part = store.begin(hash, tree(file))) {
      part.write(0, file);
      assertThat(store.complete(part, hash)).isFalse();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whatACrashLeftHalfWrittenIsNotBelieved() throws IOException {
    var file = bytes(4 * ChunkTree.CHUNK_BYTES, 4);
    var hash = Sha256.of(file);
    try (var part = store.begin(hash, tree(file))) {
      part.write(0, chunk(file, 0));
      part.write(2, chunk(file, 2));
    }
    // A page of a chunk that was under way, which is a hole or garbage now.
    var onDisk = Files.readAllBytes(folder.resolve(hash + ".part"));
    onDisk[2 * ChunkTree.CHUNK_BYTES + 9] ^= 1;
    Files.write(folder.resolve(hash + ".part"), onDisk);
    try (var part = new ContentStore(folder).reopen(hash).orElseThrow()) {
      assertThat(part.count()).isEqualTo(1);
      assertThat(part.has(0)).isTrue();
      assertThat(part.nextMissing(0)).isEqualTo(1);
    }
  }

  @Test
  void aTreeThatIsDamagedBeginsNothing() throws IOException {
    var file = bytes(100, 5);
    var hash = Sha256.of(file);
    store.begin(hash, tree(file)).close();
    for (var damaged : new byte[][] {{}, {1, 2, 3}, new byte[40], new byte[8 + 2 * 32]}) {
      Files.write(folder.resolve(hash + ".chunks"), damaged);
      assertThat(store.reopen(hash)).isEmpty();
    }
  }

  @Test
  void whatNothingNeedsGoesAfterAWhile() throws IOException {
    var used = put(store, bytes(10, 1));
    var unused = put(store, bytes(10, 2));
    var fetched = bytes(10, 3);
    store.begin(Sha256.of(fetched), tree(fetched)).close();
    var now = Instant.now();
    assertThat(store.collect(Set.of(used), now, GRACE)).isEmpty();
    var later = now.plus(GRACE).plusSeconds(60);
    assertThat(store.collect(Set.of(used), later, GRACE))
        .containsExactlyInAnyOrder(unused, Sha256.of(fetched));
    assertThat(files()).containsExactly(used + ".jar");
    // It was of use then, so its time begins there.
    assertThat(store.collect(Set.of(), later.plusSeconds(60), GRACE)).isEmpty();
    assertThat(store.collect(Set.of(), later.plus(GRACE).plusSeconds(60), GRACE))
        .containsExactly(used);
  }

  /** Whatever is used when: a file goes if, and only if, that was long ago. */
  @Test
  void collectingAgreesWithASlowReference() throws IOException {
    var random = new Random(6);
    var hashes = new ArrayList<Hash>();
    var lastUse = new HashMap<Hash, Instant>();
    var now = Instant.now();
    for (int step = 0; step < 200; step++) {
      if (random.nextInt(3) == 0) {
        var hash = put(store, bytes(10, step));
        Files.setLastModifiedTime(store.find(hash).orElseThrow(), FileTime.from(now));
        hashes.add(hash);
        lastUse.put(hash, now);
      }
      var used = new HashSet<Hash>();
      hashes.stream().filter(_ -> random.nextInt(8) == 0).forEach(used::add);
      now = now.plus(Duration.ofMinutes(random.nextInt(20)));
      store.collect(used, now, GRACE);
      for (var hash : List.copyOf(hashes)) {
        if (used.contains(hash) && lastUse.containsKey(hash)) {
          lastUse.put(hash, now);
        } else if (lastUse.containsKey(hash) && lastUse.get(hash).isBefore(now.minus(GRACE))) {
          lastUse.remove(hash);
        }
        assertThat(store.find(hash).isPresent()).isEqualTo(lastUse.containsKey(hash));
      }
    }
    assertThat(lastUse).isNotEmpty();
    assertThat(lastUse.size()).isLessThan(hashes.size());
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChunkTreeTest {
  private static final int CHUNK = ChunkTree.CHUNK_BYTES;

  private static byte[] bytes(int count, long seed) {
    var bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** RFC 9162, section 2.1.1, as it is written there: by splitting, not by levels. */
  private static Hash slowRoot(byte[] file) {
    var chunks = new ArrayList<byte[]>();
    for (int at = 0; at < file.length; at += CHUNK) {
      chunks.add(Arrays.copyOfRange(file, at, Math.min(file.length, at + CHUNK)));
    }
    return slowRoot(chunks);
  }

  private static Hash slowRoot(List<byte[]> chunks) {
    var text = new ByteArrayOutputStream();
    if (chunks.size() == 1) {
      text.write(0);
      text.writeBytes(chunks.get(0));
    } else {
      int split = Integer.highestOneBit(chunks.size() - 1);
      text.write(1);
      text.writeBytes(slowRoot(chunks.subList(0, split)).toBytes());
      text.writeBytes(slowRoot(chunks.subList(split, chunks.size())).toBytes());
    }
    return Sha256.of(text.toByteArray());
  }

  @Test
  void theRootIsThatOfTheStandard() throws IOException {
    var random = new Random(7);
    for (int chunks = 1; chunks <= 17; chunks++) {
      for (int rest : new int[] {1, CHUNK, 1 + random.nextInt(CHUNK - 1)}) {
        var file = bytes((chunks - 1) * CHUNK + rest, chunks);
        var tree = ChunkTree.of(new ByteArrayInputStream(file));
        assertThat(tree.bytes()).isEqualTo(file.length);
        assertThat(tree.chunks()).hasSize(chunks);
        assertThat(tree.root()).isEqualTo(slowRoot(file));
        assertThat(tree.length(chunks - 1)).isEqualTo(rest);
      }
    }
  }

  @Test
  void howTheBytesComeDoesNotMatter() {
    var random = new Random(8);
    var file = bytes(5 * CHUNK + 123, 8);
    for (int run = 0; run < 20; run++) {
      var builder = new ChunkTree.Builder();
      for (int at = 0; at < file.length; ) {
        int part = Math.min(file.length - at, random.nextInt(3 * CHUNK));
        builder.add(file, at, part);
        at += part;
      }
      assertThat(builder.build().root()).isEqualTo(slowRoot(file));
    }
  }

  @Test
  void aTreeHoldsItsOwnChunksOnly() throws IOException {
    var file = bytes(3 * CHUNK + 10, 9);
    var tree = ChunkTree.of(new ByteArrayInputStream(file));
    var second = Arrays.copyOfRange(file, CHUNK, 2 * CHUNK);
    assertThat(tree.holds(1, second)).isTrue();
    assertThat(tree.holds(2, second)).isFalse();
    assertThat(tree.holds(1, Arrays.copyOf(second, CHUNK - 1))).isFalse();
    assertThat(tree.holds(1, Arrays.copyOf(second, CHUNK + 1))).isFalse();
    second[77] ^= 1;
    assertThat(tree.holds(1, second)).isFalse();
    assertThat(tree.holds(3, Arrays.copyOfRange(file, 3 * CHUNK, file.length))).isTrue();
  }

  @Test
  void anEmptyFileHasNoTree() {
    assertThatThrownBy(() -> ChunkTree.of(new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChunkTree(CHUNK + 1, List.of(Hash.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

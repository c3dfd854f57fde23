package io.supervisor.server.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.wire.Block;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileChainArchiveTest {
  private static final long SEGMENT_BYTES = 1_000;

  @TempDir Path folder;

  @Test
  void blocksComeBackAfterReopeningFromSeveralFiles() throws Exception {
    try (var archive = open()) {
      append(archive, 0, 30);
      assertThat(archive.read(new Height(7))).contains(block(7));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.count()).isGreaterThan(2);
    }
    try (var archive = open()) {
      assertThat(archive.length()).isEqualTo(30);
      IntStream.range(0, 30)
          .forEach(h -> assertThat(archive.read(new Height(h))).contains(block(h)));
      assertThat(archive.read(new Height(30))).isEmpty();
      append(archive, 30, 31);
    }
  }

  @Test
  void everyTornEndIsCutOffAndWrittenAgain() throws Exception {
    try (var archive = new FileChainArchive(folder)) {
      append(archive, 0, 3);
    }
    var file = folder.resolve("blocks-0000000000000000");
    var whole = Files.readAllBytes(file);
    int thirdBegins = firstBytes(2);
    for (int cut = thirdBegins; cut < whole.length; cut++) {
      Files.write(file, java.util.Arrays.copyOf(whole, cut));
      try (var archive = new FileChainArchive(folder)) {
        assertThat(archive.length()).isEqualTo(2);
        append(archive, 2, 3);
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void anUnsyncedHoleAtTheEndIsCutOff() throws Exception {
    try (var archive = new FileChainArchive(folder)) {
      append(archive, 0, 3);
    }
    var file = folder.resolve("blocks-0000000000000000");
    var bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, bytes.length - 20, bytes.length, (byte) 0);
    Files.write(file, bytes);
    try (var archive = new FileChainArchive(folder)) {
      assertThat(archive.length()).isEqualTo(2);
    }
  }

  /** A node that finds that it must not start leaves the file to whoever can mend it. */
  @Test
  void whatFollowsADamagedBlockIsThereUntilTheNextIsAppended() throws Exception {
    try (var archive = new FileChainArchive(folder)) {
      append(archive, 0, 5);
    }
    var file = folder.resolve("blocks-0000000000000000");
    var bytes = Files.readAllBytes(file);
    bytes[firstBytes(3) - 1] ^= 1;
    Files.write(file, bytes);
    try (var archive = new FileChainArchive(folder)) {
      assertThat(archive.length()).isEqualTo(2);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    try (var archive = new FileChainArchive(folder)) {
      append(archive, 2, 3);
    }
    assertThat(Files.size(file)).isEqualTo(firstBytes(3));
  }

  @Test
  void damageInTheMiddleIsNotPassedOver() throws Exception {
    try (var archive = open()) {
      append(archive, 0, 30);
    }
    var first = folder.resolve("blocks-0000000000000000");
    try (var channel = FileChannel.open(first, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("damaged");
    Files.delete(first);
    assertThatThrownBy(this::open).hasMessageContaining("missing before this file");
  }

  @Test
  void aFlippedBitIsNoticedWhenRead() throws Exception {
    try (var archive = open()) {
      append(archive, 0, 30);
    }
    var first = folder.resolve("blocks-0000000000000000");
    var bytes = Files.readAllBytes(first);
    bytes[20] ^= 1;
    Files.write(first, bytes);
    try (var archive = open()) {
      assertThatThrownBy(() -> archive.read(Height.GENESIS))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("block 0: " + first + ": damaged");
    }
  }

  @Test
  void aHeightOutOfTurnIsRefused() {
    try (var archive = open()) {
      assertThatThrownBy(() -> archive.append(block(1)))
          .hasMessageContaining("got block 1, want 0");
    }
  }

  @Test
  void anInterruptedReaderHarmsNobody() {
    try (var archive = open()) {
      append(archive, 0, 2);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> archive.read(Height.GENESIS))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(archive.read(Height.GENESIS)).contains(block(0));
      append(archive, 2, 3);
    }
  }

  private FileChainArchive open() {
    return new FileChainArchive(folder, SEGMENT_BYTES);
  }

  private static void append(FileChainArchive archive, int begin, int end) {
    IntStream.range(begin, end).forEach(h -> archive.append(block(h)));
    archive.sync();
  }

  private static int firstBytes(int blocks) {
    return IntStream.range(0, blocks)
        .map(h -> 8 + BlockRecordCodec.encode(block(h)).remaining())
        .sum();
  }

  private static BlockRecord block(int height) {
    var transactions =
        IntStream.range(0, height % 3).mapToObj(i -> ByteString.copyFromUtf8("tx" + i)).toList();
    return new BlockRecord(
        Block.newBuilder().setHeight(height).setTxCount(transactions.size()).build().toByteString(),
        List.of(ByteString.copyFromUtf8("precommit" + height), ByteString.EMPTY),
        transactions.stream().map(tx -> Sha256.of(tx.toByteArray())).toList(),
        transactions);
  }
}

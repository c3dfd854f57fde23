package io.supervisor.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.wire.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final int SEGMENT = 4_096;
  private static final Hash GENESIS = Sha256.of(new byte[] {1});

  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void everyKindOfRecordComesBackAsItWas() {
    var records = oneOfEachKind();
    var journal = open(new ArrayList<>());
    records.forEach(journal::append);
    journal.sync();

    assertThat(reopened()).isEqualTo(records);
  }

  @Test
  void whatWasNotSyncedIsNotThere() {
    var journal = open(new ArrayList<>());
    journal.append(round(1));
    journal.sync();
    journal.append(round(2));

    assertThat(journal.waiting()).isTrue();
    assertThat(reopened()).containsExactly(round(1));
  }

  @Test
  void nothingWaitingMeansNoSync() {
    var journal = open(new ArrayList<>());
    journal.sync();

    assertThat(journal.syncs()).isZero();
    assertThat(disk.files()).isEmpty();
  }

  @Test
  void goesOnBehindATornFrame() {
    var journal = open(new ArrayList<>());
    journal.append(round(1));
    journal.sync();
    long torn = used();
    journal.append(message(2, 500));
    journal.sync();
    disk.write(last(), torn + 30, new byte[100]);

    var afterwards = open(new ArrayList<>());
    afterwards.append(round(3));
    afterwards.sync();

    assertThat(reopened()).containsExactly(round(1), round(3));
  }

  @Test
  void aTornFrameOfWhichOnlyTheHeaderIsLostIsDroppedToo() {
    var journal = open(new ArrayList<>());
    journal.append(round(1));
    journal.sync();
    long torn = used();
    journal.append(message(2, 500));
    journal.sync();
    disk.write(last(), torn, new byte[Frame.HEADER]);

    assertThat(reopened()).containsExactly(round(1));
  }

  @Test
  void aBrokenFrameBeforeAWholeOneIsDamage() {
    var journal = open(new ArrayList<>());
    journal.append(message(1, 100));
    journal.sync();
    long broken = used();
    journal.append(message(2, 100));
    journal.sync();
    journal.append(message(3, 100));
    journal.sync();
    disk.write(last(), broken + 40, new byte[] {9});

    assertThatThrownBy(this::reopened)
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("is broken, but frame");
  }

  @Test
  void aMissingSegmentIsDamage() {
    var journal = open(new ArrayList<>());
    fill(journal, 40);
    assertThat(disk.files()).hasSizeGreaterThan(3);
    disk.delete(disk.files().get(1));

    assertThatThrownBy(this::reopened).isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void aSegmentCutShortBeforeAnotherOneIsDamage() {
    var journal = open(new ArrayList<>());
    fill(journal, 40);
    var first = disk.files().getFirst();
    disk.write(first, SEGMENT / 2, new byte[SEGMENT / 2]);

    assertThatThrownBy(this::reopened).isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void theJournalOfAnotherNetworkIsRefused() {
    fill(open(new ArrayList<>()), 1);

    assertThatThrownBy(() -> Journal.open(disk, Hash.ZERO, SEGMENT, _ -> {}))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("genesis hash");
  }

  @Test
  void aRecordLargerThanASegmentGetsOneOfItsOwn() {
    var journal = open(new ArrayList<>());
    journal.append(message(1, 3 * SEGMENT));
    journal.sync();
    journal.append(round(2));
    journal.sync();

    assertThat(reopened()).containsExactly(message(1, 3 * SEGMENT), round(2));
  }

  @Test
  void discardingKeepsLaterEpochsAndWhatLastsForEver() {
    var journal = open(new ArrayList<>());
    var evidence = new JournalRecord.Evidence("a/Prevote/1/1", new Height(1), bytes(9), bytes(8));
    var result = new JournalRecord.NodeResult("deploy/x", bytes(3));
    journal.append(evidence);
    journal.append(new JournalRecord.NodeResult("deploy/x", bytes(5)));
    journal.append(result);
    fill(journal, 60);
    long before = journal.bytesOnDisk();

    journal.discard(new Height(50));

    assertThat(journal.bytesOnDisk()).isLessThan(before);
    var left = reopened();
    assertThat(left).contains(evidence, result).doesNotContain(message(1, 300));
    for (int epoch = 51; epoch <= 60; epoch++) {
      assertThat(left).contains(message(epoch, 300));
    }
    assertThat(left.stream().filter(JournalRecord.NodeResult.class::isInstance).toList().getLast())
        .isEqualTo(result);
  }

  @Test
  void theSegmentInUseIsNeverDiscarded() {
    var journal = open(new ArrayList<>());
    fill(journal, 3);
    journal.discard(new Height(100));

    assertThat(reopened()).hasSize(3);
  }

  /** Whatever part of the last frame survives: all that was synced before it is there, no more. */
  @Test
  void tearsNeverCostWhatWasSynced() {
    var random = new SplittableRandom(42);
    for (int run = 0; run < 500; run++) {
      var torn = new MemoryDisk();
      var journal = Journal.open(torn, GENESIS, SEGMENT, _ -> {});
      var synced = new ArrayList<JournalRecord>();
      for (int i = random.nextInt(30); i > 0; i--) {
        var record = message(1 + random.nextInt(5), 1 + random.nextInt(700));
        journal.append(record);
        journal.sync();
        synced.add(record);
      }
      tear(torn, journal, random);
      var found = new ArrayList<JournalRecord>();
      Journal.open(torn, GENESIS, SEGMENT, found::add);
      assertThat(found.size()).as("run %d", run).isBetween(synced.size(), synced.size() + 1);
      assertThat(found.subList(0, synced.size())).as("run %d", run).isEqualTo(synced);
    }
  }

  /** Writes one more frame, of which each sector is there or not. */
  private static void tear(MemoryDisk disk, Journal journal, SplittableRandom random) {
    var before = new java.util.TreeMap<String, byte[]>();
    disk.files().forEach(name -> before.put(name, disk.read(name, 0, (int) disk.size(name))));
    journal.append(message(6, 1 + random.nextInt(3_000)));
    journal.sync();
    for (var name : disk.files()) {
      var old = before.getOrDefault(name, new byte[(int) disk.size(name)]);
      for (int at = 0; at < old.length; at += 512) {
        if (random.nextBoolean()) {
          int end = Math.min(at + 512, old.length);
          disk.write(name, at, java.util.Arrays.copyOfRange(old, at, end));
        }
      }
    }
  }

  private void fill(Journal journal, int epochs) {
    for (int epoch = 1; epoch <= epochs; epoch++) {
      journal.append(message(epoch, 300));
      journal.sync();
    }
  }

  private Journal open(List<JournalRecord> found) {
    return Journal.open(disk, GENESIS, SEGMENT, found::add);
  }

  private List<JournalRecord> reopened() {
    var found = new ArrayList<JournalRecord>();
    open(found);
    return found;
  }

  private String last() {
    return disk.files().getLast();
  }

  /** Position behind the last byte that is not zero, rounded up to the next frame. */
  private long used() {
    byte[] file = disk.read(last(), 0, (int) disk.size(last()));
    int end = file.length;
    while (end > 0 && file[end - 1] == 0) {
      end--;
    }
    return (end + Frame.ALIGNMENT - 1) / Frame.ALIGNMENT * Frame.ALIGNMENT;
  }

  private static JournalRecord round(int round) {
    return new JournalRecord.Round(new Height(7), round);
  }

  private static JournalRecord message(int epoch, int length) {
    return new JournalRecord.OwnMessage(new Height(epoch), 1, filled(length));
  }

  private static ByteString filled(int length) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) 0x5a);
    return ByteString.copyFrom(bytes);
  }

  private static ByteString bytes(int value) {
    return ByteString.copyFrom(new byte[] {(byte) value});
  }

  private static List<JournalRecord> oneOfEachKind() {
    var epoch = new Height(3);
    var header = Block.newBuilder().setHeight(3).build().toByteString();
    var hash = Sha256.of(new byte[] {7});
    return List.of(
        new JournalRecord.Bodies(epoch, List.of(bytes(1), bytes(2))),
        new JournalRecord.Round(epoch, 2),
        new JournalRecord.OwnMessage(epoch, 2, bytes(3)),
        new JournalRecord.Proposal(epoch, bytes(4)),
        new JournalRecord.Lock(epoch, 2, hash, List.of(bytes(5), bytes(6))),
        new JournalRecord.Evidence("key", epoch, bytes(7), bytes(8)),
        new JournalRecord.Decided(
            epoch, header, List.of(bytes(9)), List.of(hash), List.of(bytes(10)), bytes(11)),
        new JournalRecord.NodeResult("name", bytes(12)));
  }
}

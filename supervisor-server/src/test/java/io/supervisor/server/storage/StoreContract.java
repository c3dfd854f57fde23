package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every {@link Store} promises. */
abstract class StoreContract {
  private static final int BLOCKS = 60;
  private static final int CHANGES = 40;

  abstract Store open();

  @Test
  void aNewStoreIsEmpty() {
    assertThat(RandomPatches.text(open().snapshot())).isEmpty();
    assertThat(open().snapshot().get(new byte[] {1})).isNull();
  }

  @Test
  void recordsAreThoseOfAllPatches() {
    var store = open();
    var expected = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
    for (var height = 0; height < BLOCKS; height++) {
      var changes = RandomPatches.changes(1, height, CHANGES);
      store.apply(Patch.of(changes));
      RandomPatches.apply(expected, changes);
      var snapshot = store.snapshot();
      assertThat(RandomPatches.text(snapshot)).isEqualTo(RandomPatches.text(expected));
      for (var key : changes.keySet()) {
        assertThat(snapshot.get(key)).isEqualTo(expected.get(key));
      }
    }
  }

  @Test
  void scansAreHalfOpen() {
    var store = open();
    for (var height = 0; height < BLOCKS; height++) {
      store.apply(RandomPatches.patch(2, height, CHANGES));
    }
    var expected = RandomPatches.state(2, BLOCKS, CHANGES);
    var keys = new ArrayList<>(expected.keySet());
    var snapshot = store.snapshot();
    for (var i = 0; i + 20 < keys.size(); i += 7) {
      var from = keys.get(i);
      var to = keys.get(i + 20);
      assertThat(RandomPatches.text(snapshot.scan(from, to)))
          .isEqualTo(RandomPatches.text(expected.subMap(from, true, to, false)));
      assertThat(RandomPatches.text(snapshot.scan(from, null)))
          .isEqualTo(RandomPatches.text(expected.tailMap(from, true)));
      assertThat(snapshot.scan(from, from).hasNext()).isFalse();
    }
  }

  @Test
  void snapshotsStayAsTheyWere() {
    var store = open();
    var snapshots = new ArrayList<KeyValueView>();
    var expected = new ArrayList<List<String>>();
    for (var height = 0; height < BLOCKS; height++) {
      snapshots.add(store.snapshot());
      expected.add(RandomPatches.text(store.snapshot()));
      store.apply(RandomPatches.patch(3, height, CHANGES));
    }
    for (var i = 0; i < BLOCKS; i++) {
      assertThat(RandomPatches.text(snapshots.get(i))).isEqualTo(expected.get(i));
    }
  }

  @Test
  void emptyKeysAndValuesAreRecordsLikeOthers() {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    changes.put(new byte[] {1}, Optional.of(new byte[0]));
    changes.put(new byte[] {2}, Optional.empty());
    changes.put(new byte[] {(byte) 0xff, (byte) 0xff}, Optional.of(new byte[] {7}));
    var store = open();
    store.apply(Patch.of(changes));
    store.apply(Patch.EMPTY);

    assertThat(store.snapshot().get(new byte[] {1})).isEmpty();
    assertThat(store.snapshot().get(new byte[] {2})).isNull();
    assertThat(RandomPatches.text(store.snapshot())).containsExactly("01=", "ffff=07");
  }
}

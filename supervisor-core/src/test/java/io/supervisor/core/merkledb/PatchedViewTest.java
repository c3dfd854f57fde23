package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PatchedViewTest {
  @Test
  void showsTheChangesAndLeavesWhatIsBelow() {
    var store = new MemoryStore();
    store.apply(patch("a=1", "b=2", "c=3"));
    var view = PatchedView.over(store.snapshot(), patch("b", "c=4", "d=5", "e"));
    assertThat(records(view)).containsExactly("a=1", "c=4", "d=5");
    assertThat(view.get(bytes("b"))).isNull();
    assertThat(view.get(bytes("e"))).isNull();
    assertThat(view.get(bytes("a"))).isEqualTo(bytes("1"));
    assertThat(view.get(bytes("c"))).isEqualTo(bytes("4"));
    assertThat(records(store.snapshot())).containsExactly("a=1", "b=2", "c=3");
  }

  /** {@code key=value}, or the key of what is removed. */
  private static Patch patch(String... changes) {
    var map = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var change : changes) {
      int end = change.indexOf('=');
      map.put(
          bytes(end < 0 ? change : change.substring(0, end)),
          end < 0 ? Optional.empty() : Optional.of(bytes(change.substring(end + 1))));
    }
    return Patch.of(map);
  }

  private static List<String> records(KeyValueView view) {
    var records = new ArrayList<String>();
    view.scan(new byte[0], null)
        .forEachRemaining(
            record -> records.add(text(record.getKey()) + "=" + text(record.getValue())));
    return records;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

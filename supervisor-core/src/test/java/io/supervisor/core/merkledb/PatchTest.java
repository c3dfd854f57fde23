package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PatchTest {
  private static Patch patch() {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    changes.put(new byte[] {1}, Optional.of(new byte[] {5, 6}));
    changes.put(new byte[] {2}, Optional.empty());
    changes.put(new byte[] {(byte) 0xff, 0}, Optional.of(new byte[0]));
    return Patch.of(changes);
  }

  @Test
  void bytesAreReadBack() {
    var encoded = patch().encode();
    var decoded = Patch.decode(encoded);

    assertThat(encoded).hasSize((int) patch().bytes());
    assertThat(decoded.changes()).hasSize(3);
    assertThat(decoded.changes().get(1).value()).isNull();
    assertThat(decoded.changes().get(2).value()).isEmpty();
    assertThat(decoded.encode()).isEqualTo(encoded);
    assertThat(Patch.decode(Patch.EMPTY.encode()).isEmpty()).isTrue();
  }

  @Test
  void everyTruncationIsRefused() {
    var encoded = patch().encode();
    for (var size = 0; size < encoded.length; size++) {
      var truncated = Arrays.copyOf(encoded, size);
      assertThatThrownBy(() -> Patch.decode(truncated))
          .isInstanceOf(IllegalArgumentException.class);
    }
    var longer = Arrays.copyOf(encoded, encoded.length + 1);
    assertThatThrownBy(() -> Patch.decode(longer)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysOutOfOrderAreRefused() {
    var encoded = patch().encode();
    encoded[12] = 3;
    assertThatThrownBy(() -> Patch.decode(encoded)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void absurdSizesAreRefused() {
    var encoded = patch().encode();
    encoded[4] = 0x7f;
    assertThatThrownBy(() -> Patch.decode(encoded)).isInstanceOf(IllegalArgumentException.class);
    encoded[0] = (byte) 0x80;
    assertThatThrownBy(() -> Patch.decode(encoded)).isInstanceOf(IllegalArgumentException.class);
  }
}

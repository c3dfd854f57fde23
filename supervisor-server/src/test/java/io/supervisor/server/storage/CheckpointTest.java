package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final Hash HASH = Sha256.of(new byte[] {1});

  private static Level level(long first, long last) {
    return new Level(new Height(first), new Height(last), 10 + first, 1_000 + last, HASH);
  }

  private static Checkpoint checkpoint(Level... newestFirst) {
    return new Checkpoint(newestFirst[0].last(), HASH, List.of(newestFirst));
  }

  @Test
  void whatIsWrittenIsRead() {
    var one = checkpoint(level(0, 7));
    var three = checkpoint(level(9, 30), level(8, 8), level(0, 7));

    assertThat(Checkpoint.decode(one.encode())).isEqualTo(one);
    assertThat(Checkpoint.decode(three.encode())).isEqualTo(three);
  }

  @Test
  void eachBlockIsInOneFile() {
    assertThatThrownBy(() -> checkpoint(level(1, 7))).hasMessageContaining("block 0");
    assertThatThrownBy(() -> checkpoint(level(9, 9), level(0, 7))).hasMessageContaining("want 8");
    assertThatThrownBy(() -> checkpoint(level(8, 9), level(0, 8))).hasMessageContaining("want 7");
    assertThatThrownBy(() -> checkpoint(level(0, 9), level(0, 8))).hasMessageContaining("want -1");
    assertThatThrownBy(() -> new Checkpoint(new Height(8), HASH, List.of(level(0, 7))))
        .hasMessageContaining("want 8");
    assertThatThrownBy(() -> new Checkpoint(new Height(8), HASH, List.of()))
        .hasMessageContaining("block 8");
    assertThatThrownBy(() -> level(3, 2)).hasMessageContaining("3 to 2");
  }

  @Test
  void nothingElseIsRead() {
    var bytes = checkpoint(level(8, 9), level(0, 7)).encode();
    for (var i = 0; i < bytes.length; i++) {
      var changed = bytes.clone();
      changed[i] ^= 1;
      var cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> Checkpoint.decode(changed))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Checkpoint.decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** With a check line that is right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "supervisor state 2\nheight 7\nstate_hash H\nfile 0 7 1 1\n",
        "supervisor state 2\nheight 7\nstate_hash H\nfile 0 7 1 1 H 1\n",
        "supervisor state 2\nheight 7\nstate_hash H\nfile 0 x 1 1 H\n",
        "supervisor state 2\nheight 7\nstate_hash H\nfiles 0 7 1 1 H\n",
        "supervisor state 2\nheight -7\nstate_hash H\nfile 0 7 1 1 H\n",
        "supervisor state 2\nheight 7\nstate_hash 00\nfile 0 7 1 1 H\n",
        "supervisor state 1\nheight 7\nstate_hash H\nentries 1\nbytes 1\n",
        "supervisor state 1\nheight 7\nstate_hash H\nentries 1\nbytes 1\nsha256 H\nmore 1\n",
        "supervisor state 1\nheight 7\nstate_hash H\nentries 1\nbytes one\nsha256 H\n"
      })
  void wrongTextIsRefused(String text) {
    var whole = checked(text);

    assertThatThrownBy(() -> Checkpoint.decode(whole)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNewerFormatIsNotTakenForDamage() {
    var whole = checked("supervisor state 3\nheight 7\nstate_hash H\nlevels 1\n");

    assertThatThrownBy(() -> Checkpoint.decode(whole))
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining("supervisor state 3");
  }

  static byte[] checked(String text) {
    var lines = text.replace("H", HASH.toString());
    return (lines + "check " + Sha256.of(lines.getBytes(StandardCharsets.UTF_8)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}

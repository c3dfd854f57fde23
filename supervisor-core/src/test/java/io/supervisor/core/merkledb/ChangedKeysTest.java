package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Codecs;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {
  private static final Hash RAW = Hash.fromHex("0102030405060708".repeat(4));

  private final MemoryStore store = new MemoryStore();

  private Map<String, List<String>> change(java.util.function.Consumer<Fork> changes) {
    var fork = new Fork(store.snapshot());
    changes.accept(fork);
    var patch = fork.toPatch();
    store.apply(patch);
    return ChangedKeys.of(patch, store.snapshot()).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> entry.getValue().stream().map(HexFormat.of()::formatHex).toList()));
  }

  @Test
  void keysAreThoseThatWerePut() {
    var made =
        change(fork -> {
          var data = fork.access("wallet.");
          data.map("plain", Codecs.string(), Codecs.u64()).put("ab", 1L);
          data.proofMap("hashed", Codecs.string(), Codecs.u64()).put("ab", 1L);
          data.rawProofMap("raw", Codecs.hash(), Codecs.u64()).put(RAW, 1L);
          data.proofEntry("entry", Codecs.u64()).set(1L);
        });
    assertThat(made)
        .containsEntry("wallet.plain", List.of("6162"))
        .containsEntry("wallet.hashed", List.of("6162"))
        .containsEntry("wallet.raw", List.of(RAW.toString()))
        .doesNotContainKey("wallet.entry");
  }

  @Test
  void onlyWhatTheBlockChangesIsNamed() {
    change(fork -> {
      var map = fork.access("wallet.").rawProofMap("raw", Codecs.hash(), Codecs.u64());
      map.put(RAW, 1L);
      map.put(Hash.ZERO, 1L);
      fork.access("wallet.").map("plain", Codecs.string(), Codecs.u64()).put("ab", 1L);
    });
    var changed =
        change(fork ->
            fork.access("wallet.").rawProofMap("raw", Codecs.hash(), Codecs.u64()).put(RAW, 2L));
    assertThat(changed).containsEntry("wallet.raw", List.of(RAW.toString()));
    assertThat(changed).doesNotContainKey("wallet.plain");
  }
}

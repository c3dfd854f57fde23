package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a finished state file must look like: lines of text, the last of which is the SHA-256 of
 * those before it.
 *
 * @param height of the last block that the state contains
 * @param stateHash of that block
 * @param entries number of records
 * @param bytes size of the file
 * @param fileHash SHA-256 of the file
 */
record Sidecar(Height height, Hash stateHash, long entries, long bytes, Hash fileHash) {
  private static final String FORMAT = "supervisor state 1";
  private static final int LINES = 7;

  byte[] encode() {
    var text =
        String.join(
            "\n",
            FORMAT,
            "height " + height.value(),
            "state_hash " + stateHash,
            "entries " + entries,
            "bytes " + bytes,
            "sha256 " + fileHash,
            "");
    return (text + "check " + Sha256.of(text.getBytes(StandardCharsets.UTF_8)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are anything else
   */
  static Sidecar decode(byte[] bytes) {
    var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() != LINES || !lines.getFirst().equals(FORMAT)) {
      throw new IllegalArgumentException("not a sidecar of format '" + FORMAT + "'");
    }
    var sidecar =
        new Sidecar(
            new Height(Long.parseLong(value(lines, 1, "height"))),
            Hash.fromHex(value(lines, 2, "state_hash")),
            Long.parseLong(value(lines, 3, "entries")),
            Long.parseLong(value(lines, 4, "bytes")),
            Hash.fromHex(value(lines, 5, "sha256")));
    if (!Arrays.equals(sidecar.encode(), bytes)) {
      throw new IllegalArgumentException("its check line is wrong");
    }
    return sidecar;
  }

  private static String value(List<String> lines, int line, String name) {
    var text = lines.get(line);
    if (!text.startsWith(name + " ")) {
      throw new IllegalArgumentException(
          "line " + (line + 1) + ": got '" + text + "', want " + name);
    }
    return text.substring(name.length() + 1);
  }
}

package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A state that is on disk: files that lie over each other, and what they must look like. Written as
 * lines of text, the last of which is the SHA-256 of those before it.
 *
 * <p>Format 1 had one file: {@code entries}, {@code bytes} and {@code sha256} a line each instead
 * of {@code file FIRST LAST ENTRIES BYTES SHA256}. It is read, and not written any more.
 *
 * @param height of the last block that the state contains
 * @param stateHash of that block
 * @param levels newest first; together all blocks up to the height, each once
 */
record Checkpoint(Height height, Hash stateHash, List<Level> levels) {
  private static final String FORMAT = "supervisor state 2";
  private static final String FORMAT_1 = "supervisor state 1";
  private static final int LINES_1 = 7;
  private static final int LINES_MIN = 5;

  /** Format, height, state hash. */
  private static final int HEAD = 3;

  Checkpoint {
    levels = List.copyOf(levels);
    requireAllBlocks(height, levels);
  }

  private static void requireAllBlocks(Height height, List<Level> levels) {
    var next = height.value();
    for (var level : levels) {
      if (level.last().value() != next) {
        throw new IllegalArgumentException(
            "files over each other: got one up to block " + level.last() + ", want " + next);
      }
      next = level.first().value() - 1;
    }
    if (next != Height.GENESIS.value() - 1) {
      throw new IllegalArgumentException("no file has block " + next);
    }
  }

  /** The same state after some of its files were made one. */
  Checkpoint merged(List<Level> some, Level one) {
    return new Checkpoint(height, stateHash, replaced(levels, some, one));
  }

  /** A copy with one element where there were some that follow each other. */
  static <T> List<T> replaced(List<T> all, List<T> some, T one) {
    var copy = new ArrayList<>(all);
    var from = Collections.indexOfSubList(copy, some);
    copy.subList(from, from + some.size()).clear();
    copy.add(from, one);
    return List.copyOf(copy);
  }

  byte[] encode() {
    var lines = new ArrayList<String>();
    lines.add(FORMAT);
    lines.add("height " + height.value());
    lines.add("state_hash " + stateHash);
    for (var level : levels) {
      lines.add(
          String.format(
              Locale.ROOT,
              "file %d %d %d %d %s",
              level.first().value(),
              level.last().value(),
              level.entries(),
              level.bytes(),
              level.hash()));
    }
    return withCheck(lines);
  }

  private static byte[] withCheck(List<String> lines) {
    var text = String.join("\n", lines) + "\n";
    return (text + "check " + Sha256.of(text.getBytes(StandardCharsets.UTF_8)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode()} wrote, or format 1.
   *
   * @throws IllegalArgumentException if the bytes are anything else
   * @throws StateStoreException if they are whole, but of a format that is not known here
   */
  static Checkpoint decode(byte[] bytes) {
    var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() < LINES_MIN
        || !Arrays.equals(withCheck(lines.subList(0, lines.size() - 1)), bytes)) {
      throw new IllegalArgumentException("it is not whole, or its check line is wrong");
    }
    return switch (lines.getFirst()) {
      case FORMAT -> decode(lines);
      case FORMAT_1 -> decodeFormat1(lines);
      default ->
          throw new StateStoreException(
              "the state has format '" + lines.getFirst() + "', want '" + FORMAT + "' or older");
    };
  }

  private static Checkpoint decode(List<String> lines) {
    var levels = new ArrayList<Level>();
    for (var line = HEAD; line < lines.size() - 1; line++) {
      var words = value(lines, line, "file").split(" ", -1);
      if (words.length != 5) {
        throw new IllegalArgumentException("line " + (line + 1) + ": got " + words.length);
      }
      levels.add(
          new Level(
              new Height(Long.parseLong(words[0])),
              new Height(Long.parseLong(words[1])),
              Long.parseLong(words[2]),
              Long.parseLong(words[3]),
              Hash.fromHex(words[4])));
    }
    return new Checkpoint(height(lines), stateHash(lines), levels);
  }

  private static Checkpoint decodeFormat1(List<String> lines) {
    if (lines.size() != LINES_1) {
      throw new IllegalArgumentException("got " + lines.size() + " lines, want " + LINES_1);
    }
    var level =
        new Level(
            Height.GENESIS,
            height(lines),
            Long.parseLong(value(lines, 3, "entries")),
            Long.parseLong(value(lines, 4, "bytes")),
            Hash.fromHex(value(lines, 5, "sha256")));
    return new Checkpoint(level.last(), stateHash(lines), List.of(level));
  }

  private static Height height(List<String> lines) {
    return new Height(Long.parseLong(value(lines, 1, "height")));
  }

  private static Hash stateHash(List<String> lines) {
    return Hash.fromHex(value(lines, 2, "state_hash"));
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

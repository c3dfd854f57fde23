package io.supervisor.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads TOML files, and writes them with one section for each table, as people write them. */
public final class TomlFile {
  private static final TomlMapper MAPPER =
      TomlMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private TomlFile() {}

  /** Reads a file; refuses it with file, line and column. */
  public static TomlTable read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return parse(file.toString(), text);
  }

  /** As {@link #read}, for a text whose origin is called {@code file}. */
  public static TomlTable parse(String file, String text) {
    try {
      var values = MAPPER.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
      return TomlTable.root(file, values);
    } catch (JacksonException e) {
      var location = e.getLocation();
      var where = location == null ? "" : ":" + location.getLineNr() + ":" + location.getColumnNr();
      throw new ConfigException(file + where + ": " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Writes a file at once: whoever reads sees the old one or the new one. Creates directories as
   * needed.
   */
  public static void write(Path file, TomlTable table) {
    try {
      var directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      var temporary = temporary(file);
      Files.writeString(temporary, print(table), StandardCharsets.UTF_8);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** A new file with the permissions of the one it replaces, or else those that are usual here. */
  private static Path temporary(Path file) throws IOException {
    var name = "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
    var temporary = file.toAbsolutePath().resolveSibling(name);
    Files.deleteIfExists(temporary);
    Files.createFile(temporary);
    if (Files.exists(file)) {
      Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
    }
    return temporary;
  }

  /** The text that {@link #write} writes. */
  public static String print(TomlTable table) {
    var out = new StringBuilder();
    printTable(out, "", "", table.values());
    return out.toString();
  }

  private static void printTable(
      StringBuilder out, String header, String path, Map<String, Object> values) {
    var plain = values.entrySet().stream().filter(entry -> !isSection(entry.getValue())).toList();
    var inArray = header.startsWith("[[");
    if (!header.isEmpty() && (inArray || !plain.isEmpty() || values.isEmpty())) {
      out.append(out.isEmpty() ? "" : "\n").append(header).append('\n');
    }
    plain.forEach(entry ->
        out.append(entry.getKey()).append(" = ").append(literal(entry.getValue())).append('\n'));
    values.forEach((key, value) -> printSection(out, path + key, value));
  }

  @SuppressWarnings("unchecked") // tables have texts as keys only
  private static void printSection(StringBuilder out, String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      printTable(out, "[" + name + "]", name + ".", (Map<String, Object>) map);
    } else if (isSection(value) && value instanceof List<?> list) {
      list.forEach(
          item -> printTable(out, "[[" + name + "]]", name + ".", (Map<String, Object>) item));
    }
  }

  private static boolean isSection(Object value) {
    return value instanceof Map
        || value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map;
  }

  private static String literal(Object value) {
    return switch (value) {
      case String text -> quote(text);
      case List<?> list ->
          list.stream()
              .map(TomlFile::literal)
              .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }

  private static String quote(String text) {
    var out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"', '\\' -> out.append('\\').appendCodePoint(c);
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            default -> {
              if (c < 0x20 || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return out.append('"').toString();
  }
}

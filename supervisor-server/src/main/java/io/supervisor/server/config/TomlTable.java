package io.supervisor.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Table of a TOML file that knows where it stands, so that errors name file and key. Keeps what it
 * does not know, in order. Used by one thread.
 */
public final class TomlTable {
  private final String file;
  private final String path;
  private final Map<String, Object> values;

  private TomlTable(String file, String path, Map<String, Object> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /**
   * Takes the map over.
   *
   * @param file name for error messages
   */
  static TomlTable root(String file, Map<String, Object> values) {
    return new TomlTable(file, "", values);
  }

  /** An empty table that is to become a file. */
  public static TomlTable empty() {
    return root("", new LinkedHashMap<>());
  }

  Map<String, Object> values() {
    return values;
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public String text(String key) {
    return findText(key).orElseThrow(() -> missing(key, "a text"));
  }

  public Optional<String> findText(String key) {
    return find(key, String.class, "a text");
  }

  public boolean flag(String key, boolean defaultValue) {
    return find(key, Boolean.class, "true or false").orElse(defaultValue);
  }

  /** Requires a number from 0 to max. */
  public long number(String key, long max) {
    return findNumber(key, max).orElseThrow(() -> missing(key, "a number from 0 to " + max));
  }

  /** As {@link #number}, or empty where there is none. */
  public OptionalLong findNumber(String key, long max) {
    var want = "a number from 0 to " + max;
    var number = find(key, Number.class, want);
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    var value = number.get();
    if (!(value instanceof Long) || value.longValue() < 0 || value.longValue() > max) {
      throw wrong(key, value.toString(), want);
    }
    return OptionalLong.of(value.longValue());
  }

  public TomlTable table(String key) {
    return findTable(key).orElseThrow(() -> missing(key, "a table"));
  }

  public Optional<TomlTable> findTable(String key) {
    return find(key, Map.class, "a table").map(map -> nested(key, map));
  }

  /** Tables of an array; none where there is no such key. */
  public List<TomlTable> tables(String key) {
    var list = find(key, List.class, "an array of tables").orElse(List.of());
    var tables = new ArrayList<TomlTable>();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> map)) {
        throw wrong(key, String.valueOf(item), "an array of tables");
      }
      tables.add(nested(key + "[" + tables.size() + "]", map));
    }
    return List.copyOf(tables);
  }

  /** Converts a required text. */
  public <T> T parse(String key, Parser<T> parser) {
    return convert(key, text(key), parser);
  }

  /** Converts a text, if there is one. */
  public <T> Optional<T> findParsed(String key, Parser<T> parser) {
    return findText(key).map(text -> convert(key, text, parser));
  }

  /** As {@link #findParsed}; several texts may stand in an array, and are read as {@code a,b}. */
  public <T> Optional<T> findParsedList(String key, Parser<T> parser) {
    if (!(values.get(key) instanceof List<?> list)) {
      return findParsed(key, parser);
    }
    var texts = new ArrayList<String>();
    for (Object item : list) {
      if (!(item instanceof String text)) {
        throw wrong(key, String.valueOf(item), "texts");
      }
      texts.add(text);
    }
    return Optional.of(convert(key, String.join(",", texts), parser));
  }

  /** Reads a value; refuses with {@link IllegalArgumentException}, whose message says why. */
  @FunctionalInterface
  public interface Parser<T> {
    T parse(String text);
  }

  /** Sets a value: text, whole number, boolean. */
  public TomlTable with(String key, Object value) {
    values.put(key, value);
    return this;
  }

  /** As {@link #with}, or removes the key. */
  public TomlTable withOptional(String key, Optional<?> value) {
    value.ifPresentOrElse(present -> values.put(key, present), () -> values.remove(key));
    return this;
  }

  /** Sets a table. */
  public TomlTable with(String key, TomlTable table) {
    values.put(key, table.values);
    return this;
  }

  /** Sets an array of tables. */
  public TomlTable with(String key, List<TomlTable> tables) {
    values.put(key, new ArrayList<>(tables.stream().map(TomlTable::values).toList()));
    return this;
  }

  /** Error about a key of this table. */
  public ConfigException wrong(String key, String got, String want) {
    return new ConfigException(name(key) + ": got " + got + ", want " + want);
  }

  private <T> T convert(String key, String text, Parser<T> parser) {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name(key) + ": got \"" + text + "\": " + e.getMessage(), e);
    }
  }

  private <T> Optional<T> find(String key, Class<T> type, String want) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw wrong(key, value.toString(), want);
    }
    return Optional.of(type.cast(value));
  }

  @SuppressWarnings("unchecked") // the parser makes maps with texts as keys only
  private TomlTable nested(String key, Map<?, ?> map) {
    return new TomlTable(file, path + key + ".", (Map<String, Object>) map);
  }

  private ConfigException missing(String key, String want) {
    return new ConfigException(name(key) + ": missing, want " + want);
  }

  private String name(String key) {
    return (file.isEmpty() ? "" : file + ": ") + path + key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TomlTable that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return path + values;
  }
}

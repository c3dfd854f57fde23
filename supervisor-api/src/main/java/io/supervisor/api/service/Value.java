package io.supervisor.api.service;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answer of a read: a tree, from which REST makes JSON and gRPC its message. */
public sealed interface Value {
  /** JSON {@code null}. */
  record Null() implements Value {}

  record Bool(boolean value) implements Value {}

  /** Whole number, exact at any size. */
  record Int(BigInteger value) implements Value {}

  record Text(String value) implements Value {}

  /** Hashes, keys, signed messages; in JSON lowercase hexadecimal digits. */
  record Hex(byte[] value) implements Value {}

  record Array(List<Value> items) implements Value {
    public Array {
      items = List.copyOf(items);
    }
  }

  /** Members in the order given. */
  record Struct(Map<String, Value> members) implements Value {
    public Struct {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  Value NULL = new Null();

  static Value of(long number) {
    return new Int(BigInteger.valueOf(number));
  }

  static Value ofUnsigned(long number) {
    return new Int(new BigInteger(Long.toUnsignedString(number)));
  }

  static Value of(boolean value) {
    return new Bool(value);
  }

  static Value of(String text) {
    return new Text(text);
  }

  static Value hex(byte[] bytes) {
    return new Hex(bytes);
  }

  static Value array(List<? extends Value> items) {
    return new Array(List.copyOf(items));
  }

  static StructBuilder struct() {
    return new StructBuilder();
  }

  /** Collects members in order. */
  final class StructBuilder {
    private final Map<String, Value> members = new LinkedHashMap<>();

    private StructBuilder() {}

    public StructBuilder with(String name, Value value) {
      members.put(name, value);
      return this;
    }

    public Struct build() {
      return new Struct(members);
    }
  }
}

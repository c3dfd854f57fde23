package io.supervisor.sandbox.library;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.MessageLite;
import io.supervisor.api.meter.Meter;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts that are the same on all nodes, and charged before they are made. */
public final class Texts {
  private static final int FRAME_SLOTS = 400;

  private Texts() {}

  /** {@code value.toString()}. */
  public static String receiver(Object value) {
    return valueOf(Objects.requireNonNull(value));
  }

  /** {@code super.toString()}, and what classes inherit that have none of their own. */
  public static String inherited(Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.name();
      case Throwable thrown -> described(thrown);
      default -> nameOf(value.getClass());
    };
  }

  /** {@code Objects.toString(value)}. */
  public static String toString(@Nullable Object value) {
    return valueOf(value);
  }

  /** {@code Objects.toString(value, otherwise)}. */
  public static String toString(@Nullable Object value, String otherwise) {
    return value == null ? otherwise : valueOf(value);
  }

  /** {@code String.valueOf(value)}. */
  public static String valueOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> text;
      case Boolean _, Byte _, Short _, Character _, Integer _, Long _, Float _, Double _ -> {
        Meter.current().steps(8);
        yield value.toString();
      }
      case MessageLite message -> nameOf(message.getClass()) + sized(message.getSerializedSize());
      case MessageLite.Builder builder -> nameOf(builder.getClass());
      case ByteString bytes -> "ByteString" + sized(bytes.size());
      case GenericDescriptor descriptor -> descriptor.getFullName();
      case Class<?> type -> (type.isInterface() ? "interface " : "class ") + type.getName();
      case BigInteger number -> Numbers.toString(number);
      case Throwable thrown -> throwable(thrown);
      default -> object(value);
    };
  }

  private static String sized(int size) {
    return "{" + size + " bytes}";
  }

  /** Names of functions that are made at run time differ from run to run. */
  static String nameOf(Class<?> type) {
    return type.isHidden() ? "function" : type.getName();
  }

  private static String throwable(Throwable thrown) {
    return OwnFiles.isOfService(thrown) ? thrown.toString() : described(thrown);
  }

  private static String described(Throwable thrown) {
    var message = getMessage(thrown);
    return message == null
        ? thrown.getClass().getName()
        : thrown.getClass().getName() + ": " + message;
  }

  /**
   * {@code thrown.getMessage()}. What the machine says of null pointers and casts depends on how it
   * was started.
   */
  public static @Nullable String getMessage(Throwable thrown) {
    if (thrown instanceof NullPointerException
        || thrown instanceof ClassCastException
        || thrown instanceof ArrayStoreException
        || thrown instanceof LinkageError) {
      return null;
    }
    Meter.current().steps(8);
    return thrown.getMessage();
  }

  private static String object(Object value) {
    var type = value.getClass();
    if (OwnFiles.isOfService(value)) {
      return value.toString();
    }
    if (type.isArray()) {
      return type.getComponentType().getName()
          + "["
          + java.lang.reflect.Array.getLength(value)
          + "]";
    }
    var meter = Meter.current();
    var before = meter.enter(FRAME_SLOTS);
    meter.steps(8);
    var text =
        switch (value) {
          case Enum<?> constant -> constant.toString();
          case CharSequence characters -> {
            Weight.once(characters);
            yield characters.toString();
          }
          case Collection<?> collection -> collection(collection);
          case Map<?, ?> map -> map(map);
          case Map.Entry<?, ?> entry -> valueOf(entry.getKey()) + "=" + valueOf(entry.getValue());
          case Optional<?> optional ->
              optional.isPresent() ? "Optional[" + valueOf(optional.get()) + "]" : "Optional.empty";
          default -> Known.byValue(value) ? value.toString() : nameOf(type);
        };
    Weight.once(text);
    meter.leave(before);
    return text;
  }

  private static String collection(Collection<?> collection) {
    var text = new StringBuilder("[");
    for (Iterator<?> all = collection.iterator(); all.hasNext(); ) {
      var element = all.next();
      append(text, element == collection ? "(this Collection)" : valueOf(element));
      if (all.hasNext()) {
        text.append(", ");
      }
    }
    return text.append(']').toString();
  }

  private static String map(Map<?, ?> map) {
    var text = new StringBuilder("{");
    for (Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator(); all.hasNext(); ) {
      var entry = all.next();
      append(text, entry.getKey() == map ? "(this Map)" : valueOf(entry.getKey()));
      text.append('=');
      append(text, entry.getValue() == map ? "(this Map)" : valueOf(entry.getValue()));
      if (all.hasNext()) {
        text.append(", ");
      }
    }
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, String part) {
    Weight.once(part);
    text.append(part);
  }

  /** {@code builder.append(value)}. */
  public static StringBuilder append(StringBuilder builder, @Nullable Object value) {
    var text = valueOf(value);
    Weight.once(text);
    return builder.append(text);
  }

  public static StringBuilder append(StringBuilder builder, @Nullable CharSequence text) {
    return append(builder, (Object) text);
  }

  public static StringBuilder insert(StringBuilder builder, int offset, @Nullable Object value) {
    var text = valueOf(value);
    Weight.once(text);
    Weight.once(builder);
    return builder.insert(offset, text);
  }

  public static String repeat(String text, int count) {
    Weight.of(Meter.current(), (long) text.length() * Math.max(count, 0), 2);
    return text.repeat(count);
  }

  public static StringBuilder repeat(StringBuilder builder, CharSequence text, int count) {
    Weight.of(Meter.current(), (long) text.length() * Math.max(count, 0), 2);
    return builder.repeat(text, count);
  }

  public static StringBuilder repeat(StringBuilder builder, int codePoint, int count) {
    Weight.of(Meter.current(), Math.max(count, 0), 4);
    return builder.repeat(codePoint, count);
  }

  /** What searching takes in the worst case. */
  private static void search(CharSequence text, CharSequence part) {
    var meter = Meter.current();
    meter.steps(8 + ((long) text.length() * Math.max(part.length(), 1)) / 8);
  }

  public static int indexOf(String text, String part) {
    search(text, part);
    return text.indexOf(part);
  }

  public static int indexOf(String text, String part, int from) {
    search(text, part);
    return text.indexOf(part, from);
  }

  public static int lastIndexOf(String text, String part) {
    search(text, part);
    return text.lastIndexOf(part);
  }

  public static int lastIndexOf(String text, String part, int from) {
    search(text, part);
    return text.lastIndexOf(part, from);
  }

  public static boolean contains(String text, CharSequence part) {
    return indexOf(text, part.toString()) >= 0;
  }

  public static String replace(String text, CharSequence part, CharSequence by) {
    var from = part.toString();
    var to = by.toString();
    search(text, from);
    var places = from.isEmpty() ? text.length() + 1L : text.length() / from.length();
    Weight.of(Meter.current(), text.length() + places * to.length(), 2);
    return text.replace(from, to);
  }

  public static String join(CharSequence delimiter, CharSequence... parts) {
    return joined(delimiter.toString(), java.util.Arrays.asList(parts));
  }

  public static String join(CharSequence delimiter, Iterable<? extends CharSequence> parts) {
    return joined(delimiter.toString(), parts);
  }

  private static String joined(String delimiter, Iterable<? extends CharSequence> parts) {
    var text = new StringBuilder();
    var first = true;
    for (var part : parts) {
      if (!first) {
        append(text, delimiter);
      }
      first = false;
      append(text, valueOf(part));
    }
    Weight.once(text);
    return text.toString();
  }

  /** {@code type.desiredAssertionStatus()}: how a node was started changes nothing. */
  public static boolean desiredAssertionStatus(Class<?> type) {
    return false;
  }
}

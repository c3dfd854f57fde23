package io.supervisor.sandbox.library;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.supervisor.api.meter.Meter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hash codes that are the same on all nodes. What has none of its own has none here either. */
public final class Hashes {
  private static final int FRAME_SLOTS = 400;

  private Hashes() {}

  /** {@code value.hashCode()}. */
  public static int receiver(Object value) {
    return of(Objects.requireNonNull(value));
  }

  /** {@code super.hashCode()}, and what classes inherit that have none of their own. */
  public static int inherited(Object value) {
    throw new UnsupportedOperationException(
        "the hash code of " + Texts.nameOf(value.getClass()) + " is not the same on all nodes");
  }

  /** {@code Objects.hashCode(value)}. */
  public static int hashCode(@Nullable Object value) {
    return of(value);
  }

  /** {@code Arrays.hashCode(values)}. */
  public static int hashCode(Object @Nullable [] values) {
    return hash(values);
  }

  /** {@code Objects.hash(values)}. */
  public static int hash(Object @Nullable [] values) {
    if (values == null) {
      return 0;
    }
    Weight.of(Meter.current(), values.length, 4);
    var hash = 1;
    for (var value : values) {
      hash = 31 * hash + of(value);
    }
    return hash;
  }

  static int of(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case String text -> {
        Weight.once(text);
        yield text.hashCode();
      }
      case Enum<?> constant -> constant.name().hashCode();
      case Boolean _, Byte _, Short _, Character _, Integer _, Long _, Float _, Double _ ->
          value.hashCode();
      case Class<?> type -> type.getName().hashCode();
      case GenericDescriptor descriptor -> descriptor.getFullName().hashCode();
      case ByteString bytes -> {
        Weight.once(bytes);
        yield bytes.hashCode();
      }
      case UnknownFieldSet fields -> fields.toByteString().hashCode();
      case MessageLite message when !OwnFiles.isOfService(message) -> {
        Weight.once(message);
        yield message.toByteString().hashCode();
      }
      default -> container(value);
    };
  }

  private static int container(Object value) {
    if (OwnFiles.isOfService(value)) {
      return value.hashCode();
    }
    var meter = Meter.current();
    var before = meter.enter(FRAME_SLOTS);
    meter.steps(8);
    var hash =
        switch (value) {
          case List<?> list -> list(list, meter);
          case Set<?> set -> sum(set, meter);
          case Map<?, ?> map -> sum(map.entrySet(), meter);
          case Map.Entry<?, ?> entry -> of(entry.getKey()) ^ of(entry.getValue());
          case Optional<?> optional -> of(optional.orElse(null));
          default -> known(value);
        };
    meter.leave(before);
    return hash;
  }

  private static int list(List<?> list, Meter meter) {
    var hash = 1;
    for (var element : list) {
      meter.steps(4);
      hash = 31 * hash + of(element);
    }
    return hash;
  }

  private static int sum(Collection<?> elements, Meter meter) {
    var hash = 0;
    for (var element : elements) {
      meter.steps(4);
      hash += of(element);
    }
    return hash;
  }

  private static int known(Object value) {
    if (!Known.byValue(value)) {
      return inherited(value);
    }
    Weight.once(value);
    return value.hashCode();
  }
}

package io.supervisor.sandbox.library;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.service.Value;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Charges for going through a value once, as comparing, copying, hashing or printing does. What
 * contains values counts with all of them, as often as they occur in it: just as those operations
 * meet them. So a value whose parts are shared is charged before the library takes its time for it,
 * and one that contains itself runs out of stack here, where that is counted.
 */
public final class Weight {
  /** Comparisons that finding a key takes, at most, in what fits into a call's memory. */
  private static final int COMPARISONS = 16;

  private static final int FRAME_SLOTS = 400;

  private final Meter meter;
  private final int times;

  private Weight(Meter meter, int times) {
    this.meter = meter;
    this.times = times;
  }

  /** Charges for going through it once. */
  public static void once(@Nullable Object value) {
    if (value != null && !isSmall(value, 1)) {
      new Weight(Meter.current(), 1).charge(value);
    }
  }

  /** Charges for looking it up in, or sorting, something large. */
  public static void often(@Nullable Object value) {
    if (value != null && !isSmall(value, COMPARISONS)) {
      new Weight(Meter.current(), COMPARISONS).charge(value);
    }
  }

  /** What comes most often, and is charged in no time. */
  private static boolean isSmall(Object value, int times) {
    if (value instanceof String text) {
      units(Meter.current(), times, text.length(), 2);
    } else if (value instanceof Hash
        || value instanceof PublicKey
        || value instanceof Number && !(value instanceof BigInteger)) {
      units(Meter.current(), times, 4, 8);
    } else if (value instanceof byte[] array) {
      units(Meter.current(), times, array.length, 1);
    } else {
      return false;
    }
    return true;
  }

  /** Charges for each pair of its characters. */
  public static void square(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      var words = 1 + text.length() / 8L;
      Meter.current().steps(words * words);
    }
    once(value);
  }

  /** Charges for its elements, but not for what is in them. */
  public static void flat(@Nullable Object value) {
    var meter = Meter.current();
    switch (value) {
      case Object[] array -> of(meter, array.length, 8);
      case byte[] array -> of(meter, array.length, 1);
      case char[] array -> of(meter, array.length, 2);
      case short[] array -> of(meter, array.length, 2);
      case boolean[] array -> of(meter, array.length, 1);
      case int[] array -> of(meter, array.length, 4);
      case float[] array -> of(meter, array.length, 4);
      case long[] array -> of(meter, array.length, 8);
      case double[] array -> of(meter, array.length, 8);
      case Collection<?> collection -> of(meter, collection.size(), 8);
      case Map<?, ?> map -> of(meter, map.size(), 32);
      case null, default -> {}
    }
  }

  /** Charges for so many elements of this size. */
  static void of(Meter meter, long count, int elementBytes) {
    var size = Math.max(count, 0) * elementBytes;
    meter.steps(1 + size / 8);
    meter.bytes(16 + size);
  }

  /** Charges for a number that says how much is made. */
  public static void count(long count) {
    of(Meter.current(), Math.min(Math.max(count, 0), 1L << 40), 8);
  }

  private void charge(@Nullable Object value) {
    switch (value) {
      case null -> {}
      case String text -> units(text.length(), 2);
      case CharSequence text -> units(text.length(), 2);
      case byte[] array -> units(array.length, 1);
      case char[] array -> units(array.length, 2);
      case short[] array -> units(array.length, 2);
      case boolean[] array -> units(array.length, 1);
      case int[] array -> units(array.length, 4);
      case float[] array -> units(array.length, 4);
      case long[] array -> units(array.length, 8);
      case double[] array -> units(array.length, 8);
      case BigInteger number -> units(number.bitLength() / 8, 1);
      case ByteString bytes -> units(bytes.size(), 1);
      case MessageLite message -> message(message);
      default -> container(value);
    }
  }

  private void units(long count, int elementBytes) {
    units(meter, times, count, elementBytes);
  }

  private static void units(Meter meter, int times, long count, int elementBytes) {
    meter.steps(times * (1 + count * elementBytes / 8));
    meter.bytes(16 + count * elementBytes);
  }

  /** The size of a message that is shared within itself wraps around: negative is too much. */
  private void message(MessageLite message) {
    var size = message.getSerializedSize();
    units(size < 0 ? Integer.MAX_VALUE : size, 1);
  }

  private void container(Object value) {
    switch (value) {
      case Object[] array -> {
        units(array.length, 4);
        var before = meter.enter(FRAME_SLOTS);
        for (var element : array) {
          charge(element);
        }
        meter.leave(before);
      }
      case Collection<?> collection -> all(collection);
      case Map<?, ?> map -> {
        var before = meter.enter(FRAME_SLOTS);
        for (var entry : map.entrySet()) {
          units(1, 32);
          charge(entry.getKey());
          charge(entry.getValue());
        }
        meter.leave(before);
      }
      case Map.Entry<?, ?> entry -> {
        var before = meter.enter(FRAME_SLOTS);
        charge(entry.getKey());
        charge(entry.getValue());
        meter.leave(before);
      }
      case Optional<?> optional -> {
        var before = meter.enter(FRAME_SLOTS);
        charge(optional.orElse(null));
        meter.leave(before);
      }
      case Value.Array array -> all(array.items());
      case Value.Struct struct -> charge(struct.members());
      case Value.Text text -> charge(text.value());
      case Value.Hex hex -> charge(hex.value());
      case Value.Int number -> charge(number.value());
      default -> units(4, 8);
    }
  }

  private void all(Collection<?> collection) {
    var before = meter.enter(FRAME_SLOTS);
    units(1, 8);
    for (var element : collection) {
      units(1, 16);
      charge(element);
    }
    meter.leave(before);
  }
}

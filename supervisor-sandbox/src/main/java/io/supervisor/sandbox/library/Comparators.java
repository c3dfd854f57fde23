package io.supervisor.sandbox.library;

import io.supervisor.api.meter.Meter;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Comparators made of others: each counts as a call, so that a long chain of them is counted. */
public final class Comparators {
  private static final int FRAME_SLOTS = 400;

  private Comparators() {}

  private static <T> Comparator<T> counted(Comparator<T> comparator) {
    return (left, right) -> {
      var meter = Meter.current();
      var before = meter.enter(FRAME_SLOTS);
      meter.steps(8);
      var result = comparator.compare(left, right);
      meter.leave(before);
      return result;
    };
  }

  private static <T extends Comparable<? super T>> int natural(T left, T right) {
    if (!OwnFiles.isOfService(left)) {
      Weight.once(left);
    }
    return left.compareTo(right);
  }

  public static <T extends Comparable<? super T>> Comparator<T> naturalOrder() {
    return counted(Comparators::natural);
  }

  public static <T extends Comparable<? super T>> Comparator<T> reverseOrder() {
    return counted((left, right) -> natural(right, left));
  }

  public static <T> Comparator<T> reversed(Comparator<T> comparator) {
    return counted((left, right) -> comparator.compare(right, left));
  }

  public static <T, U extends Comparable<? super U>> Comparator<T> comparing(
      Function<? super T, ? extends U> key) {
    return counted((left, right) -> Comparators.<U>natural(key.apply(left), key.apply(right)));
  }

  public static <T, U> Comparator<T> comparing(
      Function<? super T, ? extends U> key, Comparator<? super U> order) {
    return counted((left, right) -> order.compare(key.apply(left), key.apply(right)));
  }

  public static <T> Comparator<T> comparingInt(ToIntFunction<? super T> key) {
    return counted((left, right) -> Integer.compare(key.applyAsInt(left), key.applyAsInt(right)));
  }

  public static <T> Comparator<T> comparingLong(ToLongFunction<? super T> key) {
    return counted((left, right) -> Long.compare(key.applyAsLong(left), key.applyAsLong(right)));
  }

  public static <T> Comparator<T> thenComparing(Comparator<T> first, Comparator<? super T> second) {
    return counted((left, right) -> {
      var result = first.compare(left, right);
      return result != 0 ? result : second.compare(left, right);
    });
  }

  public static <T, U extends Comparable<? super U>> Comparator<T> thenComparing(
      Comparator<T> first, Function<? super T, ? extends U> key) {
    return thenComparing(first, comparing(key));
  }

  public static <T> Comparator<T> thenComparingInt(
      Comparator<T> first, ToIntFunction<? super T> key) {
    return thenComparing(first, comparingInt(key));
  }

  public static <T> Comparator<T> thenComparingLong(
      Comparator<T> first, ToLongFunction<? super T> key) {
    return thenComparing(first, comparingLong(key));
  }
}

package io.supervisor.sandbox.library;

import io.supervisor.api.meter.Meter;
import org.jspecify.annotations.Nullable;

/** What records inherit, from an array of their components. */
public final class Records {
  private Records() {}

  public static int hash(Object[] components) {
    var hash = 0;
    for (var component : components) {
      Meter.current().steps(4);
      hash = 31 * hash + Hashes.of(component);
    }
    return hash;
  }

  public static boolean equal(Object[] left, Object[] right) {
    for (var i = 0; i < left.length; i++) {
      if (!equal(left[i], right[i])) {
        return false;
      }
    }
    return true;
  }

  static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left == right) {
      return true;
    }
    if (left == null || right == null) {
      return false;
    }
    Weight.once(left);
    return left.equals(right);
  }

  /**
   * As the library prints records.
   *
   * @param names of the components, joined by semicolons
   */
  public static String text(Object[] components, String name, String names) {
    var text = new StringBuilder(name).append('[');
    var each = names.split(";", -1);
    for (var i = 0; i < components.length; i++) {
      var part = Texts.valueOf(components[i]);
      Weight.once(part);
      text.append(i == 0 ? "" : ", ").append(each[i]).append('=').append(part);
    }
    Weight.once(text);
    return text.append(']').toString();
  }
}

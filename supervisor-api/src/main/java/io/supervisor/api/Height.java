package io.supervisor.api;

/**
 * Number of a block. Genesis is 0.
 *
 * @param value unsigned in the protocol; this implementation refuses values above 2^63-1
 */
public record Height(long value) implements Comparable<Height> {
  public static final Height GENESIS = new Height(0);

  public Height {
    if (value < 0) {
      throw new IllegalArgumentException(
          "height: got " + Long.toUnsignedString(value) + ", want < 2^63");
    }
  }

  public Height next() {
    return new Height(value + 1);
  }

  /** Requires a height above genesis. */
  public Height previous() {
    return new Height(value - 1);
  }

  @Override
  public int compareTo(Height other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}

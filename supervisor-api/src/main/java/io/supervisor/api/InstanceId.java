package io.supervisor.api;

/**
 * Number of a service instance, unique for ever.
 *
 * @param value an unsigned 32-bit number
 */
public record InstanceId(int value) implements Comparable<InstanceId> {
  /** The only instance that may change artifacts, instances and the consensus configuration. */
  public static final InstanceId SUPERVISOR = new InstanceId(0);

  /** As a number from 0 to 2^32-1. */
  public long toLong() {
    return Integer.toUnsignedLong(value);
  }

  @Override
  public int compareTo(InstanceId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}

package io.supervisor.api;

/**
 * Position of a validator in the list of validator keys of the consensus configuration.
 *
 * @param value 0 to 65,535
 */
public record ValidatorId(int value) implements Comparable<ValidatorId> {
  public ValidatorId {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException("validator id: got " + value + ", want 0 to 65535");
    }
  }

  @Override
  public int compareTo(ValidatorId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}

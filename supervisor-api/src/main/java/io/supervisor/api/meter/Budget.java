package io.supervisor.api.meter;

/**
 * Limits of one call.
 *
 * @param steps instructions, and what library calls count as
 * @param bytes allocated in all, whether still in use or not
 * @param slots of stack in use at once, of 8 bytes each
 * @param written bytes of keys and values given to indexes
 */
public record Budget(long steps, long bytes, int slots, long written) {
  /** For code of the framework itself. What it calls has a budget of its own. */
  public static final Budget UNLIMITED =
      new Budget(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, Integer.MAX_VALUE, Long.MAX_VALUE / 2);

  public Budget {
    if (steps < 0 || bytes < 0 || slots < 0 || written < 0) {
      throw new IllegalArgumentException(
          "budget: got " + steps + ", " + bytes + ", " + slots + ", " + written);
    }
  }
}

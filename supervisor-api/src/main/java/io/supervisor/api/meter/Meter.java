package io.supervisor.api.meter;

import org.jspecify.annotations.Nullable;

/**
 * Counts what an outermost call uses up, with all calls inside of it. There is one for each thread
 * that runs code of services, and it is used by that thread alone.
 *
 * <p>Life: {@link #open} when the outermost call begins, charges, {@link Scope#close} when it ends.
 * Once a budget is exhausted, each further charge throws {@link BudgetExhausted}, so that no
 * handler of the service gets anywhere.
 *
 * <p>The numbers follow from the code and its data alone: not from time, heap, compilers or what
 * ran before.
 */
public final class Meter {
  private static final ThreadLocal<@Nullable Meter> CURRENT = new ThreadLocal<>();

  private final Budget budget;
  private long steps;
  private long bytes;
  private long written;
  private int slots;
  private @Nullable BudgetExhausted exhausted;

  private Meter(Budget budget) {
    this.budget = budget;
    this.steps = budget.steps();
    this.bytes = budget.bytes();
    this.written = budget.written();
    this.slots = budget.slots();
  }

  /** An open meter, until it is closed. */
  public static final class Scope implements AutoCloseable {
    private final Meter meter;
    private final @Nullable Meter before;

    private Scope(Meter meter, @Nullable Meter before) {
      this.meter = meter;
      this.before = before;
    }

    public Meter meter() {
      return meter;
    }

    @Override
    public void close() {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /**
   * Begins a call on this thread. Inside of another call nothing begins, and that one pays, unless
   * it is {@link Budget#UNLIMITED}.
   */
  public static Scope open(Budget budget) {
    var open = CURRENT.get();
    if (open != null && open.budget != Budget.UNLIMITED) {
      return new Scope(open, open);
    }
    var meter = new Meter(budget);
    CURRENT.set(meter);
    return new Scope(meter, open);
  }

  /**
   * That of this thread.
   *
   * @throws IllegalStateException if code of a service runs outside of any call
   */
  public static Meter current() {
    var meter = CURRENT.get();
    if (meter == null) {
      throw new IllegalStateException("code of a service runs outside of a call");
    }
    return meter;
  }

  /** Charges the reading of a record; nothing outside of a call. */
  public static void read(long recordBytes) {
    var meter = CURRENT.get();
    if (meter != null) {
      meter.steps(100 + recordBytes / 8);
      meter.bytes(64 + recordBytes);
    }
  }

  /** Charges the writing of a record; nothing outside of a call. */
  public static void write(long recordBytes) {
    var meter = CURRENT.get();
    if (meter != null) {
      meter.steps(200 + recordBytes / 8);
      meter.bytes(128 + recordBytes);
      meter.written -= recordBytes;
      if (meter.written < 0) {
        throw meter.exhaust("more than " + meter.budget.written() + " bytes written");
      }
    }
  }

  /** Charges steps. Requires {@code 0 <= count}. */
  public void steps(long count) {
    steps -= count;
    if (steps < 0) {
      throw exhaust("more than " + budget.steps() + " steps");
    }
  }

  /** Charges memory. Requires {@code 0 <= count}. */
  public void bytes(long count) {
    bytes -= count;
    if (bytes < 0) {
      throw exhaust("more than " + budget.bytes() + " bytes allocated");
    }
  }

  /** Charges what a piece of code without branches costs at least. */
  public void block(int steps, int bytes) {
    steps(steps);
    bytes(bytes);
  }

  /** Charges the memory of an array; a negative length is the machine's business. */
  public static void array(int length, Meter meter, int elementBytes) {
    var size = (long) Math.max(length, 0) * elementBytes;
    meter.bytes(16 + size);
    meter.steps(size / 64);
  }

  /** Product of lengths, at most the largest there is. Requires {@code 0 <= product}. */
  public static long times(long product, int length) {
    var factor = Math.max(length, 1);
    return product > Long.MAX_VALUE / 64 / factor ? Long.MAX_VALUE / 64 : product * factor;
  }

  /** Charges the memory of arrays of arrays: the product of their lengths. */
  public static void arrays(long product, Meter meter) {
    meter.bytes(24 * product);
    meter.steps(product);
  }

  /**
   * A method begins.
   *
   * @param slots of its frame
   * @return what {@link #leave} wants
   */
  public int enter(int slots) {
    var before = this.slots;
    this.slots = before - slots;
    if (this.slots < 0) {
      throw exhaust("calls nested deeper than " + budget.slots() + " slots of stack");
    }
    return before;
  }

  /** A method returns; those that it called and that threw end with it. */
  public void leave(int before) {
    slots = before;
  }

  /** A method catches something. What tells that the machine itself gave up is not for services. */
  public void caught(int before, int slots, int steps) {
    this.slots = before - slots;
    steps(steps);
  }

  /** Passes on what no service may catch. */
  public static void passing(Throwable thrown) {
    if (thrown instanceof VirtualMachineError error) {
      throw error;
    }
  }

  /** The budget that is exhausted, if one is: whatever the call came to, it has failed. */
  public @Nullable BudgetExhausted exhausted() {
    return exhausted;
  }

  public long stepsUsed() {
    return budget.steps() - steps;
  }

  public long bytesUsed() {
    return budget.bytes() - bytes;
  }

  public long bytesWritten() {
    return budget.written() - written;
  }

  /** From here on every charge throws. */
  private BudgetExhausted exhaust(String what) {
    if (exhausted == null) {
      exhausted = new BudgetExhausted("the budget of the call is exhausted: " + what);
    }
    steps = Long.MIN_VALUE / 2;
    return exhausted;
  }
}

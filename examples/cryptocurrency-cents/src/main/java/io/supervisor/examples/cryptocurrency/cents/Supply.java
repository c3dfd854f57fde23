package io.supervisor.examples.cryptocurrency.cents;

import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofEntryIndex;
import io.supervisor.examples.cryptocurrency.CryptocurrencyError;

/** The cents of all wallets together: an entry that is part of the state hash. */
final class Supply {
  static final String INDEX = "supply";

  private final ProofEntryIndex<Long> entry;

  Supply(Access access) {
    this.entry = access.proofEntry(INDEX, Codecs.u64());
  }

  /** Begins with nothing, unless there is a supply. */
  void open() {
    add(0);
  }

  /** Unsigned. */
  long cents() {
    return entry.get().orElse(0L);
  }

  /**
   * Counts what is created.
   *
   * @param cents unsigned
   * @throws io.supervisor.api.CallException with code 5, if there would be 2^64 cents or more
   */
  void add(long cents) {
    var sum = cents() + cents;
    if (Long.compareUnsigned(sum, cents) < 0) {
      throw CryptocurrencyError.BALANCE_OVERFLOW.exception("The supply would exceed 2^64-1 cents.");
    }
    entry.set(sum);
  }
}

package io.supervisor.core.rules;

import io.supervisor.api.meter.Budget;
import java.util.Optional;

/**
 * A numbered set of rules for whatever decides over replicated state. A network's number stands in
 * {@code core.rules} of its state (absent = 1) and is raised by a proposal.
 *
 * <p>Each difference is one question here; callers ask it, nobody compares numbers. A new version
 * adds a constant and answers all questions again.
 */
public enum Rules {
  /** Release 1.0.0 of the original, to the byte: what recorded chains replay under. */
  ORIGINAL(1),
  /** Ours: the weaknesses of the original fixed where that changes what is stored or decided. */
  REVISED(2);

  /** What new networks follow. */
  public static final Rules DEFAULT = REVISED;

  /**
   * Ten million steps take a node about a tenth of a second, and several times that before its code
   * is compiled. The example services need less than one in a hundred of it.
   */
  private static final Budget CALL = new Budget(10_000_000, 64L << 20, 512 << 10, 8L << 20);

  /** A step may write four times as much, and take ten times as long: it runs beside the blocks. */
  private static final Budget MIGRATION_STEP =
      new Budget(100_000_000, 512L << 20, 512 << 10, 32L << 20);

  private final int number;

  Rules(int number) {
    this.number = number;
  }

  /** The rules of this number; empty if this software does not know them. */
  public static Optional<Rules> of(int number) {
    for (var rules : values()) {
      if (rules.number == number) {
        return Optional.of(rules);
      }
    }
    return Optional.empty();
  }

  /** The number in the state and in proposals. */
  public int number() {
    return number;
  }

  /** The rules that a proposal may raise these to; empty if this software knows none. */
  public Optional<Rules> next() {
    return of(number + 1);
  }

  /**
   * Whether Q(n) = floor(2n/3)+1 equal reports of validators decide a deployment or a migration,
   * and it fails as soon as they cannot be reached any more. Otherwise all validators have to
   * report success, and one failure fails it (weakness 10).
   */
  public boolean quorumOfReportsDecides() {
    return revised();
  }

  /**
   * Whether requests and votes count only while their author is a validator, and reports are
   * counted again when the set of validators has changed. Otherwise requests and votes count for
   * ever, and reports are counted only when one arrives (weakness 6).
   */
  public boolean onlyCurrentValidatorsCount() {
    return revised();
  }

  /**
   * Whether a request is evaluated once and decided once: surplus requests and late reports change
   * nothing, and what is decided is no longer pending. Otherwise surplus requests evaluate it
   * again, and late reports may overturn it (weaknesses 1, 2, 5).
   */
  public boolean decisionsAreFinal() {
    return revised();
  }

  /**
   * Whether proposals are refused that would leave the network without administration: that stop or
   * freeze the supervisor, or hand the quorum to newcomers; and whether only the supervisor itself
   * may apply a configuration to it (weaknesses 7, 8).
   */
  public boolean administrationIsProtected() {
    return revised();
  }

  /** Whether requests to deploy on a runtime that nobody has are refused (weakness 20). */
  public boolean requestsNameKnownRuntimes() {
    return revised();
  }

  /**
   * Whether an instance that cannot be added is refused before its constructor runs. Otherwise the
   * constructor runs first, so that its error is the one that counts (lifecycle.md section 16).
   */
  public boolean instancesAreCheckedBeforeConstruction() {
    return revised();
  }

  /**
   * Whether an artifact is an upgrade only of one of the same runtime. Otherwise names and versions
   * alone are compared (lifecycle.md section 16).
   */
  public boolean upgradesStayInTheirRuntime() {
    return revised();
  }

  /**
   * What a transaction, a hook or a constructor may use up, with all calls inside of it. The same
   * under all rules so far: no recorded chain comes near it.
   */
  public Budget callBudget() {
    return CALL;
  }

  /** What a step of a migration script may use up. */
  public Budget migrationStepBudget() {
    return MIGRATION_STEP;
  }

  /**
   * Whether one request for a migration runs all scripts up to the target and leaves the instance
   * with the target as its artifact. Otherwise one script runs, and the artifact stays the old one
   * until a fast-forward (weakness 18).
   */
  public boolean migrationsReachTheirTarget() {
    return revised();
  }

  /**
   * Whether a frozen instance is frozen again after a migration or its rollback. Otherwise it is
   * stopped (lifecycle.md section 16).
   */
  public boolean frozenStaysFrozen() {
    return revised();
  }

  /** Whether administrators can vote to abort a migration that is under way (weakness 11). */
  public boolean migrationsCanBeAborted() {
    return revised();
  }

  private boolean revised() {
    return this != ORIGINAL;
  }
}

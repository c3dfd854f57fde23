package io.supervisor.api.service;

/**
 * Brings the data of an instance from one version to the next, in steps.
 *
 * <p>Every node runs the script by itself, in the background, while the chain goes on; then the
 * validators compare hashes of what came out. So all that a script does has to follow from the old
 * data: no clock, no random numbers, no state kept in fields from one step to the next.
 *
 * <p>What a step wrote is kept together with its cursors. A node that is killed goes on with the
 * step after the last that was kept, in an object made anew; a step that was cut off has left
 * nothing. Whatever a step throws fails the migration on this node, and the text of it is what the
 * node reports to the others. Source: lifecycle.md section 6.
 */
@FunctionalInterface
public interface MigrationScript {
  /** What a step has come to. */
  enum Step {
    /** There is more to do: the next step follows. */
    MORE,
    /** The new data are complete. */
    DONE
  }

  /**
   * Does a part of the work, small enough that a node can stop after it: some thousands of entries.
   * What it writes may have 16 MiB at most.
   */
  Step step(MigrationContext context);
}

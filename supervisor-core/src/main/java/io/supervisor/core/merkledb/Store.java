package io.supervisor.core.merkledb;

/**
 * Keeps the state. One thread applies patches; snapshots may be taken and read by any thread.
 *
 * <p>Whether a patch survives a crash is for the implementation to say; the journal redoes those
 * that did not.
 */
public interface Store {
  /** The records as they are now: later patches do not change it. Cheap. */
  KeyValueView snapshot();

  /** Makes all changes visible at once to later snapshots. */
  void apply(Patch patch);
}

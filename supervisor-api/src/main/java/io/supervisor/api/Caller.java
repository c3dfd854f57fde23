package io.supervisor.api;

/** On whose behalf a call runs. Source: wire.md section 2.9, lifecycle.md section 8. */
public sealed interface Caller {
  /** A signed transaction. */
  record Transaction(PublicKey author) implements Caller {}

  /** Another service. */
  record Service(InstanceId id) implements Caller {}

  /** The blockchain itself: hooks and genesis. */
  record Blockchain() implements Caller {}
}

package io.supervisor.core.time;

import java.time.Instant;

/**
 * Clock of this node: a port, since the core has none. What it says reaches the chain in a
 * transaction only, so that nodes need not agree.
 */
@FunctionalInterface
public interface NodeClock {
  Instant now();
}

package io.supervisor.server.command;

import io.supervisor.server.observe.EventLog;
import java.util.List;
import sun.misc.Signal;

/**
 * Signals that mean nothing to a node, and would end it all the same: SIGHUP, which comes when a
 * terminal is closed or log files are rotated, and those that are there for whoever wants one.
 * SIGTERM and SIGINT stop it, SIGQUIT has the JVM write what all threads do.
 */
final class NodeSignals {
  private static final List<String> MEANINGLESS = List.of("HUP", "USR1");

  private NodeSignals() {}

  /** From now on they are logged, and nothing else. */
  static void outlive(EventLog log) {
    for (var name : MEANINGLESS) {
      try {
        Signal.handle(new Signal(name), signal -> log.signalIgnored("SIG" + signal.getName()));
      } catch (IllegalArgumentException e) {
        // Not a signal of this system, or one that its JVM keeps for itself: then it ends nobody.
        log.signalKept("SIG" + name, String.valueOf(e.getMessage()));
      }
    }
  }
}

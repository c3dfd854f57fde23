package io.supervisor.server.command;

import io.supervisor.server.observe.EventLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Signals that mean nothing to a node, and would end it all the same: SIGHUP, which comes when a
 * terminal is closed or log files are rotated, and those that are there for whoever wants one.
 * SIGTERM and SIGINT stop it, SIGQUIT has the JVM write what all threads do.
 *
 * <p>The JDK has no other way to handle signals than {@code sun.misc.Signal}, of module
 * jdk.unsupported; by reflection, because the compiler warns of its use in a way that cannot be
 * answered.
 */
final class NodeSignals {
  private static final List<String> MEANINGLESS = List.of("HUP", "USR1");

  private NodeSignals() {}

  /** From now on they are logged, and nothing else. */
  static void outlive(EventLog log) {
    for (var name : MEANINGLESS) {
      try {
        handle(name, () -> log.signalIgnored("SIG" + name));
      } catch (ReflectiveOperationException e) {
        // Not a signal of this system, or one that its JVM keeps for itself: then it ends nobody.
        var cause =
            e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        log.signalKept("SIG" + name, String.valueOf(cause.getMessage()));
      }
    }
  }

  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    var signal = Class.forName("sun.misc.Signal");
    var handler = Class.forName("sun.misc.SignalHandler");
    var proxy =
        Proxy.newProxyInstance(
            Objects.requireNonNull(NodeSignals.class.getClassLoader()),
            new Class<?>[] {handler},
            (self, method, arguments) -> answer(self, method.getName(), arguments, action));
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }

  /** The handler's one method, and those that every object has. */
  private static @Nullable Object answer(
      Object self, String method, @Nullable Object @Nullable [] arguments, Runnable action) {
    switch (method) {
      case "handle" -> {
        action.run();
        return null;
      }
      case "equals" -> {
        return arguments != null && self == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(self);
      }
      default -> {
        return "handler of signals that mean nothing";
      }
    }
  }
}

package io.supervisor.sandbox;

import io.supervisor.api.meter.Budget;
import io.supervisor.api.meter.Meter;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Brings the classes of a service to the state that they stay in, before the first call: all linked
 * and initialised, in the order of their names. What a call costs then does not depend on which
 * calls came before it on this node.
 */
public final class Preparation {
  /** Of all static initialisers of a service together. */
  public static final Budget BUDGET = new Budget(100_000_000, 512L << 20, 512 << 10, 0);

  private Preparation() {}

  /**
   * Runs the static initialisers, on this thread.
   *
   * @param names of the classes that {@link Sandbox} allowed
   * @return what is wrong with what they left behind; empty if nothing is
   * @throws LinkageError if a class does not fit what it refers to, or an initialiser throws
   * @throws io.supervisor.api.meter.BudgetExhausted if they do not come to an end
   */
  public static List<String> prepare(ClassLoader classes, Collection<String> names) {
    var all = new ArrayList<Class<?>>();
    for (var name : names) {
      var type = load(classes, name, false);
      var _ = type.getDeclaredMethods(); // links, and so verifies, it
      all.add(type);
    }
    try (var scope = Meter.open(BUDGET)) {
      all.forEach(type -> load(classes, type.getName(), true));
      var survivors = new Survivors(classes);
      for (var type : all) {
        var _ = type.getEnumConstants(); // kept by the machine once it was asked for
        statics(type, survivors);
      }
      var exhausted = scope.meter().exhausted();
      if (exhausted != null) {
        throw exhausted;
      }
      return survivors.problems();
    }
  }

  private static Class<?> load(ClassLoader classes, String name, boolean initialise) {
    try {
      return Class.forName(name, initialise, classes);
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(name);
    }
  }

  private static void statics(Class<?> type, Survivors survivors) {
    for (var field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        survivors.field(field, null, type.getName() + "." + field.getName());
      }
    }
  }
}

package io.supervisor.sandbox;

import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Where a call leads: into the service, or out of it, and then by which rule. */
final class Resolution {
  private final Universe universe;
  private final AllowList allowed;

  /** Where a call leads. */
  sealed interface Found {
    /** To code of the service, which is counted by itself. */
    record Inside() implements Found {}

    /** Out of the service, as allowed. */
    record Outside(Rule rule) implements Found {}

    /** Nowhere that is allowed. */
    record Nowhere() implements Found {}
  }

  /** What was asked before. */
  private record Wanted(String owner, String name, MethodTypeDesc type) {}

  private final Map<Wanted, Found> found = new HashMap<>();

  Resolution(Universe universe, AllowList allowed) {
    this.universe = universe;
    this.allowed = allowed;
  }

  Found method(String owner, String name, MethodTypeDesc type) {
    return found.computeIfAbsent(new Wanted(owner, name, type), this::find);
  }

  private Found find(Wanted wanted) {
    var owner = wanted.owner();
    var name = wanted.name();
    var type = wanted.type();
    var seen = new HashSet<String>();
    var queue = new ArrayDeque<String>(List.of(owner));
    var outside = new java.util.LinkedHashSet<String>();
    while (!queue.isEmpty()) {
      var next = queue.remove();
      if (!seen.add(next)) {
        continue;
      }
      var model = universe.own(next);
      if (model.isEmpty()) {
        outside.add(next);
        continue;
      }
      if (model.get().methods().stream()
          .anyMatch(method ->
              method.methodName().equalsString(name) && method.methodTypeSymbol().equals(type))) {
        return new Found.Inside();
      }
      if (name.equals("<init>")) {
        return new Found.Nowhere();
      }
      queue.addAll(Universe.above(model.get()));
    }
    for (var name2 : outside) {
      var rule = universe.outside(name2).flatMap(above -> allowed.method(above, name, type));
      if (rule.isPresent()) {
        return new Found.Outside(rule.get());
      }
    }
    return new Found.Nowhere();
  }

  /** Whether a class of the service itself has a field. */
  boolean isDeclared(String owner, String name) {
    return universe
        .own(owner)
        .filter(model ->
            model.fields().stream().anyMatch(field -> field.fieldName().equalsString(name)))
        .isPresent();
  }

  /** Whether a field that is reached through a class is one of the service's own. */
  boolean isOwnField(String owner, String name) {
    return reach(owner, above -> isDeclared(above, name));
  }

  /** Whether a field that is reached through a class may be used. */
  boolean isAllowedField(String owner, String name) {
    return isOwnField(owner, name)
        || reach(
            owner,
            above ->
                !universe.isOwn(above)
                    && universe.outside(above).filter(type -> allowsField(type, name)).isPresent());
  }

  private boolean allowsField(Class<?> type, String name) {
    for (var above = type; above != null; above = above.getSuperclass()) {
      if (allowed.find(above.getName()).filter(found -> found.allowsField(name)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a class, or one above it up to the first that is not the service's, is such a one. */
  private boolean reach(String name, Predicate<String> wanted) {
    var seen = new HashSet<String>();
    var queue = new ArrayDeque<String>(List.of(name));
    while (!queue.isEmpty()) {
      var next = queue.remove();
      if (seen.add(next)) {
        if (wanted.test(next)) {
          return true;
        }
        universe.own(next).map(Universe::above).ifPresent(queue::addAll);
      }
    }
    return false;
  }

  /** Whether a class may be mentioned. */
  boolean isKnown(String name) {
    return universe.isOwn(name) || allowed.find(name).isPresent();
  }

  /** Whether a service may extend or implement a class. */
  boolean isOpen(String name) {
    return universe.isOwn(name) || allowed.find(name).filter(AllowedClass::isOpen).isPresent();
  }

  Optional<AllowedClass> outside(String name) {
    return universe.isOwn(name) ? Optional.empty() : allowed.find(name);
  }
}

package io.supervisor.sandbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the allow-list says of a class, or of the classes of a package. */
final class AllowedClass {
  private final boolean open;
  private final String replacement;
  private final Map<String, Rule> methods = new HashMap<>();
  private final Set<String> fields = new HashSet<>();

  AllowedClass(boolean open, String replacement) {
    this.open = open;
    this.replacement = replacement;
  }

  /** Whether services may extend or implement it. */
  boolean isOpen() {
    return open;
  }

  /** Simple name of the class of the library that is made in its place; empty for none. */
  String replacement() {
    return replacement;
  }

  void method(String text, Rule rule) {
    if (methods.put(text, rule) != null) {
      throw new IllegalArgumentException(text + " is there twice");
    }
  }

  void field(String name) {
    fields.add(name);
  }

  boolean allowsField(String name) {
    return fields.contains(name) || fields.contains("*");
  }

  /**
   * The rule of a method: that of its signature before that of its name before that of all.
   *
   * @param signature such as {@code repeat(int)}
   */
  Optional<Rule> method(String name, String signature) {
    var rule = methods.get(signature);
    if (rule == null) {
      rule = methods.get(name);
    }
    return Optional.ofNullable(rule == null ? methods.get("*") : rule);
  }
}

package io.supervisor.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What code of services may use: the text of {@code allowed-1.txt}, which explains itself. */
final class AllowList {
  /** Raised whenever a service may be judged, or counted, otherwise than before. */
  static final int VERSION = 1;

  private final Map<String, AllowedClass> classes = new HashMap<>();

  private AllowList() {}

  /** The one of this version. */
  static AllowList load() {
    return parse(text());
  }

  static String text() {
    var name = "allowed-" + VERSION + ".txt";
    try (var in = Objects.requireNonNull(AllowList.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AllowList parse(String text) {
    var list = new AllowList();
    var lines = text.lines().toList();
    if (!lines.getFirst().equals("sandbox version " + VERSION)) {
      throw new IllegalArgumentException("line 1: got \"" + lines.getFirst() + "\"");
    }
    AllowedClass current = null;
    for (var number = 2; number <= lines.size(); number++) {
      var line = lines.get(number - 1);
      try {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (!line.startsWith(" ")) {
          current = list.begin(line.split(" +"));
        } else {
          item(Objects.requireNonNull(current, "no class"), line.strip().split(" +"));
        }
      } catch (IllegalArgumentException | NullPointerException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return list;
  }

  private AllowedClass begin(String[] words) {
    var replaced = words.length == 4 && words[1].equals("replaced") && words[2].equals("by");
    var open = words.length == 2 && words[1].equals("open");
    if (words.length > 1 && !replaced && !open) {
      throw new IllegalArgumentException("want a class, then \"open\" or \"replaced by\"");
    }
    var allowed = new AllowedClass(open, replaced ? words[3] : "");
    if (classes.put(words[0], allowed) != null) {
      throw new IllegalArgumentException(words[0] + " is there twice");
    }
    return allowed;
  }

  private static void item(AllowedClass to, String[] words) {
    var begin = 1;
    switch (words[0]) {
      case "fields" -> {
        for (var word : List.of(words).subList(1, words.length)) {
          to.field(word);
        }
        return;
      }
      case "own" -> begin = 2;
      default -> {}
    }
    var rule =
        switch (words[0]) {
          case "never" -> Rule.NEVER;
          case "own" -> new Rule(Cost.OWN, words[1]);
          default -> new Rule(Cost.of(words[0]), "");
        };
    for (var word : List.of(words).subList(begin, words.length)) {
      to.method(word, rule);
    }
  }

  /** By the name that {@link Class#getName} gives. */
  Optional<AllowedClass> find(String className) {
    var exact = classes.get(className);
    if (exact != null) {
      return Optional.of(exact);
    }
    return Optional.ofNullable(
        classes.get(className.substring(0, className.lastIndexOf('.') + 1) + "*"));
  }

  /**
   * The rule of a method that calls through this class reach: its own, or that of the nearest class
   * above it, then of its interfaces. Empty if it is not allowed.
   */
  Optional<Rule> method(Class<?> type, String name, MethodTypeDesc descriptor) {
    var wanted = name.equals("<init>") ? "new" : name;
    var signature = signature(wanted, descriptor);
    var seen = new HashSet<Class<?>>();
    var queue = new ArrayDeque<Class<?>>();
    queue.add(type);
    while (!queue.isEmpty()) {
      var next = queue.remove();
      if (!seen.add(next)) {
        continue;
      }
      var rule = find(next.getName()).flatMap(allowed -> allowed.method(wanted, signature));
      if (rule.isPresent()) {
        return rule.filter(found -> !found.isNever());
      }
      if (wanted.equals("new")) {
        break;
      }
      if (next.getSuperclass() != null) {
        queue.addFirst(next.getSuperclass());
      }
      queue.addAll(List.of(next.getInterfaces()));
    }
    return Optional.empty();
  }

  /** As {@code repeat(int)}. */
  static String signature(String name, MethodTypeDesc descriptor) {
    return descriptor.parameterList().stream()
        .map(AllowList::typeName)
        .collect(Collectors.joining(",", name + "(", ")"));
  }

  /** As authors write it, with the package. */
  static String typeName(ClassDesc type) {
    if (type.isArray()) {
      return typeName(type.componentType()) + "[]";
    }
    if (TypeKind.from(type) != TypeKind.REFERENCE) {
      return type.displayName();
    }
    var descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }
}

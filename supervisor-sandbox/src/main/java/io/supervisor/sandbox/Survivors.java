package io.supervisor.sandbox;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Value;
import io.supervisor.sandbox.library.OwnFiles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what outlives a call: static fields and the objects of the service, with all that can be
 * reached from them. Nothing of it may be changeable, or a node that was started again would go on
 * with other values than the rest.
 *
 * <p>Arrays in static fields are the exception: code gets a copy whenever it reads one. Messages
 * are taken as they are, with what they compute once and keep computed now.
 */
public final class Survivors {
  private static final int PROBLEMS_MAX = 20;

  /** Whose objects do not change, or nobody outside can change them. */
  private static final List<String> STEADY =
      List.of(
          "com.google.protobuf.",
          "io.supervisor.api.",
          "io.supervisor.wire.",
          "java.lang.",
          "java.math.",
          "java.nio.charset.",
          "java.time.");

  private static final List<String> STEADY_COLLECTIONS =
      List.of(
          "java.util.Collections$Copies",
          "java.util.Collections$Empty",
          "java.util.Collections$Singleton",
          "java.util.Collections$Unmodifiable",
          "java.util.ImmutableCollections$",
          "java.util.KeyValueHolder");

  private static final Set<String> STEADY_CLASSES =
      Set.of(
          "java.util.HexFormat",
          "java.util.Locale",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.UUID");

  private final ClassLoader classes;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Reached> queue = new ArrayDeque<>();
  private final List<String> problems = new ArrayList<>();

  /** An object, and by which way. */
  private record Reached(Object object, String path) {}

  /**
   * @param classes of the service
   */
  Survivors(ClassLoader classes) {
    this.classes = classes;
  }

  /**
   * What is wrong with what an object keeps.
   *
   * @param classes of the service
   * @param path how to call the object
   */
  public static List<String> of(ClassLoader classes, Object object, String path) {
    var survivors = new Survivors(classes);
    survivors.object(object, path);
    return survivors.problems();
  }

  /** A line each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * Looks at an object and all that can be reached from it.
   *
   * @param path how to call it
   */
  void object(@Nullable Object object, String path) {
    add(object, path);
    drain();
  }

  void field(Field field, @Nullable Object of, String path) {
    var value = read(field, of);
    if (value instanceof Object[] array) {
      Collections.addAll(queue, reached(array, path));
    } else if (value != null && !value.getClass().isArray()) {
      add(value, path);
    }
    drain();
  }

  private static Reached[] reached(Object[] elements, String path) {
    var all = new ArrayList<Reached>();
    for (var element : elements) {
      if (element != null) {
        all.add(new Reached(element, path + "[]"));
      }
    }
    return all.toArray(Reached[]::new);
  }

  private void add(@Nullable Object object, String path) {
    if (object != null) {
      queue.add(new Reached(object, path));
    }
  }

  private void drain() {
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      if (problems.size() < PROBLEMS_MAX && seen.add(next.object())) {
        look(next.object(), next.path());
      }
    }
  }

  private void problem(String path, String what) {
    problems.add(path + " " + what);
  }

  private void look(Object object, String path) {
    switch (object) {
      case Optional<?> optional -> add(optional.orElse(null), path);
      case Method<?> method -> {
        add(method.reader(), path + ".reader");
        add(method.handler(), path + ".handler");
      }
      case Read read -> add(read.handler(), path + ".handler");
      case Value.Hex _ -> problem(path, "holds bytes, which can be changed");
      case MessageLite.Builder _ -> problem(path, "is a builder, which can be changed");
      case Message message -> settle(message);
      default -> other(object, path);
    }
  }

  /** Has a message compute what it would keep from the first call on. */
  private static void settle(Message message) {
    var _ = message.isInitialized();
    var _ = message.getSerializedSize();
    var _ = message.getAllFields();
    if (OwnFiles.isOfService(message)) {
      var _ = message.hashCode();
    }
  }

  private void other(Object object, String path) {
    var type = object.getClass();
    var name = type.getName();
    if (type.isArray()) {
      problem(path, "is an array, which can be changed: only static fields may hold one");
    } else if (type.getClassLoader() == classes) {
      fields(object, path);
    } else if (type.isHidden()) {
      fields(object, path);
    } else if (STEADY_COLLECTIONS.stream().anyMatch(name::startsWith)) {
      elements(object, path);
    } else if (STEADY.stream().noneMatch(name::startsWith) && !STEADY_CLASSES.contains(name)
        || object instanceof StringBuilder) {
      problem(path, "is a " + name + ", which can be changed");
    }
  }

  private void elements(Object object, String path) {
    switch (object) {
      case Collection<?> collection -> collection.forEach(element -> add(element, path + "[]"));
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            add(key, path + "[]");
            add(value, path + "[]");
          });
      case Map.Entry<?, ?> entry -> {
        add(entry.getKey(), path);
        add(entry.getValue(), path);
      }
      default -> {}
    }
  }

  private void fields(Object object, String path) {
    for (Class<?> type = object.getClass();
        type != null && (type.getClassLoader() == classes || type.isHidden());
        type = type.getSuperclass()) {
      for (var field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        if (!Modifier.isFinal(field.getModifiers())) {
          problem(
              path,
              "is a " + type.getName() + ", whose field " + field.getName() + " is not final");
        }
        add(read(field, object), path + "." + field.getName());
      }
    }
    if (object instanceof Throwable) {
      problem(path, "is an exception, which can be changed");
    }
  }

  private static @Nullable Object read(Field field, @Nullable Object of) {
    if (field.getType().isPrimitive()) {
      return null;
    }
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a field of a service that was made accessible", e);
    }
  }
}

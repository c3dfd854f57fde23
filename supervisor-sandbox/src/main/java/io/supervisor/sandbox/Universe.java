package io.supervisor.sandbox;

import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The classes of a service, and those around it, by their names with dots. */
final class Universe {
  private final Map<String, ClassModel> own;
  private final ClassLoader framework;
  private final Map<String, Optional<Class<?>>> outside = new HashMap<>();

  /**
   * @param framework through which the service sees all that is not its own
   */
  Universe(Map<String, ClassModel> own, ClassLoader framework) {
    this.own = own;
    this.framework = framework;
  }

  static String name(ClassEntry entry) {
    return entry.asInternalName().replace('/', '.');
  }

  /** Of a class or interface. */
  static String name(ClassDesc type) {
    var descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
  }

  boolean isOwn(String name) {
    return own.containsKey(name);
  }

  Optional<ClassModel> own(String name) {
    return Optional.ofNullable(own.get(name));
  }

  Optional<Class<?>> outside(String name) {
    return outside.computeIfAbsent(name, this::load);
  }

  private Optional<Class<?>> load(String name) {
    try {
      return Optional.of(Class.forName(name, false, framework));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** Names of the class above and of the interfaces of an own class. */
  static List<String> above(ClassModel model) {
    var names = new java.util.ArrayList<String>();
    model.superclass().map(Universe::name).ifPresent(names::add);
    model.interfaces().forEach(entry -> names.add(name(entry)));
    return names;
  }

  /** The nearest class above an own one that is not an own one; Object for interfaces. */
  Optional<Class<?>> outsideAbove(String ownName) {
    var name = ownName;
    for (var steps = 0; steps <= own.size(); steps++) {
      var model = own.get(name);
      if (model == null) {
        return outside(name);
      }
      if (model.superclass().isEmpty()) {
        return Optional.empty();
      }
      name = name(model.superclass().get());
    }
    return Optional.empty();
  }

  /** Number of instance fields that an object of an own class has, those of the framework apart. */
  int fields(String ownName) {
    var count = 0;
    var name = ownName;
    for (var steps = 0; steps <= own.size(); steps++) {
      var model = own.get(name);
      if (model == null) {
        return count;
      }
      count +=
          (int)
              model.fields().stream()
                  .filter(field -> !field.flags().has(java.lang.reflect.AccessFlag.STATIC))
                  .count();
      if (model.superclass().isEmpty()) {
        return count;
      }
      name = name(model.superclass().get());
    }
    return count;
  }

  /** For frames and verification. */
  ClassHierarchyResolver hierarchy() {
    ClassHierarchyResolver ofOwn =
        type -> {
          var model = own.get(name(type));
          if (model == null) {
            return null;
          }
          return model.flags().has(java.lang.reflect.AccessFlag.INTERFACE)
              ? ClassHierarchyResolver.ClassHierarchyInfo.ofInterface()
              : ClassHierarchyResolver.ClassHierarchyInfo.ofClass(
                  model.superclass().map(ClassEntry::asSymbol).orElse(null));
        };
    return ofOwn.orElse(ClassHierarchyResolver.ofClassLoading(framework)).cached();
  }
}

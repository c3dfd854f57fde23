package io.supervisor.sandbox;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.List;

/** Checks of a class that do not concern its code. */
final class ClassCheck {
  /** Packages whose classes a service sees as the framework's, whatever is in its JAR. */
  private static final List<String> TAKEN =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "com.google.protobuf.",
          "io.supervisor.api.",
          "io.supervisor.wire.",
          "io.supervisor.sandbox.",
          "org.jspecify.annotations.");

  private static final int SLOTS_MAX = 2_000;

  private final ClassModel model;
  private final Resolution resolution;
  private final Violations violations;

  ClassCheck(ClassModel model, Resolution resolution, Violations violations) {
    this.model = model;
    this.resolution = resolution;
    this.violations = violations;
  }

  void run() {
    var name = Universe.name(model.thisClass());
    if (TAKEN.stream().anyMatch(name::startsWith)) {
      violations.add("a service cannot have classes in this package");
    }
    if (model.majorVersion() < ClassFile.JAVA_8_VERSION
        || model.majorVersion() > ClassFile.JAVA_25_VERSION
        || model.minorVersion() != 0) {
      violations.add(
          "its class file has version "
              + model.majorVersion()
              + "."
              + model.minorVersion()
              + ", want 52.0 (Java 8) to 69.0 (Java 25)");
    }
    above();
    mentions();
    for (var method : model.methods()) {
      violations.inMethod(Metering.describe(method));
      method(method);
    }
    violations.inMethod("");
  }

  private void above() {
    for (var above : Universe.above(model)) {
      if (!resolution.isOpen(above)) {
        violations.add("extends or implements " + above + ", which is not allowed");
      }
    }
  }

  private void mentions() {
    for (var entry : model.constantPool()) {
      if (entry instanceof ClassEntry mentioned
          && (Universe.name(mentioned).startsWith(Library.PACKAGE + ".")
              || Universe.name(mentioned).startsWith(Library.METERS + "."))) {
        violations.add("uses " + Universe.name(mentioned) + ", which is not allowed");
      }
    }
  }

  private void method(MethodModel method) {
    if (method.flags().has(AccessFlag.NATIVE)) {
      violations.add("is native, which is not allowed");
    }
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
      violations.add("is synchronized, which is not allowed: calls come one at a time");
    }
    var name = method.methodName().stringValue();
    if (name.equals("finalize") && method.methodType().equalsString("()V")) {
      violations.add("is a finalizer, which is not allowed");
    }
    if (name.startsWith("sandbox$")) {
      violations.add("has a name that the sandbox keeps for itself");
    }
    method
        .code()
        .ifPresent(code -> {
          var attribute = (java.lang.classfile.attribute.CodeAttribute) code;
          if (attribute.maxLocals() + attribute.maxStack() > SLOTS_MAX) {
            violations.add(
                "needs "
                    + (attribute.maxLocals() + attribute.maxStack())
                    + " slots of stack, want at most "
                    + SLOTS_MAX);
          }
        });
  }
}

package io.supervisor.sandbox;

import io.supervisor.api.meter.Meter;
import io.supervisor.sandbox.library.OwnFiles;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names and methods of what takes the place of parts of Java's library. */
final class Library {
  static final String PACKAGE = OwnFiles.class.getPackageName();
  static final String METERS = Meter.class.getPackageName();

  static final ClassDesc METER = ClassDesc.of(Meter.class.getName());
  static final ClassDesc WEIGHT = of("Weight");
  static final ClassDesc TEXTS = of("Texts");
  static final ClassDesc HASHES = of("Hashes");
  static final ClassDesc RECORDS = of("Records");

  /** Takes a value and gives nothing: the shape of charges. */
  static final MethodTypeDesc TAKES_OBJECT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

  static final MethodTypeDesc TO_STRING =
      MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_Object);
  static final MethodTypeDesc TO_HASH =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object);

  private Library() {}

  /** A method of the library that takes a call. */
  record Target(ClassDesc owner, String name, MethodTypeDesc type, boolean packed) {}

  static ClassDesc of(String simpleName) {
    return ClassDesc.of(PACKAGE + "." + simpleName);
  }

  /**
   * What takes a call.
   *
   * @param receiver type of the first parameter; null for calls without receiver
   */
  static Optional<Target> target(
      String simpleName, String name, @Nullable ClassDesc receiver, MethodTypeDesc type) {
    Class<?> owner;
    try {
      owner = Class.forName(PACKAGE + "." + simpleName);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(simpleName + " is not in the library", e);
    }
    for (var method : owner.getDeclaredMethods()) {
      if (method.getName().equals(name) && Modifier.isPublic(method.getModifiers())) {
        var actual = type(method);
        if (matches(actual, receiver, type)) {
          return Optional.of(new Target(of(simpleName), name, actual, false));
        }
      }
    }
    return receiver == null ? packed(owner, name, type) : Optional.empty();
  }

  /** One that takes any number of objects. */
  private static Optional<Target> packed(Class<?> owner, String name, MethodTypeDesc type) {
    for (var method : owner.getDeclaredMethods()) {
      if (method.getName().equals(name)
          && method.isVarArgs()
          && type(method).returnType().equals(type.returnType())
          && type.parameterList().stream().noneMatch(ClassDesc::isPrimitive)) {
        return Optional.of(new Target(of(owner.getSimpleName()), name, type(method), true));
      }
    }
    return Optional.empty();
  }

  private static MethodTypeDesc type(Method method) {
    return java.lang.invoke.MethodType.methodType(
            method.getReturnType(), method.getParameterTypes())
        .describeConstable()
        .orElseThrow();
  }

  private static boolean matches(
      MethodTypeDesc actual, @Nullable ClassDesc receiver, MethodTypeDesc type) {
    var skipped = receiver == null ? 0 : 1;
    return actual.returnType().equals(type.returnType())
        && actual.parameterCount() == type.parameterCount() + skipped
        && actual
            .parameterList()
            .subList(skipped, actual.parameterCount())
            .equals(type.parameterList());
  }
}

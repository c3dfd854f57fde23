package io.supervisor.sandbox;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.reflect.AccessFlag;

/**
 * Checks the code of a class and makes it pay: one pass for both, so that nothing runs that was not
 * looked at. Where something is not allowed it stays as it is, and the result is of no use.
 */
final class Metering {
  private final Universe universe;
  private final Resolution resolution;
  private final Violations violations;
  private final ClassFile file;

  Metering(
      Universe universe,
      Resolution resolution,
      Violations violations,
      ClassHierarchyResolver hierarchy) {
    this.universe = universe;
    this.resolution = resolution;
    this.violations = violations;
    this.file =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy));
  }

  /** {@code pay(int, java.lang.String)}. */
  static String describe(MethodModel method) {
    return AllowList.signature(method.methodName().stringValue(), method.methodTypeSymbol());
  }

  byte[] of(ClassModel model) {
    return file.transformClass(
        model,
        (builder, element) -> {
          if (!(element instanceof MethodModel method)) {
            builder.with(element);
            return;
          }
          violations.inMethod(describe(method));
          builder.withMethod(
              method.methodName(),
              method.methodType(),
              method.flags().flagsMask(),
              body -> {
                for (var part : method) {
                  if (part instanceof CodeModel code) {
                    body.transformCode(code, meteredBody(model, method, (CodeAttribute) code));
                  } else {
                    body.with(part);
                  }
                }
              });
        });
  }

  private MeteredBody meteredBody(ClassModel model, MethodModel method, CodeAttribute code) {
    var owner = Universe.name(model.thisClass());
    return new MeteredBody(
        universe,
        resolution,
        violations,
        new MeteredBody.Place(
            owner,
            method.methodName().equalsString("<clinit>"),
            model.flags().has(AccessFlag.INTERFACE)),
        code);
  }
}

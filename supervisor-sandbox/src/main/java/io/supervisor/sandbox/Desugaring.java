package io.supervisor.sandbox;

import com.google.protobuf.MessageLite;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings code of a service into a form in which all that it does stands in its own methods, to be
 * checked and counted there: references to methods of the library become methods of the service
 * that call them, what records inherit is written out, and classes without a hash code or text of
 * their own get ones that are the same on all nodes. Line numbers stay.
 */
final class Desugaring {
  private static final int SYNTHETIC_STATIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
  private static final String BRIDGE = "sandbox$reference";
  private static final String COMPONENTS = "sandbox$components";
  private static final String EQUALS = "sandbox$equals";
  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();

  private final ClassModel model;
  private final Universe universe;
  private final Resolution resolution;
  private final ClassDesc self;
  private final boolean isInterface;
  private final List<Consumer<ClassBuilder>> added = new ArrayList<>();

  private Desugaring(ClassModel model, Universe universe, Resolution resolution) {
    this.model = model;
    this.universe = universe;
    this.resolution = resolution;
    this.self = model.thisClass().asSymbol();
    this.isInterface = model.flags().has(AccessFlag.INTERFACE);
  }

  static byte[] of(
      ClassModel model,
      Universe universe,
      Resolution resolution,
      ClassHierarchyResolver hierarchy) {
    var file =
        ClassFile.of(
            ClassFile.StackMapsOption.DROP_STACK_MAPS,
            ClassFile.DebugElementsOption.PASS_DEBUG,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    return new Desugaring(model, universe, resolution).transform(file);
  }

  private byte[] transform(ClassFile file) {
    return file.transformClass(
        model,
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Body::new))
            .andThen(ClassTransform.endHandler(this::end)));
  }

  private void end(ClassBuilder builder) {
    added.forEach(each -> each.accept(builder));
    if (hasIdentity()) {
      identity(builder, "toString", ConstantDescs.CD_String, Library.TEXTS, Library.TO_STRING);
      identity(builder, "hashCode", ConstantDescs.CD_int, Library.HASHES, Library.TO_HASH);
    }
  }

  /** Whether what this class inherits as hash code and text would tell one node from another. */
  private boolean hasIdentity() {
    if (isInterface || model.superclass().isEmpty()) {
      return false;
    }
    var above = Universe.name(model.superclass().get());
    if (universe.isOwn(above)) {
      return false;
    }
    return universe
        .outside(above)
        .filter(type ->
            type != Enum.class
                && type != Record.class
                && !Throwable.class.isAssignableFrom(type)
                && !MessageLite.class.isAssignableFrom(type)
                && !MessageLite.Builder.class.isAssignableFrom(type))
        .isPresent();
  }

  private void identity(
      ClassBuilder builder, String name, ClassDesc type, ClassDesc library, MethodTypeDesc call) {
    if (declares(name, MethodTypeDesc.of(type))) {
      return;
    }
    builder.withMethodBody(
        name,
        MethodTypeDesc.of(type),
        ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNTHETIC,
        code ->
            code.aload(0).invokestatic(library, "inherited", call).return_(TypeKind.from(type)));
  }

  private boolean declares(String name, MethodTypeDesc type) {
    return model.methods().stream()
        .anyMatch(method ->
            method.methodName().equalsString(name) && method.methodTypeSymbol().equals(type));
  }

  private String simpleName() {
    return self.displayName().substring(self.displayName().lastIndexOf('$') + 1);
  }

  /** One method. */
  private final class Body implements CodeTransform {
    private int line;

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof LineNumber number) {
        line = number.line();
      }
      if (!(element instanceof InvokeDynamicInstruction call) || !replaced(code, call)) {
        code.with(element);
      }
    }

    private boolean replaced(CodeBuilder code, InvokeDynamicInstruction call) {
      var maker = call.bootstrapMethod();
      if (Bootstraps.makesFunctions(maker)) {
        return function(code, call);
      }
      return Bootstraps.makesRecordMethods(maker) && recordMethod(code, call);
    }

    private boolean function(CodeBuilder code, InvokeDynamicInstruction call) {
      var arguments = new ArrayList<ConstantDesc>(call.bootstrapArgs());
      if (arguments.size() < 3
          || !(arguments.get(1) instanceof DirectMethodHandleDesc target)
          || isInside(target)) {
        return false;
      }
      var type = capturing(target.invocationType(), call.typeSymbol());
      var name = BRIDGE + added.size();
      var at = line;
      added.add(builder ->
          builder.withMethodBody(name, type, SYNTHETIC_STATIC, body -> call(body, target, at)));
      arguments.set(
          1,
          MethodHandleDesc.ofMethod(
              isInterface
                  ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
                  : DirectMethodHandleDesc.Kind.STATIC,
              self,
              name,
              type));
      code.invokedynamic(
          DynamicCallSiteDesc.of(
              (DirectMethodHandleDesc) call.bootstrapMethod(),
              call.name().stringValue(),
              call.typeSymbol(),
              arguments.toArray(ConstantDesc[]::new)));
      return true;
    }

    /** What is captured has to have the very types that the call site gives it. */
    private static MethodTypeDesc capturing(MethodTypeDesc type, MethodTypeDesc site) {
      for (var i = 0; i < site.parameterCount(); i++) {
        type = type.changeParameterType(i, site.parameterType(i));
      }
      return type;
    }

    private boolean isInside(DirectMethodHandleDesc target) {
      return target.owner().isClassOrInterface()
          && universe.isOwn(Universe.name(target.owner()))
          && resolution.method(Universe.name(target.owner()), target.methodName(), lookedUp(target))
              instanceof Resolution.Found.Inside;
    }

    private static MethodTypeDesc lookedUp(DirectMethodHandleDesc target) {
      return MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
    }

    private static void call(CodeBuilder body, DirectMethodHandleDesc target, int line) {
      if (line > 0) {
        body.lineNumber(line);
      }
      var constructor = target.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
      if (constructor) {
        body.new_(target.owner()).dup();
      }
      var type = target.invocationType();
      var slot = 0;
      for (var parameter : type.parameterList()) {
        var kind = TypeKind.from(parameter);
        body.loadLocal(kind, slot);
        slot += kind.slotSize();
      }
      var lookedUp = lookedUp(target);
      switch (target.kind()) {
        case STATIC, INTERFACE_STATIC ->
            body.invokestatic(
                target.owner(), target.methodName(), lookedUp, target.isOwnerInterface());
        case INTERFACE_VIRTUAL ->
            body.invokeinterface(target.owner(), target.methodName(), lookedUp);
        case VIRTUAL -> body.invokevirtual(target.owner(), target.methodName(), lookedUp);
        case CONSTRUCTOR ->
            body.invokespecial(
                target.owner(), "<init>", lookedUp.changeReturnType(ConstantDescs.CD_void));
        default -> throw new IllegalArgumentException("a function made of " + target);
      }
      body.return_(TypeKind.from(type.returnType()));
    }

    private boolean recordMethod(CodeBuilder code, InvokeDynamicInstruction call) {
      var arguments = call.bootstrapArgs();
      if (arguments.size() < 2 || !self.equals(arguments.get(0)) || isInterface) {
        return false;
      }
      var name = COMPONENTS + added.size();
      added.add(builder -> components(builder, name, arguments.subList(2, arguments.size())));
      var components = MethodTypeDesc.of(OBJECTS, self);
      switch (call.name().stringValue()) {
        case "hashCode" ->
            code.invokestatic(self, name, components)
                .invokestatic(
                    Library.RECORDS, "hash", MethodTypeDesc.of(ConstantDescs.CD_int, OBJECTS));
        case "toString" ->
            code.invokestatic(self, name, components)
                .loadConstant(simpleName())
                .loadConstant((String) arguments.get(1))
                .invokestatic(
                    Library.RECORDS,
                    "text",
                    MethodTypeDesc.of(
                        ConstantDescs.CD_String,
                        OBJECTS,
                        ConstantDescs.CD_String,
                        ConstantDescs.CD_String));
        case "equals" -> {
          var equals = EQUALS + added.size();
          added.add(builder -> equality(builder, equals, name));
          code.invokestatic(
              self,
              equals,
              MethodTypeDesc.of(ConstantDescs.CD_boolean, self, ConstantDescs.CD_Object));
        }
        default -> {
          added.removeLast();
          return false;
        }
      }
      return true;
    }

    private void components(ClassBuilder builder, String name, List<ConstantDesc> getters) {
      builder.withMethodBody(
          name,
          MethodTypeDesc.of(OBJECTS, self),
          SYNTHETIC_STATIC,
          body -> {
            body.loadConstant(getters.size()).anewarray(ConstantDescs.CD_Object);
            for (var i = 0; i < getters.size(); i++) {
              var getter = (DirectMethodHandleDesc) getters.get(i);
              var type = getter.invocationType().returnType();
              body.dup().loadConstant(i).aload(0);
              body.getfield(self, getter.methodName(), type);
              Boxes.box(body, type);
              body.aastore();
            }
            body.areturn();
          });
    }

    private void equality(ClassBuilder builder, String name, String componentsName) {
      var components = MethodTypeDesc.of(OBJECTS, self);
      builder.withMethodBody(
          name,
          MethodTypeDesc.of(ConstantDescs.CD_boolean, self, ConstantDescs.CD_Object),
          SYNTHETIC_STATIC,
          body -> {
            var other = body.newLabel();
            body.aload(1).instanceOf(self).ifeq(other);
            body.aload(0).invokestatic(self, componentsName, components);
            body.aload(1).checkcast(self).invokestatic(self, componentsName, components);
            body.invokestatic(
                Library.RECORDS,
                "equal",
                MethodTypeDesc.of(ConstantDescs.CD_boolean, OBJECTS, OBJECTS));
            body.ireturn();
            body.labelBinding(other).iconst_0().ireturn();
          });
    }
  }
}

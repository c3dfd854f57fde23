package io.supervisor.sandbox;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.CharacterRange;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of one method, checked and made to pay.
 *
 * <p>It begins by taking stack, and gives it back before it returns. Each block pays when it is
 * entered. Handlers are entered through an entrance of their own, which pays and is not itself
 * guarded by anything, so that what exhausts a budget always leaves the method.
 */
final class MeteredBody implements CodeTransform {
  /** Frames of the library and the framework that may lie between two of the service. */
  private static final int SLOTS_BETWEEN = 192;

  /** Shorter methods that call and make nothing are part of the call that the caller paid. */
  private static final int FREE_INSTRUCTIONS = 10;

  private static final int CALL_STEPS = 8;
  private static final int CALL_BYTES = 32;
  private static final int OBJECT_BYTES = 16;
  private static final int THROWABLE_BYTES = 512;
  private static final int THROWABLE_STEPS = 256;
  private static final MethodTypeDesc TAKES_INT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

  /**
   * Where the method is.
   *
   * @param initialiser whether it initialises the class
   */
  record Place(String owner, boolean initialiser, boolean isInterface) {}

  private final Universe universe;
  private final Resolution resolution;
  private final Violations violations;
  private final Place place;
  private final int slots;
  private final boolean counted;
  private final boolean nests;
  private final Blocks blocks;
  private final Iterator<Blocks.Sum> sums;
  private final Map<Label, Entrance> entrances = new LinkedHashMap<>();
  private final Spills spills = new Spills();
  private boolean pending = true;
  private int meter;
  private int level;

  /** Of a handler. */
  private static final class Entrance {
    final Label label;
    boolean catchesAll;

    Entrance(Label label) {
      this.label = label;
    }
  }

  MeteredBody(
      Universe universe,
      Resolution resolution,
      Violations violations,
      Place place,
      CodeAttribute code) {
    this.universe = universe;
    this.resolution = resolution;
    this.violations = violations;
    this.place = place;
    this.slots = SLOTS_BETWEEN + code.maxLocals() + code.maxStack();
    var shape = new Shape(code);
    this.counted = !shape.isPlain() || shape.instructions() > FREE_INSTRUCTIONS;
    this.nests = shape.calls();
    this.blocks = new Blocks(code, this::cost);
    this.sums = blocks.sums().iterator();
  }

  /** What of a method decides how it is counted. */
  private static final class Shape {
    private int instructions;
    private boolean calls;
    private boolean plain = true;

    Shape(CodeAttribute code) {
      for (var element : code) {
        switch (element) {
          case InvokeInstruction call when isObjectConstructor(call) -> {}
          case InvokeInstruction _, InvokeDynamicInstruction _ -> calls = true;
          case ExceptionCatch _ -> calls = true;
          case Instruction instruction
              when instruction instanceof NewObjectInstruction
                  || instruction instanceof NewPrimitiveArrayInstruction
                  || instruction instanceof NewReferenceArrayInstruction
                  || instruction instanceof NewMultiArrayInstruction
                  || Blocks.ends(instruction) && !(instruction instanceof ReturnInstruction) ->
              plain = false;
          default -> {}
        }
        if (element instanceof Instruction) {
          instructions++;
        }
      }
      plain &= !calls;
    }

    int instructions() {
      return instructions;
    }

    boolean calls() {
      return calls;
    }

    boolean isPlain() {
      return plain;
    }
  }

  /** What an instruction costs besides its own step: steps in the high half, bytes in the low. */
  private long cost(Instruction instruction) {
    return switch (instruction) {
      case InvokeInstruction call -> cost(call);
      case InvokeDynamicInstruction _ -> pair(CALL_STEPS, CALL_BYTES);
      case NewObjectInstruction made -> objectCost(Universe.name(made.className()));
      default -> 0;
    };
  }

  private long cost(InvokeInstruction call) {
    return isObjectConstructor(call) || resolve(call) instanceof Resolution.Found.Inside
        ? 0
        : pair(CALL_STEPS, CALL_BYTES);
  }

  private static boolean isObjectConstructor(InvokeInstruction call) {
    return call.name().equalsString("<init>")
        && call.owner().asSymbol().equals(ConstantDescs.CD_Object);
  }

  private long objectCost(String name) {
    var outside = universe.isOwn(name) ? universe.outsideAbove(name) : universe.outside(name);
    var bytes = OBJECT_BYTES + (universe.isOwn(name) ? 8 * universe.fields(name) : CALL_BYTES);
    return outside.filter(Throwable.class::isAssignableFrom).isPresent()
        ? pair(THROWABLE_STEPS, bytes + THROWABLE_BYTES)
        : pair(0, bytes);
  }

  private static long pair(int steps, int bytes) {
    return (long) steps << 32 | bytes;
  }

  @Override
  public void atStart(CodeBuilder code) {
    if (!counted) {
      return;
    }
    meter = code.allocateLocal(TypeKind.REFERENCE);
    code.invokestatic(Library.METER, "current", MethodTypeDesc.of(Library.METER));
    if (nests) {
      level = code.allocateLocal(TypeKind.INT);
      code.dup().astore(meter).loadConstant(slots);
      code.invokevirtual(
          Library.METER, "enter", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int));
      code.istore(level);
    } else {
      code.astore(meter);
    }
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    switch (element) {
      case LineNumber number -> {
        violations.atLine(number.line());
        code.with(number);
      }
      case LocalVariable _, LocalVariableType _, CharacterRange _ -> {}
      case ExceptionCatch handler -> handler(code, handler);
      case LabelTarget target -> {
        pending |= blocks.isTarget(target);
        code.with(target);
      }
      case Instruction instruction -> {
        pay(code);
        instruction(code, instruction);
        pending |= Blocks.ends(instruction);
      }
      default -> code.with(element);
    }
  }

  private void pay(CodeBuilder code) {
    if (!pending) {
      return;
    }
    pending = false;
    var sum = sums.next();
    if (!counted) {
      return;
    }
    code.aload(meter).loadConstant(sum.steps()).loadConstant(sum.bytes());
    code.invokevirtual(
        Library.METER,
        "block",
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_int));
  }

  private void handler(CodeBuilder code, ExceptionCatch handler) {
    var entrance = entrances.computeIfAbsent(handler.handler(), _ -> new Entrance(code.newLabel()));
    handler.catchType().ifPresent(type -> known(Universe.name(type), "catches"));
    entrance.catchesAll |=
        handler
            .catchType()
            .map(Universe::name)
            .filter(name -> !name.equals("java.lang.Throwable") && !name.equals("java.lang.Error"))
            .isEmpty();
    if (handler.catchType().isPresent()) {
      code.exceptionCatch(
          handler.tryStart(), handler.tryEnd(), entrance.label, handler.catchType().get());
    } else {
      code.exceptionCatchAll(handler.tryStart(), handler.tryEnd(), entrance.label);
    }
  }

  @Override
  public void atEnd(CodeBuilder code) {
    entrances.forEach((handler, entrance) -> {
      code.labelBinding(entrance.label);
      code.aload(meter).iload(level).loadConstant(slots).loadConstant(CALL_STEPS);
      code.invokevirtual(
          Library.METER,
          "caught",
          MethodTypeDesc.of(
              ConstantDescs.CD_void,
              ConstantDescs.CD_int,
              ConstantDescs.CD_int,
              ConstantDescs.CD_int));
      if (entrance.catchesAll) {
        code.dup()
            .invokestatic(
                Library.METER,
                "passing",
                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Throwable));
      }
      code.goto_(handler);
    });
  }

  private void instruction(CodeBuilder code, Instruction instruction) {
    switch (instruction) {
      case ReturnInstruction result -> {
        if (counted && nests) {
          code.aload(meter).iload(level).invokevirtual(Library.METER, "leave", TAKES_INT);
        }
        code.with(result);
      }
      case InvokeInstruction call -> call(code, call);
      case InvokeDynamicInstruction call -> dynamic(code, call);
      case NewObjectInstruction made -> make(code, made);
      case NewPrimitiveArrayInstruction made -> {
        array(code, made.typeKind().slotSize() == 2 ? 8 : elementBytes(made.typeKind()));
        code.with(made);
      }
      case NewReferenceArrayInstruction made -> {
        known(made.componentType(), "makes arrays of");
        array(code, 8);
        code.with(made);
      }
      case NewMultiArrayInstruction made -> {
        known(made.arrayType(), "makes arrays of");
        arrays(code, made.dimensions());
        code.with(made);
      }
      case TypeCheckInstruction check -> {
        known(check.type(), "casts to");
        code.with(check);
      }
      case FieldInstruction field -> {
        field(field);
        code.with(field);
        copyStaticArray(code, field);
      }
      case ConstantInstruction.LoadConstantInstruction constant -> {
        constant(constant);
        code.with(constant);
      }
      case MonitorInstruction monitor -> {
        violations.add("is synchronized, which is not allowed: calls come one at a time");
        code.with(monitor);
      }
      case DiscontinuedInstruction old -> {
        violations.add("jumps to subroutines, which is not allowed");
        code.with(old);
      }
      default -> code.with(instruction);
    }
  }

  private static int elementBytes(TypeKind kind) {
    return switch (kind) {
      case BYTE, BOOLEAN -> 1;
      case CHAR, SHORT -> 2;
      case INT, FLOAT -> 4;
      default -> 8;
    };
  }

  /** The length is on the stack, and stays there. */
  private void array(CodeBuilder code, int elementBytes) {
    code.dup().aload(meter).loadConstant(elementBytes);
    code.invokestatic(
        Library.METER,
        "array",
        MethodTypeDesc.of(
            ConstantDescs.CD_void, ConstantDescs.CD_int, Library.METER, ConstantDescs.CD_int));
  }

  private void arrays(CodeBuilder code, int dimensions) {
    var types = java.util.Collections.nCopies(dimensions, ConstantDescs.CD_int);
    var locals = spills.store(code, types);
    code.lconst_1();
    for (var local : locals) {
      code.iload(local)
          .invokestatic(
              Library.METER,
              "times",
              MethodTypeDesc.of(
                  ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_int));
    }
    code.aload(meter);
    code.invokestatic(
        Library.METER,
        "arrays",
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long, Library.METER));
    spills.load(code, types, locals);
  }

  private void known(ClassEntry type, String does) {
    known(type.asSymbol(), does);
  }

  private void known(ClassDesc type, String does) {
    var element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    if (element.isClassOrInterface()) {
      known(Universe.name(element), does);
    }
  }

  private void known(String name, String does) {
    if (!resolution.isKnown(name)) {
      violations.add(does + " " + name + ", which is not allowed");
    }
  }

  private void make(CodeBuilder code, NewObjectInstruction made) {
    var name = Universe.name(made.className());
    var replacement = resolution.outside(name).map(AllowedClass::replacement).orElse("");
    if (replacement.isEmpty()) {
      known(name, "makes");
      code.with(made);
    } else {
      code.new_(Library.of(replacement));
    }
  }

  private void field(FieldInstruction field) {
    var owner = Universe.name(field.owner());
    var name = field.name().stringValue();
    if (field.opcode() == Opcode.PUTSTATIC) {
      if (!place.initialiser()
          || !owner.equals(place.owner())
          || !resolution.isDeclared(owner, name)) {
        violations.add(
            "changes the static field "
                + owner
                + "."
                + name
                + ", which is not allowed: what is kept from call to call"
                + " is gone after a restart, and nodes would differ");
      }
      return;
    }
    if (!resolution.isAllowedField(owner, name)) {
      violations.add("uses the field " + owner + "." + name + ", which is not allowed");
    }
  }

  /** What is done to an array of a static field is done to a copy: it outlives the call. */
  private void copyStaticArray(CodeBuilder code, FieldInstruction field) {
    var type = field.typeSymbol();
    if (field.opcode() != Opcode.GETSTATIC
        || !type.isArray()
        || place.initialiser()
        || !universe.isOwn(Universe.name(field.owner()))) {
      return;
    }
    code.dup();
    charge(code, Cost.FLAT);
    code.invokevirtual(type, "clone", MethodTypeDesc.of(ConstantDescs.CD_Object));
    code.checkcast(type);
  }

  private void constant(ConstantInstruction constant) {
    switch (constant.constantValue()) {
      case DynamicConstantDesc<?> _ ->
          violations.add("loads a constant that is computed at run time, which is not allowed");
      case MethodHandleDesc _ -> violations.add("loads a method handle, which is not allowed");
      case MethodTypeDesc _ -> violations.add("loads a method type, which is not allowed");
      case ClassDesc type -> known(type, "uses the class");
      default -> {}
    }
  }

  private Resolution.Found resolve(InvokeInstruction call) {
    if (call.owner().asSymbol().isArray()) {
      return new Resolution.Found.Outside(new Rule(Cost.ALL, ""));
    }
    return resolution.method(
        Universe.name(call.owner()), call.name().stringValue(), call.typeSymbol());
  }

  private void call(CodeBuilder code, InvokeInstruction call) {
    var owner = call.owner().asSymbol();
    var name = call.name().stringValue();
    if (!owner.isArray() && Universe.name(owner).startsWith(Library.PACKAGE + ".")) {
      code.with(call);
      return;
    }
    if (resolve(call) instanceof Resolution.Found.Inside) {
      code.with(call);
      return;
    }
    if (ofObject(code, call, name)) {
      return;
    }
    switch (resolve(call)) {
      case Resolution.Found.Inside _ -> code.with(call);
      case Resolution.Found.Outside(var rule) -> outside(code, call, rule);
      case Resolution.Found.Nowhere _ -> {
        refuse(call);
        code.with(call);
      }
    }
  }

  private void refuse(InvokeInstruction call) {
    var owner = AllowList.typeName(call.owner().asSymbol());
    violations.add(
        call.name().equalsString("<init>")
            ? "makes a " + AllowList.signature(owner, call.typeSymbol()) + ", which is not allowed"
            : "calls "
                + owner
                + "."
                + AllowList.signature(call.name().stringValue(), call.typeSymbol())
                + ", which is not allowed");
  }

  /** Hash code, text and equality, which everything has. */
  private boolean ofObject(CodeBuilder code, InvokeInstruction call, String name) {
    var type = call.type().stringValue();
    if (call.opcode() == Opcode.INVOKESTATIC) {
      return false;
    }
    var above = call.opcode() == Opcode.INVOKESPECIAL ? "inherited" : "receiver";
    if (name.equals("hashCode") && type.equals("()I")) {
      code.invokestatic(Library.HASHES, above, Library.TO_HASH);
      return true;
    }
    if (name.equals("toString") && type.equals("()Ljava/lang/String;")) {
      code.invokestatic(Library.TEXTS, above, Library.TO_STRING);
      return true;
    }
    if (name.equals("equals") && type.equals("(Ljava/lang/Object;)Z")) {
      if (call.opcode() != Opcode.INVOKESPECIAL) {
        charge(code, call, Cost.ALL);
      }
      code.with(call);
      return true;
    }
    return false;
  }

  private void outside(CodeBuilder code, InvokeInstruction call, Rule rule) {
    var owner = call.owner().asSymbol();
    if (owner.isArray() && !call.name().equalsString("clone")) {
      refuse(call);
    }
    if (rule.cost() == Cost.OWN) {
      own(code, call, rule);
      return;
    }
    charge(code, call, rule.cost());
    var replacement = replacement(call);
    if (replacement == null) {
      code.with(call);
    } else {
      code.invokespecial(replacement, "<init>", call.typeSymbol());
    }
  }

  private @Nullable ClassDesc replacement(InvokeInstruction call) {
    if (!call.name().equalsString("<init>")) {
      return null;
    }
    var name =
        resolution.outside(Universe.name(call.owner())).map(AllowedClass::replacement).orElse("");
    return name.isEmpty() ? null : Library.of(name);
  }

  private void own(CodeBuilder code, InvokeInstruction call, Rule rule) {
    var isStatic = call.opcode() == Opcode.INVOKESTATIC;
    var target =
        Library.target(
            rule.library(),
            call.name().stringValue(),
            isStatic ? null : call.owner().asSymbol(),
            call.typeSymbol());
    if (call.opcode() == Opcode.INVOKESPECIAL && call.name().equalsString("getMessage")) {
      code.with(call); // what an exception of a service says by itself
    } else if (target.isEmpty() || call.opcode() == Opcode.INVOKESPECIAL) {
      refuse(call);
      code.with(call);
    } else {
      if (target.get().packed()) {
        pack(code, call.typeSymbol().parameterList());
      }
      code.invokestatic(target.get().owner(), target.get().name(), target.get().type());
    }
  }

  /** Makes an array of the arguments on the stack. */
  private void pack(CodeBuilder code, List<ClassDesc> types) {
    var locals = spills.store(code, types);
    code.loadConstant(types.size()).anewarray(ConstantDescs.CD_Object);
    for (var i = 0; i < types.size(); i++) {
      code.dup().loadConstant(i).aload(locals.get(i)).aastore();
    }
    spills.release(locals, types);
  }

  /** Arguments and receiver are on the stack, and stay there. */
  private void charge(CodeBuilder code, InvokeInstruction call, Cost cost) {
    var types = call.typeSymbol().parameterList();
    var receiver =
        cost.countsReceiver()
            && call.opcode() != Opcode.INVOKESTATIC
            && call.opcode() != Opcode.INVOKESPECIAL;
    var weighed = new ArrayList<Integer>();
    for (var i = 0; i < types.size(); i++) {
      if (cost.counts(i) && isWeighed(types.get(i), cost)) {
        weighed.add(i);
      }
    }
    if (weighed.isEmpty() && !receiver) {
      return;
    }
    if (types.isEmpty()) {
      code.dup();
      charge(code, cost);
      return;
    }
    var locals = spills.store(code, types);
    if (receiver) {
      code.dup();
      charge(code, cost);
    }
    for (var i = 0; i < types.size(); i++) {
      var kind = TypeKind.from(types.get(i));
      if (weighed.contains(i)) {
        code.loadLocal(kind, locals.get(i));
        if (kind == TypeKind.REFERENCE) {
          charge(code, cost);
        } else {
          if (kind != TypeKind.LONG) {
            code.i2l();
          }
          code.invokestatic(
              Library.WEIGHT,
              "count",
              MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
        }
      }
    }
    spills.load(code, types, locals);
  }

  private static void charge(CodeBuilder code, Cost cost) {
    code.invokestatic(Library.WEIGHT, cost.charge(), Library.TAKES_OBJECT);
  }

  private static boolean isWeighed(ClassDesc type, Cost cost) {
    if (type.isPrimitive()) {
      return cost == Cost.INTS
          && (type.equals(ConstantDescs.CD_int) || type.equals(ConstantDescs.CD_long));
    }
    return type.isArray() || Weighed.is(Universe.name(type));
  }

  private void dynamic(CodeBuilder code, InvokeDynamicInstruction call) {
    var maker = call.bootstrapMethod();
    if (Bootstraps.joinsTexts(maker)) {
      join(code, call);
      return;
    }
    if (Bootstraps.makesFunctions(maker)) {
      if (Bootstraps.isSerializable(maker, call.bootstrapArgs())) {
        violations.add("makes a function that can be serialised, which is not allowed");
      }
      var type = call.typeSymbol().returnType();
      if (!type.isClassOrInterface() || !resolution.isOpen(Universe.name(type))) {
        violations.add(
            "makes a function of type " + AllowList.typeName(type) + ", which is not allowed");
      }
    } else if (!Bootstraps.switches(maker)) {
      violations.add(
          "makes call sites by "
              + AllowList.typeName(maker.owner())
              + "."
              + maker.methodName()
              + ", which is not allowed");
    }
    if (call.bootstrapArgs().stream().anyMatch(DynamicConstantDesc.class::isInstance)) {
      violations.add("loads a constant that is computed at run time, which is not allowed");
    }
    code.with(call);
  }

  /** Texts of objects are made here, so that they are counted and the same on all nodes. */
  private void join(CodeBuilder code, InvokeDynamicInstruction call) {
    var types = call.typeSymbol().parameterList();
    var locals = spills.store(code, types);
    var joined = new ArrayList<ClassDesc>();
    for (var i = 0; i < types.size(); i++) {
      var type = types.get(i);
      code.loadLocal(TypeKind.from(type), locals.get(i));
      if (type.isPrimitive()) {
        joined.add(type);
      } else {
        code.invokestatic(Library.TEXTS, "valueOf", Library.TO_STRING).dup();
        code.invokestatic(Library.WEIGHT, "once", Library.TAKES_OBJECT);
        joined.add(ConstantDescs.CD_String);
      }
    }
    spills.release(locals, types);
    code.invokedynamic(
        java.lang.constant.DynamicCallSiteDesc.of(
            call.bootstrapMethod(),
            call.name().stringValue(),
            MethodTypeDesc.of(call.typeSymbol().returnType(), joined),
            call.bootstrapArgs().toArray(java.lang.constant.ConstantDesc[]::new)));
  }
}

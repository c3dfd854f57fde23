package io.supervisor.sandbox;

import io.supervisor.api.meter.Budget;
import io.supervisor.api.meter.BudgetExhausted;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * Judges and runs classes that are drawn from a seed: compiled ones with some bytes changed, and
 * such as no compiler makes. Prints how many were refused, could not be linked, or ran, and a hash
 * over everything that came of them, to be compared between machines that are set up differently.
 *
 * <p>Arguments: seed, number of classes.
 */
final class Fuzz {
  private static final Budget BUDGET = new Budget(200_000, 1 << 20, 64 << 10, 0);
  private static final ClassDesc SELF = ClassDesc.of("t.T");
  private static final MethodTypeDesc INT_TO_INT =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int);

  private final Random random;
  private final List<Map<String, byte[]>> corpus;
  private final MessageDigest digest;
  private int refused;
  private int unlinked;
  private int ran;
  private int exhausted;

  private Fuzz(long seed) throws Exception {
    random = new Random(seed);
    digest = MessageDigest.getInstance("SHA-256");
    corpus = corpus();
  }

  private static List<Map<String, byte[]>> corpus() {
    return List.of(
        Compiled.body("int s = 0; for (int i = 0; i < 50; i++) { s += i * s ^ i; } return s;"),
        Compiled.body(
            "var m = new HashMap<String, Integer>(); for (int i = 0; i < 20; i++) { m.merge(\"k\" + i % 7, i, Integer::sum); } return m.toString();"),
        Compiled.body(
            "try { var a = new int[3]; a[3] = 1; return a; } catch (RuntimeException e) { return \"\" + e.getMessage(); } finally { new ArrayList<Object>(5).add(1); }"),
        Compiled.members(
            "record P(int x, String y) {} static int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); } public static Object run() { return new P(f(10), \"a\".repeat(3)).toString() + new P(1, \"\").hashCode(); }"),
        Compiled.body(
            "Supplier<Integer> s = () -> 3; var t = new TreeMap<Long, Object>(); t.put(5L, s.get()); switch (t.size()) { case 1: return t; case 2: return 2; default: throw new IllegalStateException(\"x\"); }"));
  }

  public static void main(String[] args) throws Exception {
    var fuzz = new Fuzz(Long.parseLong(args[0]));
    var count = Integer.parseInt(args[1]);
    var thread =
        Thread.ofPlatform()
            .stackSize(32 << 20)
            .start(() -> {
              for (var i = 0; i < count; i++) {
                fuzz.one(i);
              }
            });
    thread.join();
    if (fuzz.refused + fuzz.unlinked + fuzz.ran != count) {
      throw new AssertionError("the run ended before its time");
    }
    System.out.println(
        "classes %d refused %d unlinked %d ran %d exhausted %d digest %s"
            .formatted(
                count,
                fuzz.refused,
                fuzz.unlinked,
                fuzz.ran,
                fuzz.exhausted,
                HexFormat.of().formatHex(fuzz.digest.digest())));
  }

  private void one(int number) {
    var files = random.nextInt(3) == 0 ? mutated() : made();
    var verdict = Sandbox.judge(files);
    var outcome = "refused";
    if (!verdict.isAllowed()) {
      refused++;
      outcome += verdict.violations();
    } else {
      outcome = run(files);
    }
    digest.update((number + " " + outcome + "\n").getBytes(StandardCharsets.UTF_8));
    if (Boolean.getBoolean("fuzz.trace")) {
      System.err.println(number + " " + outcome);
    }
  }

  private String run(Map<String, byte[]> files) {
    var contained = Contained.of(files);
    List<String> problems;
    try {
      problems = contained.prepare();
    } catch (LinkageError e) {
      unlinked++;
      return "unlinked " + e.getClass().getName();
    } catch (BudgetExhausted e) {
      exhausted++;
      return "initialiser " + e.getMessage();
    }
    if (!problems.isEmpty()) {
      unlinked++;
      return problems.toString();
    }
    ran++;
    var outcome = contained.run("t.T", BUDGET);
    for (var i = 0; i < 2; i++) {
      var again = contained.run("t.T", BUDGET);
      if (!outcome.equals(again)) {
        throw new AssertionError(outcome + " then " + again);
      }
    }
    exhausted += outcome.exhausted() ? 1 : 0;
    return outcome.toString();
  }

  private Map<String, byte[]> mutated() {
    var files = new TreeMap<>(corpus.get(random.nextInt(corpus.size())));
    var names = new ArrayList<>(files.keySet());
    var name = names.get(random.nextInt(names.size()));
    var bytes = Objects.requireNonNull(files.get(name)).clone();
    for (var changes = 1 + random.nextInt(3); changes > 0; changes--) {
      var at = 8 + random.nextInt(bytes.length - 8);
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
    }
    files.put(name, bytes);
    return files;
  }

  /** A class with a few methods from int to int that call each other. */
  private Map<String, byte[]> made() {
    var methods = 1 + random.nextInt(4);
    var bytes =
        ClassFile.of()
            .build(
                SELF,
                builder -> {
                  builder.withFlags(ClassFile.ACC_PUBLIC);
                  for (var i = 0; i < methods; i++) {
                    builder.withMethodBody(
                        "f" + i,
                        INT_TO_INT,
                        ClassFile.ACC_STATIC,
                        code -> new Making(code, methods).body());
                  }
                  builder.withMethodBody(
                      "run",
                      MethodTypeDesc.of(ConstantDescs.CD_Object),
                      ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                      code ->
                          code.loadConstant(random.nextInt(100))
                              .invokestatic(SELF, "f0", INT_TO_INT)
                              .invokestatic(
                                  ConstantDescs.CD_Integer,
                                  "valueOf",
                                  MethodTypeDesc.of(ConstantDescs.CD_Integer, ConstantDescs.CD_int))
                              .areturn());
                });
    return Map.of("t/T.class", bytes);
  }

  /** Draws the code of a method: statements that leave the stack empty, with local 0 to work on. */
  private final class Making {
    private final CodeBuilder code;
    private final int methods;
    private int left = 4 + random.nextInt(30);

    Making(CodeBuilder code, int methods) {
      this.code = code;
      this.methods = methods;
    }

    void body() {
      code.iconst_0().istore(1).lconst_1().lstore(2).aconst_null().astore(4);
      while (left-- > 0) {
        statement(0);
      }
      code.iload(0).iload(1).iadd().lload(2).l2i().ixor().ireturn();
    }

    private void statement(int depth) {
      switch (random.nextInt(depth > 3 ? 7 : 12)) {
        case 0 -> code.iload(1).iload(0).iadd().istore(1);
        case 1 -> code.iload(1).loadConstant(random.nextInt()).imul().istore(1);
        case 2 -> code.iload(0).iload(1).idiv().istore(0);
        case 3 -> code.lload(2).iload(1).i2l().ladd().l2d().d2l().lstore(2);
        case 4 ->
            code.iload(0)
                .i2d()
                .invokestatic(
                    ClassDesc.of("java.lang.Math"),
                    "sqrt",
                    MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double))
                .d2i()
                .istore(0);
        case 5 -> array();
        case 6 -> text();
        case 7, 8 -> loop(depth);
        case 9 -> branch(depth);
        case 10 -> guarded(depth);
        default ->
            code.iload(0)
                .loadConstant(random.nextInt(5))
                .isub()
                .invokestatic(SELF, "f" + random.nextInt(methods), INT_TO_INT)
                .istore(1);
      }
    }

    private void array() {
      code.iload(0)
          .loadConstant(random.nextInt(2_000) - 2)
          .iand()
          .newarray(java.lang.classfile.TypeKind.INT);
      code.dup().loadConstant(random.nextInt(8)).iload(1).iastore().arraylength().istore(1);
    }

    private void text() {
      code.loadConstant("x" + random.nextInt(9)).iload(1).loadConstant(1_023).iand();
      code.invokevirtual(
          ConstantDescs.CD_String,
          "repeat",
          MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_int));
      code.dup()
          .astore(4)
          .invokevirtual(
              ConstantDescs.CD_Object, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int));
      code.iload(0).ixor().istore(0);
    }

    /** May never end. */
    private void loop(int depth) {
      Label again = code.newBoundLabel();
      statement(depth + 1);
      code.iinc(0, -1).iload(0).loadConstant(random.nextInt(64)).if_icmpgt(again);
    }

    private void branch(int depth) {
      var other = code.newLabel();
      var end = code.newLabel();
      code.iload(1).loadConstant(random.nextInt()).if_icmplt(other);
      statement(depth + 1);
      code.goto_(end).labelBinding(other);
      statement(depth + 1);
      code.labelBinding(end).nop();
    }

    /** Catches everything, sometimes its own handler included. */
    private void guarded(int depth) {
      var begin = code.newBoundLabel();
      statement(depth + 1);
      var end = code.newBoundLabel();
      var after = code.newLabel();
      code.goto_(after);
      var handler = code.newBoundLabel();
      code.invokevirtual(
          ConstantDescs.CD_Object, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int));
      code.pop().iinc(0, 1);
      var handled = code.newBoundLabel();
      code.labelBinding(after).nop();
      if (random.nextBoolean()) {
        code.exceptionCatchAll(begin, random.nextBoolean() ? end : handled, handler);
      } else {
        code.exceptionCatch(begin, end, handler, ClassDesc.of("java.lang.ArithmeticException"));
      }
    }
  }
}

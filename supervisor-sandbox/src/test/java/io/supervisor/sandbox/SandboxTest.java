package io.supervisor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and how it is told. */
class SandboxTest {
  static Stream<Arguments> evil() {
    return Stream.of(
        evil("exit", "System.exit(1); return 0;", "calls java.lang.System.exit(int)"),
        evil("halt", "Runtime.getRuntime().halt(1); return 0;", "java.lang.Runtime"),
        evil("clock", "return System.currentTimeMillis();", "System.currentTimeMillis()"),
        evil("nano clock", "return System.nanoTime();", "System.nanoTime()"),
        evil("instant", "return java.time.Instant.now();", "java.time.Instant.now()"),
        evil("random", "return Math.random();", "java.lang.Math.random()"),
        evil("random object", "return new Random(1).nextInt();", "makes a java.util.Random(long)"),
        evil("random id", "return UUID.randomUUID();", "java.util.UUID.randomUUID()"),
        evil(
            "shuffle",
            "var l = new ArrayList<>(List.of(1,2)); Collections.shuffle(l); return l;",
            "java.util.Collections.shuffle(java.util.List)"),
        evil("thread", "new Thread(() -> {}).start(); return 0;", "makes a java.lang.Thread"),
        evil("interrupt", "Thread.currentThread().interrupt(); return 0;", "Thread.interrupt()"),
        evil("process", "return new ProcessBuilder(\"ls\").start();", "java.lang.ProcessBuilder"),
        evil(
            "file",
            "return java.nio.file.Files.readString(java.nio.file.Path.of(\"master.key.toml\"));",
            "java.nio.file.Files.readString"),
        evil(
            "stream of file",
            "return new java.io.FileInputStream(\"x\").read();",
            "java.io.FileInputStream"),
        evil("socket", "return new java.net.Socket(\"127.0.0.1\", 1);", "java.net.Socket"),
        evil("address", "return java.net.InetAddress.getLocalHost();", "java.net.InetAddress"),
        evil(
            "reflection",
            "return Object.class.getDeclaredMethods().length;",
            "java.lang.Class.getDeclaredMethods()"),
        evil(
            "class by name",
            "return Class.forName(\"java.lang.String\");",
            "java.lang.Class.forName(java.lang.String)"),
        evil(
            "class loader", "return T.class.getClassLoader();", "java.lang.Class.getClassLoader()"),
        evil(
            "handles",
            "return java.lang.invoke.MethodHandles.lookup();",
            "java.lang.invoke.MethodHandles.lookup()"),
        evil(
            "native memory",
            "return java.lang.foreign.Arena.global().allocate(8);",
            "java.lang.foreign.Arena"),
        evil(
            "direct buffer",
            "return java.nio.ByteBuffer.allocateDirect(8);",
            "java.nio.ByteBuffer.allocateDirect(int)"),
        evil("library", "System.loadLibrary(\"x\"); return 0;", "System.loadLibrary"),
        evil("property", "return System.getProperty(\"user.home\");", "System.getProperty"),
        evil("set property", "System.setProperty(\"a\", \"b\"); return 0;", "System.setProperty"),
        evil("environment", "return System.getenv();", "System.getenv()"),
        evil("output", "System.out.println(1); return 0;", "uses the field java.lang.System.out"),
        evil("locale", "Locale.setDefault(Locale.ROOT); return 0;", "java.util.Locale.setDefault"),
        evil("zone", "TimeZone.setDefault(null); return 0;", "java.util.TimeZone.setDefault"),
        evil("default case", "return \"I\".toLowerCase();", "java.lang.String.toLowerCase()"),
        evil("format", "return String.format(\"%s\", 1);", "java.lang.String.format"),
        evil("default charset", "return \"I\".getBytes();", "java.lang.String.getBytes()"),
        evil("identity", "return System.identityHashCode(\"\");", "System.identityHashCode"),
        evil("identity map", "return new IdentityHashMap<>();", "java.util.IdentityHashMap"),
        evil(
            "weak",
            "return new java.lang.ref.WeakReference<>(1).get();",
            "java.lang.ref.WeakReference"),
        evil(
            "deserialisation",
            "return new java.io.ObjectInputStream(null).readObject();",
            "java.io.ObjectInputStream"),
        evil("trace", "return new Exception().getStackTrace();", "Exception.getStackTrace()"),
        evil(
            "print trace",
            "new Exception().printStackTrace(); return 0;",
            "Exception.printStackTrace()"),
        evil("intern", "return \"a\".intern();", "java.lang.String.intern()"),
        evil("pattern", "return \"a\".matches(\"(a+)+\");", "java.lang.String.matches"),
        evil("parallel", "return List.of(1).parallelStream().count();", "parallelStream()"),
        evil("stream", "return List.of(1).stream().count();", "java.util.List.stream()"),
        evil("lock", "synchronized (\"\") { return 0; }", "is synchronized"),
        evil("wait", "new Object().wait(); return 0;", "java.lang.Object.wait()"),
        evil(
            "atomic",
            "return new java.util.concurrent.atomic.AtomicInteger();",
            "java.util.concurrent.atomic"),
        evil("thread local", "return new ThreadLocal<>();", "java.lang.ThreadLocal"),
        evil("sine", "return Math.sin(1);", "java.lang.Math.sin(double)"),
        evil("raw bits", "return Double.doubleToRawLongBits(0.0);", "Double.doubleToRawLongBits"),
        evil(
            "reference to exit",
            "IntConsumer c = System::exit; c.accept(1); return 0;",
            "System.exit(int)"),
        evil(
            "reference to clock",
            "LongSupplier c = System::nanoTime; return c.getAsLong();",
            "System.nanoTime()"),
        evil(
            "the meter",
            "return io.supervisor.api.meter.Meter.current();",
            "uses io.supervisor.api.meter.Meter"),
        evil(
            "the budget's end",
            "try { return 0; } catch (io.supervisor.api.meter.BudgetExhausted e) { return 1; }",
            "uses io.supervisor.api.meter.BudgetExhausted"),
        evil(
            "the library",
            "return io.supervisor.sandbox.library.Texts.valueOf(1);",
            "uses io.supervisor.sandbox.library.Texts"),
        evil(
            "keys",
            "return io.supervisor.api.crypto.KeyPair.generate(null);",
            "io.supervisor.api.crypto.KeyPair"),
        evil(
            "out of memory",
            "try { return 0; } catch (OutOfMemoryError e) { return 1; }",
            "catches java.lang.OutOfMemoryError"),
        evil(
            "shared bytes",
            "return Hash.wrap(new byte[32]);",
            "io.supervisor.api.Hash.wrap(byte[])"),
        evil("composition", "Function<Object,Object> f = x -> x; return f.andThen(f);", "andThen"));
  }

  private static Arguments evil(String name, String body, String text) {
    return Arguments.of(name, body, text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("evil")
  void whatIsNotAllowedIsNamedWithItsPlace(String name, String body, String text) {
    var verdict = Sandbox.judge(Compiled.body(body));
    assertThat(verdict.classes()).isEmpty();
    assertThat(verdict.violations())
        .anySatisfy(violation -> {
          assertThat(violation.what()).contains(text);
          assertThat(violation.className()).isEqualTo("t.T");
        });
  }

  static Stream<Arguments> evilMembers() {
    return Stream.of(
        Arguments.of("finalizer", "protected void finalize() {}", "is a finalizer"),
        Arguments.of("native", "native void n();", "is native"),
        Arguments.of("synchronized", "synchronized void n() {}", "is synchronized"),
        Arguments.of(
            "static state",
            "static int n; static void f() { n++; }",
            "changes the static field t.T.n"),
        Arguments.of(
            "inherited static state",
            "static abstract class E extends com.google.protobuf.GeneratedMessage { static { alwaysUseFieldBuilders = true; } }",
            "changes the static field"),
        Arguments.of(
            "inherited static object",
            "static abstract class E extends com.google.protobuf.GeneratedMessage { static Object o() { return loggedPre22TypeNames; } }",
            "uses the field t.T$E.loggedPre22TypeNames"),
        Arguments.of(
            "thread", "static class E extends Thread {}", "extends or implements java.lang.Thread"),
        Arguments.of(
            "class loader",
            "static class E extends ClassLoader {}",
            "extends or implements java.lang.ClassLoader"),
        Arguments.of(
            "a map",
            "static abstract class E extends HashMap<String, String> {}",
            "implements java.util.HashMap"),
        Arguments.of(
            "a stream",
            "static abstract class E extends java.io.InputStream {}",
            "implements java.io.InputStream"),
        Arguments.of(
            "serialisable function",
            "Runnable r = (Runnable & java.io.Serializable) () -> {};",
            "can be serialised"),
        Arguments.of("frame", "static void g() {" + manyLocals() + "}", "slots of stack"));
  }

  private static String manyLocals() {
    var text = new StringBuilder();
    for (var i = 0; i < 1_100; i++) {
      text.append("long v").append(i).append(" = ").append(i).append(";");
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("evilMembers")
  void whatClassesMustNotBeIsNamed(String name, String members, String text) {
    assertThat(Sandbox.judge(Compiled.members(members)).violations())
        .extracting(Violation::what)
        .anySatisfy(what -> assertThat(what).contains(text));
  }

  @Test
  void classMethodAndLineAreTold() {
    var verdict =
        Sandbox.judge(
            Compiled.source(
                "org.example.Bank",
                """
                package org.example;
                public class Bank {
                  void pay(int amount) {
                    if (amount > 3) {
                      System.exit(amount);
                    }
                  }
                }
                """));
    assertThat(verdict.violations())
        .extracting(Violation::toString)
        .containsExactly(
            "org.example.Bank.pay(int) line 5: calls java.lang.System.exit(int), which is not"
                + " allowed");
  }

  @Test
  void allIsToldAtOnceWithinBounds() {
    var all = new StringBuilder();
    for (var i = 0; i < 300; i++) {
      all.append("\nSystem.exit(").append(i).append(");");
    }
    assertThat(Sandbox.judge(Compiled.body(all + "return 0;")).violations()).hasSize(100);
    assertThat(
            Sandbox.judge(Compiled.body("System.gc();\nSystem.exit(1);\nreturn 0;")).violations())
        .hasSize(2);
  }

  @Test
  void damagedFilesAreRefused() {
    assertThat(Sandbox.judge(Map.of("a/B.class", new byte[] {1, 2, 3})).violations())
        .extracting(Violation::toString)
        .containsExactly("a.B: the file is no class file, or a damaged one");
    byte[] code = Objects.requireNonNull(Compiled.body("return 0;").get("t/T.class"));
    Map<String, byte[]> moved = Map.of("a/B.class", code);
    assertThat(Sandbox.judge(moved).violations())
        .extracting(Violation::toString)
        .containsExactly("a.B: the file holds the class t.T");
  }

  @Test
  void theSameFilesGiveTheSameBytes() {
    var files = Compiled.body("var m = new HashMap<String, Integer>(); m.put(\"a\", 1); return m;");
    var first = Sandbox.judge(files).classes();
    var second = Sandbox.judge(files).classes();
    assertThat(first.keySet()).isEqualTo(second.keySet());
    first.forEach((name, bytes) -> assertThat(bytes).isEqualTo(second.get(name)));
  }
}

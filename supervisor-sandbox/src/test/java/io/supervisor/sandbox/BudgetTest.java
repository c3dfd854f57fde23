package io.supervisor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is allowed, but does not come to an end. */
class BudgetTest {
  static Stream<Arguments> endless() {
    return Stream.of(
        Arguments.of("loop", "while (true) {}", "more than"),
        Arguments.of(
            "catching loop",
            "while (true) { try { while (true) {} } catch (Throwable e) {} }",
            "more than"),
        Arguments.of("finally", "try { while (true) {} } finally { while (true) {} }", "more than"),
        Arguments.of(
            "return in finally", "try { while (true) {} } finally { return 1; }", "more than"),
        Arguments.of(
            "many arrays",
            "var l = new ArrayList<byte[]>(); while (true) { l.add(new byte[1 << 20]); }",
            "more than"),
        Arguments.of("huge array", "return new byte[Integer.MAX_VALUE - 8].length;", "more than"),
        Arguments.of("huge arrays", "return new long[1 << 15][1 << 15].length;", "more than"),
        Arguments.of(
            "huge objects", "return new Object[Integer.MAX_VALUE - 8].length;", "more than"),
        Arguments.of("repeat", "return \"ab\".repeat(1_000_000_000).length();", "more than"),
        Arguments.of("doubling", "var s = \"ab\"; while (true) { s = s + s; }", "more than"),
        Arguments.of("concat", "var s = \"ab\"; while (true) { s = s.concat(s); }", "more than"),
        Arguments.of(
            "builder",
            "var s = new StringBuilder(\"ab\"); while (true) { s.append(s); }",
            "more than"),
        Arguments.of(
            "builder's length",
            "var s = new StringBuilder(); s.setLength(2_000_000_000); return s.length();",
            "more than"),
        Arguments.of("capacity", "return new StringBuilder(2_000_000_000).length();", "more than"),
        Arguments.of(
            "list's capacity", "return new ArrayList<>(2_000_000_000).size();", "more than"),
        Arguments.of(
            "copyOf", "return Arrays.copyOf(new byte[1], 2_000_000_000).length;", "more than"),
        Arguments.of(
            "replace",
            "return \"a\".repeat(9_000).replace(\"a\", \"b\".repeat(9_000)).length();",
            "more than"),
        Arguments.of(
            "join",
            "return String.join(\"b\".repeat(100_000), Collections.nCopies(100_000, \"a\")).length();",
            "more than"),
        Arguments.of(
            "nCopies",
            "return new ArrayList<>(Collections.nCopies(2_000_000_000, 1)).size();",
            "more than"),
        Arguments.of(
            "text of copies",
            "return Collections.nCopies(2_000_000_000, 1).toString().length();",
            "more than"),
        Arguments.of(
            "power", "return new BigInteger(\"7\").pow(100_000).bitLength();", "more than"),
        Arguments.of(
            "squares", "var n = BigInteger.TEN; while (true) { n = n.multiply(n); }", "more than"),
        Arguments.of(
            "modular power",
            "var n = BigInteger.ONE.shiftLeft(20_000).subtract(BigInteger.ONE); return n.modPow(n, n).bitLength();",
            "more than"),
        Arguments.of(
            "digits", "return new BigInteger(\"7\".repeat(1_000_000)).bitLength();", "more than"),
        Arguments.of(
            "search",
            "return \"a\".repeat(100_000).indexOf(\"a\".repeat(50_000) + \"b\");",
            "more than"),
        Arguments.of(
            "shared text",
            "Object o = \"x\"; for (var i = 0; i < 60; i++) { o = List.of(o, o); } return o.toString().length();",
            "more than"),
        Arguments.of(
            "shared hash",
            "Object o = \"x\"; for (var i = 0; i < 60; i++) { o = List.of(o, o); } return o.hashCode();",
            "more than"),
        Arguments.of(
            "shared equality",
            "Object o = \"x\"; Object p = \"x\"; for (var i = 0; i < 60; i++) { o = List.of(o, o); p = List.of(p, p); } return o.equals(p);",
            "more than"),
        Arguments.of(
            "shared key",
            "Object o = \"x\"; for (var i = 0; i < 60; i++) { o = List.of(o, o); } return new HashMap<>().get(o);",
            "more than"),
        Arguments.of(
            "list in itself",
            "var l = new ArrayList<Object>(); l.add(l); return l.hashCode();",
            "deeper"),
        Arguments.of(
            "nested list",
            "Object o = 1; for (var i = 0; i < 100_000; i++) { o = Collections.singletonList(o); } return o.hashCode();",
            "deeper"),
        Arguments.of(
            "functions",
            "Supplier<Object>[] s = new Supplier[1]; s[0] = () -> s[0].get(); return s[0].get();",
            "deeper"),
        Arguments.of(
            "comparators",
            "Comparator<String> c = Comparator.naturalOrder(); for (var i = 0; i < 100_000; i++) { c = c.reversed(); } return c.compare(\"a\", \"b\");",
            "deeper"),
        Arguments.of(
            "endless iterable",
            "Iterable<Integer> i = () -> new Iterator<>() { public boolean hasNext() { return true; } public Integer next() { return 1; } }; i.forEach(x -> {}); return 0;",
            "more than"),
        Arguments.of(
            "exceptions",
            "while (true) { try { throw new IllegalStateException(\"x\"); } catch (RuntimeException e) {} }",
            "more than"),
        Arguments.of(
            "boxes",
            "var l = new ArrayList<Long>(); for (var i = 0L; ; i++) { l.add(i); }",
            "more than"),
        Arguments.of(
            "sorting",
            "var l = new ArrayList<String>(); for (var i = 0; i < 1_000; i++) { l.add(\"a\".repeat(1_000) + i); } while (true) { Collections.sort(l); }",
            "more than"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void whatDoesNotEndIsEnded(String name, String body, String what) {
    var outcome = Contained.outcome(Compiled.body(body));
    assertThat(outcome.exhausted()).isTrue();
    assertThat(outcome.result()).startsWith("the budget of the call is exhausted: ").contains(what);
  }

  static Stream<Arguments> recursions() {
    return Stream.of(
        Arguments.of(
            "plain",
            "static int f(int n) { return f(n + 1) + 1; } public static Object run() { return f(0); }"),
        Arguments.of(
            "caught",
            "static int f(int n) { try { return f(n + 1) + 1; } catch (Throwable e) { return f(n); } finally { f(n); } } public static Object run() { return f(0); }"),
        Arguments.of(
            "of text",
            "public String toString() { return \"\" + this; } public static Object run() { return new T().toString(); }"),
        Arguments.of(
            "of hash",
            "public int hashCode() { return Objects.hash(this); } public static Object run() { return new T().hashCode(); }"),
        Arguments.of(
            "of a constructor",
            "public T() { new T(); } public static Object run() { return new T(); }"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recursions")
  void recursionEndsBeforeTheStackDoes(String name, String members) {
    var outcome = Contained.outcome(Compiled.members(members));
    assertThat(outcome.exhausted()).isTrue();
    assertThat(outcome.result()).contains("deeper than");
  }

  @Test
  void largeFramesEndBeforeTheStackDoesToo() {
    var locals = new StringBuilder();
    var sum = new StringBuilder("f(n + 1)");
    for (var i = 0; i < 900; i++) {
      locals.append("long v").append(i).append(" = n + ").append(i).append(";\n");
      sum.append(" + v").append(i);
    }
    var files =
        Compiled.members(
            "static long f(long n) {\n"
                + locals
                + "return "
                + sum
                + "; }\n"
                + "public static Object run() { return f(0); }");
    assertThat(Contained.outcome(files).result()).contains("deeper than");
  }

  @Test
  void anInitialiserThatDoesNotEndIsEnded() {
    var contained =
        Contained.of(
            Compiled.members(
                "static final int N; static { int i = 0; while (true) { if (i++ < 0) break; } N = i; }"));
    org.assertj.core.api.Assertions.assertThatThrownBy(contained::prepare)
        .hasMessageContaining("the budget of the call is exhausted");
  }

  @Test
  void theSameCallCostsTheSame() {
    var files =
        Compiled.members(
            """
            record Point(int x, String name, List<Integer> all) {}
            enum Colour { RED, GREEN }
            sealed interface Shape permits Circle, Square {}
            record Circle(long r) implements Shape {}
            record Square(long a) implements Shape {}
            static long area(Shape s) {
              return switch (s) { case Circle(var r) -> 3 * r * r; case Square(var a) -> a * a; };
            }
            public static Object run() {
              var map = new HashMap<Object, Object>();
              for (var i = 0; i < 100; i++) {
                map.put(new Point(i, "p" + i, List.of(i)), Colour.values()[i % 2]);
              }
              var sorted = new TreeMap<String, Long>();
              map.forEach((k, v) -> sorted.merge(v.toString(), (long) k.hashCode(), Long::sum));
              var text = new StringBuilder();
              for (var e : sorted.entrySet()) {
                text.append(e.getKey()).append(e.getValue());
              }
              try {
                Object o = text;
                return (Integer) o;
              } catch (ClassCastException e) {
                text.append(e.getMessage());
              }
              return text + " " + area(new Circle(2)) + Map.of(1, 2, 3, 4) + Set.of(9, 8, 7) + map.size();
            }
            """);
    var first = Contained.outcome(files);
    assertThat(first.exhausted()).isFalse();
    var contained = Contained.of(files);
    assertThat(contained.prepare()).isEmpty();
    for (var i = 0; i < 50; i++) {
      assertThat(contained.run("t.T")).isEqualTo(first);
    }
    assertThat(first.result()).contains("null 12{1=2, 3=4}[9, 8, 7]100");
  }
}

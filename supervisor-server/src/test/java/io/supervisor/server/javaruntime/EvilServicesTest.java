package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.meter.BudgetExhausted;
import io.supervisor.api.service.Read;
import io.supervisor.core.blockchain.CallError;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.CommittedChain;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services that mean ill, as JARs of an author's compiler, on a chain: whatever they do is a
 * recorded failure, the same on two nodes, and the next block comes.
 */
class EvilServicesTest {
  private static final ArtifactId EVIL = ScriptedChain.artifact("evil", "1.0.0");
  private static final InstanceSpec INSTANCE = new InstanceSpec(new InstanceId(7), "evil", EVIL);
  private static final String EXHAUSTED = "core:16";

  /** What a transaction does, and the code that is recorded. */
  private record Deed(String body, String code, String description) {}

  private static final List<Deed> DEEDS =
      List.of(
          new Deed("c.data().entry(\"x\", Codecs.u64()).set(1L);", "ok", ""),
          new Deed("while (true) {}", EXHAUSTED, "10000000 steps"),
          new Deed(
              "while (true) { try { while (true) {} } catch (Throwable e) {} }",
              EXHAUSTED,
              "steps"),
          new Deed("deep(0);", EXHAUSTED, "nested deeper"),
          new Deed("try { deep(0); } catch (Throwable e) { deep(0); }", EXHAUSTED, "nested deeper"),
          new Deed("var a = new byte[Integer.MAX_VALUE - 8];", EXHAUSTED, "bytes allocated"),
          new Deed(
              "var l = new ArrayList<byte[]>(); while (true) l.add(new byte[1 << 16]);",
              EXHAUSTED,
              "bytes allocated"),
          new Deed("var s = \"x\".repeat(2_000_000_000);", EXHAUSTED, "budget"),
          new Deed(
              "throw new IllegalStateException(\"x\".repeat(1_000_000));", "unexpected", "xxx..."),
          new Deed(
              "throw new IllegalStateException(\"a\\n2026-01-01 ERROR forged \\u001b[31m\");",
              "unexpected",
              "a?2026-01-01 ERROR forged ?[31m"),
          new Deed("throw new Sly();", "unexpected", "org.example.Evil$Sly"),
          new Deed("throw new Endless();", "unexpected", "org.example.Evil$Endless"),
          new Deed("throw CallException.service(3, \"y\".repeat(100_000));", "service:3", "yyy..."),
          new Deed(
              "Object o = new Object(); throw new IllegalStateException(\"at \" + o + new byte[1] + (Runnable) () -> {});",
              "unexpected",
              "at java.lang.Objectbyte[1]function"),
          new Deed(
              "Object o = \"s\"; Integer i = (Integer) o;",
              "unexpected",
              "java.lang.ClassCastException"),
          new Deed("String s = null; s.length();", "unexpected", "java.lang.NullPointerException"),
          new Deed(
              "for (var i = 0L; ; i++) c.data().map(\"m\", Codecs.u64(), Codecs.bytes()).put(i, new byte[100_000]);",
              EXHAUSTED,
              "8388608 bytes written"),
          new Deed(
              "while (true) c.data().map(\"m\", Codecs.u64(), Codecs.bytes()).get(1L);",
              EXHAUSTED,
              "steps"),
          new Deed(
              "try { while (true) {} } finally { c.data().entry(\"x\", Codecs.u64()).set(2L); }",
              EXHAUSTED,
              "steps"),
          new Deed("c.call(c.instance().id(), \"\", 1, new byte[0]);", EXHAUSTED, "steps"),
          new Deed(
              "try { c.call(c.instance().id(), \"\", 1, new byte[0]); } catch (Throwable e) { return; }",
              EXHAUSTED,
              "steps"),
          new Deed("c.call(c.instance().id(), \"\", 21, new byte[0]);", "core:8", "depth"),
          new Deed(
              "TABLE[0]++; if (TABLE[0] != 5) throw new IllegalStateException(\"kept\");",
              "ok",
              ""));

  private static String source() {
    var methods = new ArrayList<String>();
    for (var i = 0; i < DEEDS.size(); i++) {
      methods.add(
          "Method.ofBytes(%d, \"m\", (c, args) -> { %s })".formatted(i, DEEDS.get(i).body()));
    }
    return """
    package org.example;
    import io.supervisor.api.*;
    import io.supervisor.api.service.*;
    import io.supervisor.api.storage.*;
    import java.util.*;
    public class Evil implements ServiceArtifact {
      static final int[] TABLE = {5};
      static class Sly extends RuntimeException {
        public String getMessage() { throw new IllegalStateException("no message"); }
        public String toString() { throw new IllegalStateException("no text"); }
      }
      static class Endless extends RuntimeException {
        public String getMessage() { while (true) {} }
      }
      static int deep(int n) { return deep(n + 1) + 1; }
      public Service create(InstanceSpec instance) {
        return new Service() {
          public List<Method<?>> methods() { return List.of(%s); }
        };
      }
    }
    """
        .formatted(String.join(",\n", methods));
  }

  private static byte[] jar(String source) {
    return new JarBuilder()
        .manifest(EVIL.name(), EVIL.version().toString())
        .provider("org.example.Evil")
        .source("org.example.Evil", source)
        .build();
  }

  private static ScriptedChain chain(byte[] jar) throws BadJarException {
    var chain = new ScriptedChain(1, Map.of(EVIL, ServiceJar.load(jar).service()));
    return chain.start(chain.genesis(Rules.REVISED).instance(INSTANCE, new byte[0]).build());
  }

  /** With as much stack as a node has. */
  private static <T> T asNode(Callable<T> work) throws Exception {
    var task = new FutureTask<>(work);
    Thread.ofPlatform().stackSize(ServiceJar.STACK_BYTES).start(task);
    return task.get();
  }

  private static VerifiedTransaction transaction(int method) {
    return VerifiedTransaction.sign(
        INSTANCE.id(), method, new byte[] {1}, ScriptedChain.keyPair(100 + method));
  }

  private static List<ExecutionError> errors(ScriptedChain chain) {
    return chain.blocks().getLast().errors().stream().map(CallError::error).toList();
  }

  @Test
  void everyDeedOfATransactionIsRecordedAlike() throws Exception {
    var jar = jar(source());
    var hashes = asNode(() -> run(jar, 1));
    // The other node has done it all before: whatever it compiled or keeps changes nothing.
    assertThat(asNode(() -> run(jar, 2))).isEqualTo(hashes);
  }

  /** State hashes of the blocks of the last round. */
  private static List<Hash> run(byte[] jar, int rounds) throws BadJarException {
    var artifact = ServiceJar.load(jar).service();
    var hashes = new ArrayList<Hash>();
    for (var round = 0; round < rounds; round++) {
      hashes.clear();
      var chain = new ScriptedChain(1, Map.of(EVIL, artifact));
      chain.start(chain.genesis(Rules.REVISED).instance(INSTANCE, new byte[0]).build());
      for (var i = 0; i < DEEDS.size(); i++) {
        var deed = DEEDS.get(i);
        chain.block(transaction(i));
        var errors = errors(chain);
        var seen =
            errors.stream()
                .map(error -> error.codeText() + " " + error.description())
                .collect(Collectors.joining());
        assertThat(seen.isEmpty() ? "ok" : errors.getFirst().codeText())
            .as(deed.body() + ": " + seen.lines().findFirst())
            .isEqualTo(deed.code());
        if (!errors.isEmpty()) {
          assertThat(errors.getFirst().description()).contains(deed.description());
          assertThat(errors.getFirst().description().length()).isLessThan(1_100);
          assertThat(errors.getFirst().description()).doesNotContain("\n");
        }
        hashes.add(chain.blocks().getLast().hash());
      }
    }
    return hashes;
  }

  private static String with(String member) {
    return """
    package org.example;
    import io.supervisor.api.*;
    import io.supervisor.api.service.*;
    import java.util.*;
    public class Evil implements ServiceArtifact {
      static int none() { return 0; }
      public Service create(InstanceSpec instance) { return new Own(); }
      static class Own implements Service {
        public List<Method<?>> methods() { return List.of(Method.ofBytes(0, "good", (c, a) -> {})); }
        %s
      }
    }
    """
        .formatted(member);
  }

  @Test
  void aConstructorAndAnInitialiserEnd() {
    var constructor =
        with("").replace("static int none", "public Evil() { while (true) {} } static int none");
    assertThatThrownBy(() -> ServiceJar.load(jar(constructor)))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("budget of the call is exhausted");
    var initialiser =
        with("")
            .replace(
                "static int none",
                "static final int N; static { int i = 0; while (i >= 0) { i = none(); } N = i; } static int none");
    assertThatThrownBy(() -> ServiceJar.load(jar(initialiser)))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("budget of the call is exhausted");
  }

  private static String addedTo(ScriptedChain chain) {
    return chain.supervise(context -> context.addInstance(INSTANCE, new byte[0]));
  }

  private static ScriptedChain without(String source) throws BadJarException {
    var chain = new ScriptedChain(1, Map.of(EVIL, ServiceJar.load(jar(source)).service()));
    chain.start(chain.genesis(Rules.REVISED).artifact(EVIL, new byte[0]).build());
    return chain;
  }

  @Test
  void createAndInitializeEnd() throws Exception {
    asNode(() -> {
      var create = without(with("").replace("return new Own();", "while (true) {}"));
      assertThat(addedTo(create)).isEqualTo(EXHAUSTED);
      assertThat(addedTo(create)).isEqualTo(EXHAUSTED);
      var initialize =
          without(with("public void initialize(CallContext c, byte[] p) { while (true) {} }"));
      assertThat(addedTo(initialize)).isEqualTo(EXHAUSTED);
      assertThat(initialize.supervise(SupervisorContext::rules)).isEqualTo("ok");
      return null;
    });
  }

  @Test
  void hooksEnd() throws Exception {
    asNode(() -> {
      var chain =
          without(
              with(
                  """
                  public void beforeTransactions(CallContext c) { while (true) {} }
                  public void afterTransactions(CallContext c) { while (true) {} }
                  public void afterCommit(CommitContext c) { while (true) {} }
                  """));
      assertThat(addedTo(chain)).isEqualTo("ok");
      for (var i = 0; i < 2; i++) {
        chain.block(transaction(0));
        assertThat(errors(chain))
            .extracting(ExecutionError::codeText)
            .containsExactly(EXHAUSTED, EXHAUSTED);
        var hooks =
            chain
                .dispatcher()
                .afterCommit(
                    new Snapshot(chain.view()),
                    new CommittedChain(new Height(1), chain.config()),
                    new NodeIdentity(chain.keys().publicKey()));
        assertThat(hooks.failures())
            .extracting(AfterCommit.HookFailure::thrown)
            .singleElement()
            .isInstanceOf(BudgetExhausted.class);
      }
      return null;
    });
  }

  @Test
  void readsEnd() throws Exception {
    asNode(() -> {
      var chain =
          chain(
              jar(
                  with(
                      """
                      public List<Read> reads() {
                        return List.of(
                            Read.ofPublic("v1/loop", List.of(), (c, a) -> { while (true) {} }),
                            Read.ofPublic("v1/sly", List.of(), (c, a) -> { throw new Sly(); }));
                      }
                      static class Sly extends RuntimeException {
                        public String getMessage() { throw new IllegalStateException("no"); }
                        public String toString() { throw new IllegalStateException("no"); }
                      }
                      """)));
      var answer = chain.ask(INSTANCE, "v1/loop", Read.Visibility.PUBLIC, Map.of());
      assertThat(answer).isInstanceOf(QueryAnswer.Failed.class);
      assertThat(((QueryAnswer.Failed) answer).thrown()).isInstanceOf(BudgetExhausted.class);
      var sly = chain.ask(INSTANCE, "v1/sly", Read.Visibility.PUBLIC, Map.of());
      // Whoever logs it runs no code of the service.
      assertThat(((QueryAnswer.Failed) sly).thrown())
          .hasToString(
              "io.supervisor.core.runtime.ErrorText$ServiceFailure: org.example.Evil$Own$Sly:"
                  + " org.example.Evil$Own$Sly");
      return null;
    });
  }

  @Test
  void whatCouldBeKeptFromCallToCallIsRefused() throws Exception {
    assertThatThrownBy(() ->
            ServiceJar.load(
                jar(
                    with("")
                        .replace(
                            "static int none",
                            "static final List<String> KEPT = new ArrayList<>(); static int none"))))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining(
            "org.example.Evil.KEPT is a java.util.ArrayList, which can be changed");
    var chain = without(with("int count;"));
    assertThat(addedTo(chain)).isEqualTo("unexpected");
    assertThat(errors(chain).getFirst().description())
        .contains("the service is a org.example.Evil$Own, whose field count is not final");
    var captured =
        without(
            with("")
                .replace("return List.of(Method", "int[] n = {0}; return List.of(Method")
                .replace("(c, a) -> {}", "(c, a) -> { n[0]++; }"));
    assertThat(addedTo(captured)).isEqualTo("unexpected");
    assertThat(errors(captured).getFirst().description())
        .contains("is an array, which can be changed");
  }

  @Test
  void aRefusalNamesThePlace(@TempDir Path folder) throws IOException {
    var exits = with("public void initialize(CallContext c, byte[] p) { System.exit(1); }");
    var file = Files.write(folder.resolve("evil.jar"), jar(exits));
    assertThatThrownBy(() -> ServiceJar.check(file, 1))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining(
            "sandbox version 1 refuses it: org.example.Evil$Own.initialize(io.supervisor.api.service.CallContext,byte[]) line 10: calls java.lang.System.exit(int)");
    assertThatThrownBy(() -> ServiceJar.load(jar(exits))).isInstanceOf(BadJarException.class);
  }
}

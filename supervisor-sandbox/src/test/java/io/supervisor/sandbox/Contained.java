package io.supervisor.sandbox;

import io.supervisor.api.meter.Budget;
import io.supervisor.api.meter.BudgetExhausted;
import io.supervisor.api.meter.Meter;
import io.supervisor.sandbox.library.OwnFiles;
import io.supervisor.sandbox.library.Texts;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Code that the sandbox allowed, loaded and prepared as a node does it. */
final class Contained extends ClassLoader implements OwnFiles {
  static final Budget BUDGET = new Budget(10_000_000, 64L << 20, 512 << 10, 8L << 20);

  private final Map<String, byte[]> files;
  private final Map<String, byte[]> classes;

  /**
   * What came of a call.
   *
   * @param result as text; the name of the class for what was thrown
   */
  record Outcome(String result, boolean exhausted, long steps, long bytes) {}

  private Contained(Map<String, byte[]> files, Map<String, byte[]> classes) {
    super("contained", Contained.class.getClassLoader());
    this.files = files;
    this.classes = classes;
  }

  /** Requires that it is allowed. */
  static Contained of(Map<String, byte[]> files) {
    var verdict = Sandbox.judge(files);
    if (!verdict.isAllowed()) {
      throw new IllegalArgumentException(verdict.violations().toString());
    }
    return new Contained(files, verdict.classes());
  }

  /** What is wrong with what its classes keep. */
  List<String> prepare() {
    return Preparation.prepare(this, classes.keySet());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    var bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public byte @Nullable [] file(String name) {
    return files.get(name);
  }

  /** Calls {@code static Object run()} of a class within a budget. */
  Outcome run(String className) {
    return run(className, BUDGET);
  }

  Outcome run(String className, Budget budget) {
    try (var scope = Meter.open(budget)) {
      String result;
      try {
        var method = loadClass(className).getMethod("run");
        result = Texts.valueOf(method.invoke(null));
      } catch (InvocationTargetException e) {
        result = thrown(Objects.requireNonNull(e.getCause()));
      } catch (ReflectiveOperationException | NullPointerException | IllegalArgumentException e) {
        result = "cannot be called: " + e.getClass().getName();
      } catch (BudgetExhausted e) {
        result = thrown(e);
      }
      var meter = scope.meter();
      var exhausted = meter.exhausted();
      return new Outcome(
          exhausted == null ? result : thrown(exhausted),
          exhausted != null,
          exhausted == null ? meter.stepsUsed() : 0,
          exhausted == null ? meter.bytesUsed() : 0);
    }
  }

  private static String thrown(Throwable thrown) {
    return thrown instanceof BudgetExhausted
        ? String.valueOf(thrown.getMessage())
        : thrown.getClass().getName();
  }

  /** Judges, prepares and runs {@code t.T.run()}, with as much stack as a node has. */
  static Outcome outcome(Map<String, byte[]> files) {
    var contained = of(files);
    var run =
        new FutureTask<>(() -> {
          var problems = contained.prepare();
          if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.toString());
          }
          return contained.run("t.T");
        });
    Thread.ofPlatform().stackSize(32 << 20).start(run);
    try {
      return run.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}

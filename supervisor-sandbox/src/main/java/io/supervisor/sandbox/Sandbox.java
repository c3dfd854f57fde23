package io.supervisor.sandbox;

import io.supervisor.api.service.ServiceArtifact;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks the classes of a service and makes them pay for what they do. A pure function of the files
 * of a JAR and of {@link #VERSION}: all nodes come to the same verdict and run the same code.
 */
public final class Sandbox {
  /** Of the allow-list and of how things are counted. */
  public static final int VERSION = AllowList.VERSION;

  private static final AllowList ALLOWED = AllowList.load();
  private static final String SUFFIX = ".class";

  private Sandbox() {}

  /**
   * What came of a check.
   *
   * @param classes to run, by name with dots; empty if anything is not allowed
   * @param violations at most a hundred
   */
  public record Verdict(SortedMap<String, byte[]> classes, List<Violation> violations) {
    public Verdict {
      classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
      violations = List.copyOf(violations);
    }

    public boolean isAllowed() {
      return violations.isEmpty();
    }
  }

  /**
   * Judges a service.
   *
   * @param files of its JAR by name; those that are no classes are not looked at
   */
  public static Verdict judge(Map<String, byte[]> files) {
    return judge(files, ServiceArtifact.class.getClassLoader());
  }

  /**
   * Judges a service.
   *
   * @param framework class loader through which the service sees what is not its own
   */
  public static Verdict judge(Map<String, byte[]> files, ClassLoader framework) {
    var violations = new Violations();
    var parsed = parse(files, violations);
    var classes = new TreeMap<String, byte[]>();
    if (violations.all().isEmpty()) {
      new Judgement(parsed, framework, violations).into(classes);
    }
    var found = violations.all();
    return new Verdict(found.isEmpty() ? classes : new TreeMap<>(), found);
  }

  private static SortedMap<String, ClassModel> parse(
      Map<String, byte[]> files, Violations violations) {
    var parsed = new TreeMap<String, ClassModel>();
    for (var file : new TreeMap<>(files).entrySet()) {
      var path = file.getKey();
      if (!path.endsWith(SUFFIX)
          || path.startsWith("META-INF/")
          || path.equals("module-info" + SUFFIX)) {
        continue;
      }
      var name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
      violations.inClass(name);
      try {
        var model = ClassFile.of().parse(file.getValue());
        if (Universe.name(model.thisClass()).equals(name)) {
          parsed.put(name, model);
        } else {
          violations.add("the file holds the class " + Universe.name(model.thisClass()));
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        violations.add("the file is no class file, or a damaged one");
      }
    }
    return parsed;
  }

  /** Checks and changes all classes of one service. */
  private static final class Judgement {
    private final Map<String, ClassModel> parsed;
    private final ClassLoader framework;
    private final Violations violations;

    Judgement(Map<String, ClassModel> parsed, ClassLoader framework, Violations violations) {
      this.parsed = parsed;
      this.framework = framework;
      this.violations = violations;
    }

    void into(Map<String, byte[]> classes) {
      var before = new Universe(parsed, framework);
      var resolution = new Resolution(before, ALLOWED);
      var around = before.hierarchy();
      var plain = new TreeMap<String, ClassModel>();
      parsed.forEach((name, model) -> {
        violations.inClass(name);
        guarded(() -> {
          new ClassCheck(model, resolution, violations).run();
          plain.put(name, ClassFile.of().parse(Desugaring.of(model, before, resolution, around)));
        });
      });
      var universe = new Universe(plain, framework);
      var hierarchy = universe.hierarchy();
      var metering =
          new Metering(universe, new Resolution(universe, ALLOWED), violations, hierarchy);
      plain.forEach((name, model) -> {
        violations.inClass(name);
        guarded(() -> classes.put(name, verified(metering.of(model), hierarchy)));
      });
    }

    private byte[] verified(byte[] bytes, ClassHierarchyResolver hierarchy) {
      if (violations.all().isEmpty()) {
        var file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
        file.verify(bytes).stream()
            .findFirst()
            .ifPresent(error -> violations.add("its code cannot be verified: " + firstLine(error)));
      }
      return bytes;
    }

    private static String firstLine(Throwable error) {
      return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }

    /** What cannot even be taken apart is refused, whatever it was that went wrong. */
    private void guarded(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        violations.add("its code is damaged or too large");
      }
    }
  }
}

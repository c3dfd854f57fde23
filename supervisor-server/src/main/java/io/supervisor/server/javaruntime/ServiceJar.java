package io.supervisor.server.javaruntime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.runtime.ErrorText;
import io.supervisor.sandbox.Preparation;
import io.supervisor.sandbox.Sandbox;
import io.supervisor.sandbox.Survivors;
import io.supervisor.sandbox.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.Attributes;
import java.util.stream.Collectors;

/**
 * A service JAR, checked and loaded: small enough, named by its manifest, with nothing in its code
 * that the sandbox refuses, and exactly one {@link ServiceArtifact}. Once closed, the service loads
 * no more classes.
 *
 * @param name of the artifact, which may be had under any runtime
 */
public record ServiceJar(
    String name, Version version, Hash sha256, ServiceArtifact service, AutoCloseable classes)
    implements AutoCloseable {
  /** Bytes that a JAR may have; the network's nodes may be told to take less from others. */
  public static final int BYTES_MAX = 1 << 30;

  private static final int BUFFER_BYTES = 64 << 10;

  /**
   * How long a busy machine may take for a service's constructor and its classes' initialisers,
   * whose budget is exhausted long before.
   */
  private static final Duration LOADED_WITHIN = Duration.ofSeconds(60);

  /** Bytes of stack that the budget of a call fits into several times. */
  public static final long STACK_BYTES = 32 << 20;

  private static final int VIOLATIONS_TOLD = 8;

  static final Attributes.Name ARTIFACT_NAME = new Attributes.Name("Supervisor-Artifact-Name");
  static final Attributes.Name ARTIFACT_VERSION =
      new Attributes.Name("Supervisor-Artifact-Version");

  private static final String PROVIDERS = "META-INF/services/" + ServiceArtifact.class.getName();

  /** What a manifest names. */
  record Label(String name, Version version) {
    ArtifactId in(int runtimeId) {
      return new ArtifactId(runtimeId, name, version);
    }

    static Label of(Attributes manifest) throws BadJarException {
      var name = manifest.getValue(ARTIFACT_NAME);
      var version = manifest.getValue(ARTIFACT_VERSION);
      if (name == null || version == null) {
        throw new BadJarException(
            "its manifest lacks " + (name == null ? ARTIFACT_NAME : ARTIFACT_VERSION));
      }
      if (!ArtifactId.isValidName(name)) {
        throw new BadJarException(
            String.format(
                Locale.ROOT,
                "its manifest has %s \"%s\", want one or more of a-zA-Z0-9_-./",
                ARTIFACT_NAME,
                name));
      }
      try {
        return new Label(name, Version.parse(version));
      } catch (IllegalArgumentException e) {
        throw new BadJarException(
            String.format(
                Locale.ROOT,
                "its manifest has %s \"%s\", want major.minor.patch",
                ARTIFACT_VERSION,
                version),
            e);
      }
    }
  }

  public ArtifactId in(int runtimeId) {
    return new ArtifactId(runtimeId, name, version);
  }

  /**
   * Reads and loads a file.
   *
   * @throws BadJarException if it cannot be had or is no service JAR
   */
  public static ServiceJar load(Path file) throws BadJarException {
    return load(file, hashOf(file));
  }

  /**
   * As {@link #load(Path)}, of a file whose hash is known; nothing in it is looked at unless it has
   * that hash.
   *
   * @throws BadJarException also if it has another
   */
  static ServiceJar load(Path file, Hash sha256) throws BadJarException {
    requireHash(file, sha256);
    var content = JarContent.unpack(JarContent.Source.of(file));
    // Whoever can write the file may have done so meanwhile.
    requireHash(file, sha256);
    return load(content, sha256, LOADED_WITHIN);
  }

  private static void requireHash(Path file, Hash sha256) throws BadJarException {
    var actual = hashOf(file);
    if (!actual.equals(sha256)) {
      throw new BadJarException("it has SHA-256 " + actual + ", want " + sha256);
    }
  }

  static boolean hasHash(Path file, Hash sha256) {
    try {
      return hashOf(file).equals(sha256);
    } catch (BadJarException e) {
      return false;
    }
  }

  /** Requires at most {@link #BYTES_MAX} bytes. */
  private static Hash hashOf(Path file) throws BadJarException {
    try (var in = Files.newInputStream(file)) {
      if (Files.size(file) > BYTES_MAX) {
        throw new BadJarException("it has more than " + BYTES_MAX + " bytes");
      }
      var digest = Sha256.create();
      var buffer = new byte[BUFFER_BYTES];
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return Hash.of(digest.digest());
    } catch (NoSuchFileException e) {
      throw new BadJarException("there is no such file", e);
    } catch (IOException e) {
      throw new BadJarException("it cannot be read: " + e.getMessage(), e);
    }
  }

  /** The artifact that the manifest of a JAR names; empty if there is no such manifest. */
  public static Optional<ArtifactId> artifactOf(Path jar, int runtimeId) {
    try {
      return Optional.of(Label.of(JarContent.manifestOf(JarContent.Source.of(jar))).in(runtimeId));
    } catch (BadJarException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks what can be checked without running any code of the JAR; {@link #load} may still refuse
   * it.
   *
   * @return the artifact that its manifest names
   * @throws BadJarException if it is no service JAR
   */
  public static ArtifactId check(Path jar, int runtimeId) throws BadJarException {
    var content = JarContent.unpack(JarContent.Source.of(jar));
    var label = Label.of(content.manifest());
    if (!content.files().containsKey(PROVIDERS)) {
      throw new BadJarException("it names no service in " + PROVIDERS);
    }
    judge(content);
    return label.in(runtimeId);
  }

  /**
   * All that the sandbox finds in a JAR, for its author.
   *
   * @throws BadJarException if it is no service JAR
   */
  public static List<Violation> violations(byte[] jar) throws BadJarException {
    return verdict(JarContent.unpack(jar)).violations();
  }

  private static Sandbox.Verdict verdict(JarContent content) {
    return Sandbox.judge(content.files(), ApiClassLoader.INSTANCE);
  }

  /** Its classes as they may run. */
  private static Map<String, byte[]> judge(JarContent content) throws BadJarException {
    var verdict = verdict(content);
    if (!verdict.isAllowed()) {
      throw new BadJarException(refusal(verdict.violations()));
    }
    return verdict.classes();
  }

  private static String refusal(List<Violation> violations) {
    var told =
        violations.stream()
            .limit(VIOLATIONS_TOLD)
            .map(violation -> ErrorText.of(violation.toString()))
            .collect(Collectors.joining("; "));
    var more = violations.size() - VIOLATIONS_TOLD;
    return "sandbox version "
        + Sandbox.VERSION
        + " refuses it: "
        + told
        + (more > 0 ? "; and " + more + " more" : "");
  }

  /** Loads a JAR from its bytes, which are not changed. */
  static ServiceJar load(byte[] jar) throws BadJarException {
    return load(jar, LOADED_WITHIN);
  }

  static ServiceJar load(byte[] jar, Duration within) throws BadJarException {
    return load(JarContent.unpack(jar), Sha256.of(jar), within);
  }

  private static ServiceJar load(JarContent content, Hash sha256, Duration within)
      throws BadJarException {
    var label = Label.of(content.manifest());
    var judged = judge(content);
    var classes = new JarClassLoader(label.name() + "-" + label.version(), content, judged);
    try {
      return new ServiceJar(
          label.name(), label.version(), sha256, timely(classes, judged.keySet(), within), classes);
    } catch (BadJarException e) {
      classes.close();
      throw e;
    }
  }

  /** On a thread of its own: code of others may never come to an end. */
  private static ServiceArtifact timely(
      JarClassLoader classes, Collection<String> names, Duration within) throws BadJarException {
    var loaded = new FutureTask<>(() -> onlyService(classes, names));
    var thread =
        Thread.ofPlatform()
            .daemon()
            .stackSize(STACK_BYTES)
            .name("load-" + classes.getName())
            .start(loaded);
    try {
      return loaded.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadJarException bad) {
        throw bad;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new BadJarException(
          "its service cannot be loaded within " + within.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
      throw new BadJarException("this node stops", e);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // code of others: whatever it throws refuses the JAR
  private static ServiceArtifact onlyService(JarClassLoader classes, Collection<String> names)
      throws BadJarException {
    try (var meter = Meter.open(Preparation.BUDGET)) {
      try {
        checkSteady(Preparation.prepare(classes, names));
        var found = ServiceLoader.load(ServiceArtifact.class, classes).stream().limit(2).toList();
        if (found.size() != 1) {
          throw new BadJarException(
              found.isEmpty()
                  ? "it names no service in " + PROVIDERS
                  : "it names more than one service in " + PROVIDERS);
        }
        var service = found.getFirst().get();
        checkSteady(Survivors.of(classes, service, "the artifact"));
        var exhausted = meter.meter().exhausted();
        if (exhausted != null) {
          throw exhausted;
        }
        return new ContainedArtifact(service, classes);
      } catch (BadJarException e) {
        throw e;
      } catch (Throwable e) {
        throw new BadJarException("its service cannot be loaded: " + reason(e));
      }
    }
  }

  private static void checkSteady(List<String> problems) throws BadJarException {
    if (!problems.isEmpty()) {
      throw new BadJarException(
          "it keeps what can be changed from call to call: "
              + ErrorText.of(String.join("; ", problems)));
    }
  }

  /** The innermost cause, which is what the author of the service needs. */
  private static String reason(Throwable thrown) {
    var cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getName() + ": " + ErrorText.of(cause);
  }

  @Override
  public void close() {
    try {
      classes.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing classes in memory cannot fail", e);
    }
  }
}

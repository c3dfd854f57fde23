package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceJarTest {
  @TempDir Path folder;

  @Test
  void aGoodJarIsLoadedAndNamedByItsManifest() throws Exception {
    var bytes = JarBuilder.good("org/sample", "1.2.3").build();
    try (var jar = ServiceJar.load(bytes)) {
      assertThat(jar.in(1)).isEqualTo(ArtifactId.parse("1:org/sample:1.2.3"));
      assertThat(jar.sha256()).isEqualTo(Sha256.of(bytes));
      var instance = new InstanceSpec(new InstanceId(7), "sample", jar.in(1));
      assertThat(jar.service().create(instance).methods()).isEmpty();
    }
  }

  static Stream<Arguments> badJars() {
    var good = JarBuilder.good("sample", "1.0.0").build();
    return Stream.of(
        Arguments.of("nothing", new byte[0], "it is no JAR"),
        Arguments.of("text", "hello".getBytes(StandardCharsets.UTF_8), "it is no JAR"),
        Arguments.of("half", Arrays.copyOf(good, good.length / 2), "damaged"),
        Arguments.of(
            "no manifest",
            JarBuilder.good("sample", "1.0.0").without("META-INF/MANIFEST.MF").build(),
            "its manifest lacks Supervisor-Artifact-Name"),
        Arguments.of(
            "bad name",
            JarBuilder.good("a b", "1.0.0").build(),
            "Supervisor-Artifact-Name \"a b\""),
        Arguments.of(
            "bad version",
            JarBuilder.good("sample", "1.0").build(),
            "Supervisor-Artifact-Version \"1.0\", want major.minor.patch"),
        Arguments.of(
            "no service",
            JarBuilder.good("sample", "1.0.0").withoutProvider().build(),
            "names no service"),
        Arguments.of(
            "two services",
            JarBuilder.good("sample", "1.0.0")
                .source("org.example.Other", JarBuilder.sample("Other", ""))
                .provider("org.example.Sample", "org.example.Other")
                .build(),
            "names more than one service"),
        Arguments.of(
            "absent class",
            JarBuilder.good("sample", "1.0.0").provider("org.example.Absent").build(),
            "cannot be loaded"),
        Arguments.of(
            "not a service artifact",
            JarBuilder.good("sample", "1.0.0")
                .source("org.example.Plain", "package org.example; public class Plain {}")
                .provider("org.example.Plain")
                .build(),
            "cannot be loaded"),
        Arguments.of(
            "throwing constructor",
            JarBuilder.good("sample", "1.0.0")
                .source(
                    "org.example.Sample",
                    JarBuilder.sample(
                        "Sample",
                        "public Sample() { throw new IllegalStateException(\"no luck\"); }"))
                .build(),
            "no luck"),
        Arguments.of(
            "endless recursion",
            JarBuilder.good("sample", "1.0.0")
                .source(
                    "org.example.Sample",
                    JarBuilder.sample("Sample", "public Sample() { new Sample(); }"))
                .build(),
            "calls nested deeper than"),
        Arguments.of(
            "throwing initialiser",
            JarBuilder.good("sample", "1.0.0")
                .source(
                    "org.example.Sample",
                    JarBuilder.sample(
                        "Sample", "static final int NONE = Integer.parseInt(\"no\");"))
                .build(),
            "NumberFormatException"),
        Arguments.of(
            "damaged class",
            JarBuilder.good("sample", "1.0.0")
                .provider("org.example.Bad")
                .file("org/example/Bad.class", new byte[] {1, 2, 3})
                .build(),
            "no class file, or a damaged one"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badJars")
  void aBadJarIsRefusedWithItsReason(String name, byte[] jar, String reason) {
    assertThatThrownBy(() -> ServiceJar.load(jar))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void unpackingStopsAtTheLimits() throws Exception {
    var bomb = new JarBuilder().file("zeros", new byte[1 << 20]).file("more", new byte[10]).build();
    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> JarContent.unpack(bomb, 1 << 20, 10))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("unpacks to more than 1048576 bytes (at more)");
    assertThatThrownBy(() -> JarContent.unpack(bomb, 1 << 21, 1))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("more than 1 files");
    assertThat(JarContent.unpack(bomb, (1 << 20) + 10, 2).files()).hasSize(2);
  }

  @Test
  void anInitialiserThatNeverEndsHoldsNobodyUp() throws Exception {
    var loops =
        JarBuilder.sample("Sample", "static int n() { return 1; } static { while (n() > 0) {} }");
    var jar = JarBuilder.good("sample", "1.0.0").source("org.example.Sample", loops).build();
    assertThatThrownBy(() -> ServiceJar.load(jar))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("the budget of the call is exhausted");
    assertThatThrownBy(() -> ServiceJar.load(jar, Duration.ofMillis(1)))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("cannot be loaded within 1 ms");
  }

  /** Far more than the heap would bear of many such JARs. */
  @Test
  void largeResourcesStayOnDiskAndAreCheckedWhenTheyAreRead() throws Exception {
    var large = new byte[8 << 20];
    new Random(3).nextBytes(large);
    var small = "small".getBytes(StandardCharsets.UTF_8);
    var bytes =
        JarBuilder.good("sample", "1.0.0").file("small", small).file("large", large).build();
    var file = Files.write(folder.resolve("large.jar"), bytes);
    var content = JarContent.unpack(JarContent.Source.of(file));
    assertThat(content.files()).containsKeys("small", "org/example/Sample.class");
    assertThat(content.onDisk()).containsOnlyKeys("large");
    try (var jar = ServiceJar.load(file)) {
      var classes = (ClassLoader) jar.classes();
      try (var in = classes.getResourceAsStream("large")) {
        assertThat(in.readAllBytes()).isEqualTo(large);
      }
      assertThat(classes.getResource("large").openConnection().getContentLengthLong())
          .isEqualTo(large.length);
      var changed = bytes.clone();
      changed[changed.length / 2] ^= 1;
      Files.write(file, changed);
      assertThatThrownBy(() -> classes.getResource("large").openStream())
          .isInstanceOf(IOException.class);
      try (var in = classes.getResourceAsStream("small")) {
        assertThat(in.readAllBytes()).isEqualTo(small);
      }
    }
    // In memory, where there is no file, all of it is.
    assertThat(JarContent.unpack(bytes).onDisk()).isEmpty();
  }

  @Test
  void aFileThatIsNotTheOneAgreedOnIsNotEvenUnpacked() throws Exception {
    var file = Files.write(folder.resolve("a.jar"), new byte[] {1});
    assertThatThrownBy(() -> ServiceJar.load(file, Sha256.of(new byte[] {2})))
        .isInstanceOf(BadJarException.class)
        .hasMessage(
            "it has SHA-256 %s, want %s", Sha256.of(new byte[] {1}), Sha256.of(new byte[] {2}));
  }

  private Optional<ArtifactId> artifactOf(byte[] jar, int runtime) throws IOException {
    return ServiceJar.artifactOf(Files.write(folder.resolve("a.jar"), jar), runtime);
  }

  @Test
  void aBombTakesNoMemory() throws Exception {
    var bomb = bomb(16, 64 << 20);
    assertThat(bomb.length).isLessThan(2 << 20);
    var before = allocated();
    assertThat(artifactOf(bomb, 1)).isEmpty();
    assertThatThrownBy(() -> JarContent.unpack(bomb))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("unpacks to more than");
    assertThat(allocated() - before).isLessThan(32 << 20);
  }

  @Test
  void aMillionFilesAreRefused() throws Exception {
    var many = bomb(1_000_000, 0);
    assertThatThrownBy(() -> JarContent.unpack(many))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("more than 20000 files");
    assertThat(artifactOf(many, 1)).isEmpty();
  }

  @Test
  void theManifestIsReadWithoutTheRest() throws Exception {
    var jar = JarBuilder.good("sample", "1.0.0").file("zeros", new byte[64 << 20]).build();
    var before = allocated();
    assertThat(artifactOf(jar, 1)).contains(ArtifactId.parse("1:sample:1.0.0"));
    assertThat(allocated() - before).isLessThan(16 << 20);
  }

  /** A JAR of files that hold zeros. */
  private static byte[] bomb(int files, int bytes) throws Exception {
    var out = new ByteArrayOutputStream();
    var zeros = new byte[bytes];
    try (var zip = new ZipOutputStream(out)) {
      for (var i = 0; i < files; i++) {
        zip.putNextEntry(new ZipEntry("f" + i));
        zip.write(zeros);
      }
    }
    return out.toByteArray();
  }

  /** Bytes that this thread has allocated. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void aServiceSeesItsOwnFilesOnly() throws Exception {
    var jar =
        ServiceJar.load(
            JarBuilder.good("sample", "1.0.0")
                .source("org.example.Sample", JarBuilder.sample("Sample", LOOK))
                .text("org/example/hello.txt", "hello")
                .build());
    // ServiceArtifact.protoSources is the way by which the sample answers this test.
    assertThat(jar.service().protoSources())
        .isEqualTo(Map.of("hello", "hello", "logback.xml", "no", "Object", "no"));
  }

  private static final String LOOK =
      """
      public java.util.Map<String, String> protoSources() {
        var seen = new java.util.HashMap<String, String>();
        try (var in = Sample.class.getResourceAsStream("hello.txt")) {
          seen.put("hello", new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        seen.put("logback.xml",
            Sample.class.getResourceAsStream("/logback.xml") == null ? "no" : "yes");
        seen.put("Object",
            Object.class.getResourceAsStream("Object.class") == null ? "no" : "yes");
        return seen;
      }
      """;

  @Test
  void classesOfTheFrameworkAreNotSeenBesidesTheApi() throws Exception {
    var api = ApiClassLoader.INSTANCE;
    for (var name :
        List.of(
            "io.supervisor.api.Hash",
            "com.google.protobuf.Message",
            "io.supervisor.sandbox.library.Texts")) {
      assertThat(api.loadClass(name)).isNotNull();
    }
    for (var name :
        List.of(
            "io.supervisor.core.runtime.Runtime",
            "io.supervisor.server.javaruntime.ServiceJar",
            "io.supervisor.sandbox.Sandbox",
            "io.grpc.Status",
            "org.slf4j.Logger")) {
      assertThatThrownBy(() -> api.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void twoJarsWithTheSameClassNamesDoNotMeet() throws Exception {
    var first = ServiceJar.load(JarBuilder.good("sample", "1.0.0").build());
    var second = ServiceJar.load(JarBuilder.good("sample", "2.0.0").build());
    assertThat(sample(first)).isNotEqualTo(sample(second));
    assertThat(sample(first).getName()).isEqualTo(sample(second).getName());
  }

  private static Class<?> sample(ServiceJar jar) throws ClassNotFoundException {
    return ((ClassLoader) jar.classes()).loadClass("org.example.Sample");
  }

  @Test
  void aClosedJarKeepsNoFiles() throws Exception {
    var jar = ServiceJar.load(JarBuilder.good("sample", "1.0.0").text("x", "y").build());
    var files = (JarClassLoader) jar.classes();
    assertThat(files.file("x")).isNotNull();
    jar.close();
    assertThat(files.file("x")).isNull();
    assertThatThrownBy(() -> files.findClass("org.example.Sample"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}

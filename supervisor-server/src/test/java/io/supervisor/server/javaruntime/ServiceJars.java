package io.supervisor.server.javaruntime;

import io.supervisor.core.replay.RefConfigArtifact;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Services as JARs, from the classes of this build. */
public final class ServiceJars {
  private static final List<String> REF_CONFIG_CLASSES =
      List.of("RefConfigArtifact.class", "RefConfigArtifact$RefConfigService.class");

  private ServiceJars() {}

  /** The example, as its module packs it. */
  public static byte[] cryptocurrency() throws IOException, URISyntaxException {
    var built =
        Path.of(
            CryptocurrencyArtifact.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    // In a build that stops before packaging, classes come from a folder.
    return Files.isDirectory(built)
        ? packed(built, "exonum-cryptocurrency", "0.2.0")
        : Files.readAllBytes(built);
  }

  private static byte[] packed(Path classes, String name, String version) throws IOException {
    var builder = new JarBuilder().manifest(name, version);
    try (var files = Files.walk(classes)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        builder.file(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return builder.build();
  }

  /** The test service of the recorded chain. */
  public static byte[] refConfig() throws IOException {
    return refConfig("last", "last");
  }

  /** As {@link #refConfig()}, but with another text in its code, which has to be as long. */
  public static byte[] refConfig(String text, String other) throws IOException {
    var builder =
        new JarBuilder()
            .manifest(RefConfigArtifact.ID.name(), RefConfigArtifact.ID.version().toString())
            .provider(RefConfigArtifact.class.getName());
    for (var name : REF_CONFIG_CLASSES) {
      builder.file(
          RefConfigArtifact.class.getPackageName().replace('.', '/') + "/" + name,
          replaced(bytes(name), text, other));
    }
    return builder.build();
  }

  private static byte[] bytes(String name) throws IOException {
    try (var in = Objects.requireNonNull(RefConfigArtifact.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  /** Constants stand in a class file as they are, behind their length. */
  private static byte[] replaced(byte[] code, String text, String other) {
    var latin = StandardCharsets.ISO_8859_1;
    var length = new String(new byte[] {0, (byte) text.length()}, latin);
    return new String(code, latin).replace(length + text, length + other).getBytes(latin);
  }
}

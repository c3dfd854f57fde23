package io.supervisor.server.javaruntime;

import io.supervisor.api.service.ServiceArtifact;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JARs of the examples, also in a build that stops before it packs them. */
public final class ExampleJars {
  private ExampleJars() {}

  /** JAR of the example with this entry point. */
  public static byte[] of(Class<? extends ServiceArtifact> entry, String name, String version)
      throws IOException {
    var built = location(entry);
    if (Files.isRegularFile(built)) {
      return Files.readAllBytes(built);
    }
    var builder = new JarBuilder().manifest(name, version);
    try (var files = Files.walk(built)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        builder.file(built.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return builder.build();
  }

  private static Path location(Class<?> entry) {
    try {
      return Path.of(entry.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

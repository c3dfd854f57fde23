package io.supervisor.server.javaruntime;

import io.supervisor.core.replay.RefConfigArtifact;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The services of the recorded chain as JARs, from the classes of this build. */
public final class ServiceJars {
  private static final List<String> REF_CONFIG_CLASSES =
      List.of("RefConfigArtifact.class", "RefConfigArtifact$RefConfigService.class");

  private static final String CRYPTOCURRENCY = "exonum-cryptocurrency";

  private ServiceJars() {}

  /** The plain example. */
  public static byte[] cryptocurrency010() throws IOException {
    return ExampleJars.of(
        io.supervisor.examples.cryptocurrency.plain.CryptocurrencyArtifact.class,
        CRYPTOCURRENCY,
        "0.1.0");
  }

  /** The example with proofs. */
  public static byte[] cryptocurrency020() throws IOException {
    return ExampleJars.of(CryptocurrencyArtifact.class, CRYPTOCURRENCY, "0.2.0");
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

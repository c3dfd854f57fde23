package io.supervisor.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the live networks to tests. Each is started when the first test asks for it, and stopped
 * after the last.
 */
final class Networks implements ParameterResolver {
  /**
   * What the administrators of the network of four decide. A test locks it that has them decide
   * something, because a network has one pending proposal at most; or that measures a node.
   */
  static final String DECISIONS = "decisions of the network of four";

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Networks.class);

  /**
   * Marks a parameter: the network in simple mode, a single validator that has nothing deployed.
   */
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Simple {}

  /** Four validators in decentralized mode, with the wallets of the web demo at genesis. */
  private static final String DECENTRALIZED =
      """
      [[service]]
      jar = "cryptocurrency-0.2.0.jar"
      at_genesis = "instance"
      id = 3
      name = "crypto"

      [[service]]
      jar = "cryptocurrency-0.1.0.jar"

      [[service]]
      jar = "timestamping-1.0.0.jar"
      """;

  /** Everything is there to be deployed. */
  private static final String SIMPLE =
      """
      [[service]]
      jar = "cryptocurrency-0.2.0.jar"

      [[service]]
      jar = "timestamping-1.0.0.jar"
      """;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LiveNetwork.class;
  }

  @Override
  public LiveNetwork resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var simple = parameter.isAnnotated(Simple.class);
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            simple ? "simple" : "decentralized",
            name -> start(name, simple ? 1 : 4, simple ? SIMPLE : DECENTRALIZED),
            LiveNetwork.class);
  }

  private static LiveNetwork start(String mode, int validators, String services) {
    try {
      return LiveNetwork.start(mode, mode, validators, services(mode, services));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of services as an administrator would make one: the examples of the installation. */
  static Path services(String name, String content) throws IOException {
    var folder = Files.createDirectories(Places.TARGET.resolve("services").resolve(name));
    try (var jars = Files.list(Places.INSTALLATION.resolve("examples"))) {
      for (var jar : jars.toList()) {
        var copy = folder.resolve(jar.getFileName());
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.writeString(folder.resolve("services.toml"), content);
    return folder;
  }
}

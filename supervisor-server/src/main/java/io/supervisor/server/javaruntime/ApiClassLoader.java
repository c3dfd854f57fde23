package io.supervisor.server.javaruntime;

import io.supervisor.api.service.ServiceArtifact;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What service code sees of the outside: the JDK, the API, what its types mention, and what the
 * sandbox puts in the place of parts of the JDK. Resources are the JDK's alone, so that no provider
 * of the node's own class path is taken for the service's.
 */
final class ApiClassLoader extends ClassLoader {
  static final ApiClassLoader INSTANCE = new ApiClassLoader();

  private static final List<String> PACKAGES =
      List.of(
          "io.supervisor.api.",
          "io.supervisor.sandbox.library.",
          "io.supervisor.wire.",
          "com.google.protobuf.",
          "org.jspecify.annotations.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader framework = ServiceArtifact.class.getClassLoader();

  private ApiClassLoader() {
    super("supervisor-api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (PACKAGES.stream().anyMatch(name::startsWith)) {
      return framework.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.emptyEnumeration();
  }
}

package io.supervisor.compatibility;

import java.nio.file.Path;

/** Where things are. */
final class Places {
  private static final Path TOP = path("compatibility.top");

  /** Where tests may write. */
  static final Path TARGET = path("compatibility.target");

  /** The installation under test. */
  static final Path INSTALLATION = TOP.resolve("deploy/target/supervisor");

  /** Installs what clients run on. */
  static final Path PACKAGES = TOP.resolve("supervisor-compatibility/src/test/setup/packages.sh");

  /** Suites of published clients. */
  static final Path SUITES = TOP.resolve("supervisor-compatibility/src/test/clients");

  /** Clients that we show to others. */
  static final Path EXAMPLES = TOP.resolve("examples/clients");

  /** Folder of the cryptocurrency's service.proto. */
  static final Path CRYPTOCURRENCY_PROTO = TOP.resolve("examples/cryptocurrency/src/main/protobuf");

  /** Folder of timestamping's service.proto. */
  static final Path TIMESTAMPING_PROTO = TOP.resolve("examples/timestamping/src/main/protobuf");

  static final Path MAVEN = path("compatibility.maven");

  private Places() {}

  private static Path path(String property) {
    return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
  }
}

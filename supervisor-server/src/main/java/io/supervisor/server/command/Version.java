package io.supervisor.server.command;

import picocli.CommandLine.IVersionProvider;

/** Version of this software, from its JAR. */
final class Version implements IVersionProvider {
  /** {@code development} outside of a JAR. */
  static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"supervisor " + current()};
  }
}

package io.supervisor.server;

import io.supervisor.server.config.Address;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line says about a node beside its configuration file; what is empty is as in the
 * file.
 *
 * @param development whether this is a network for development on one machine, where nobody need be
 *     warned of open ports
 */
public record NodeOptions(
    Path database,
    char[] passphrase,
    Optional<Address> publicHttp,
    Optional<Address> privateHttp,
    Optional<Path> services,
    Optional<Path> artifacts,
    boolean development) {
  @Override
  public String toString() {
    return "NodeOptions[" + database + "]";
  }
}

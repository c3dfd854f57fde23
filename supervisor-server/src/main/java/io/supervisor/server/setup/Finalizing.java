package io.supervisor.server.setup;

import io.supervisor.server.config.Address;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options of {@link SetUp#finalizeConfig}; a server without an address stays off.
 *
 * @param publicOrigin CORS: {@code *}, or origins with commas between
 */
public record Finalizing(
    Optional<Address> publicHttp,
    Optional<Address> privateHttp,
    Optional<Address> publicGrpc,
    Optional<Address> privateGrpc,
    Optional<String> publicOrigin,
    Optional<String> privateOrigin,
    Optional<Path> services) {
  /** All servers off. */
  public static final Finalizing NONE =
      new Finalizing(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  Finalizing withServices(Optional<Path> folder) {
    return new Finalizing(
        publicHttp, privateHttp, publicGrpc, privateGrpc, publicOrigin, privateOrigin, folder);
  }
}

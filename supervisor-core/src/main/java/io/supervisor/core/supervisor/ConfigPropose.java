package io.supervisor.core.supervisor;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import java.util.List;

/**
 * Changes that administrators vote on as a whole.
 *
 * @param actualFrom unsigned; last block whose votes count, and at whose end the changes are
 *     applied; 0 in a request = the block that contains it
 * @param configurationNumber unsigned; number of proposals accepted for voting so far
 */
public record ConfigPropose(long actualFrom, List<ConfigChange> changes, long configurationNumber) {
  static final MessageCodec<ConfigPropose> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.ConfigPropose.parser(),
          ConfigPropose::read,
          ConfigPropose::toWire);

  public ConfigPropose {
    changes = List.copyOf(changes);
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if a change has no kind, or a version or key in it is none
   */
  public static ConfigPropose read(io.supervisor.wire.supervisor.ConfigPropose wire) {
    return new ConfigPropose(
        wire.getActualFrom(),
        wire.getChangesList().stream().map(ConfigChange::read).toList(),
        wire.getConfigurationNumber());
  }

  /** Gives canonical bytes. */
  public io.supervisor.wire.supervisor.ConfigPropose toWire() {
    return io.supervisor.wire.supervisor.ConfigPropose.newBuilder()
        .setActualFrom(actualFrom)
        .addAllChanges(changes.stream().map(ConfigChange::toWire).toList())
        .setConfigurationNumber(configurationNumber)
        .build();
  }

  /** What votes name; not to be taken of a request whose {@code actualFrom} is 0. */
  public Hash hash() {
    return Sha256.of(CODEC.encode(this));
  }

  ConfigPropose from(long height) {
    return new ConfigPropose(height, changes, configurationNumber);
  }
}

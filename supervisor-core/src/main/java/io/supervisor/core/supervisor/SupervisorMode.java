package io.supervisor.core.supervisor;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.supervisor.Config;
import java.util.Locale;

/** How many validators have to ask for something. Source: supervisor.md sections 1, 5. */
public enum SupervisorMode {
  /** One is enough: for tests, and networks under one administration. */
  SIMPLE,
  /** More than two thirds. */
  DECENTRALIZED;

  /**
   * Reads the protobuf message {@code Config}, the supervisor's constructor argument and
   * configuration. A mode that is not known counts as simple (wire.md section 1.1).
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static SupervisorMode parse(byte[] config) {
    return read(Canonical.parse(Config.parser(), config));
  }

  static SupervisorMode read(Config config) {
    return config.getMode() == io.supervisor.wire.supervisor.SupervisorMode.DECENTRALIZED
        ? DECENTRALIZED
        : SIMPLE;
  }

  Config toWire() {
    return Config.newBuilder().setModeValue(ordinal()).build();
  }

  /** The protobuf message {@code Config}. */
  public byte[] toBytes() {
    return toWire().toByteArray();
  }

  /** Requests or votes that it takes with so many validators. */
  public int threshold(int validators) {
    return this == SIMPLE ? 1 : ConsensusConfig.quorum(validators);
  }

  /** As in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

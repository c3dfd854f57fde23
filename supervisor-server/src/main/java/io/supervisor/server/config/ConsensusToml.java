package io.supervisor.server.config;

import io.supervisor.api.PublicKey;
import io.supervisor.wire.Config;
import io.supervisor.wire.ValidatorKeys;
import io.supervisor.wire.crypto.PublicKeyOrBuilder;

/** Section {@code consensus}, with or without keys. Sources: lifecycle.md section 14, cli.md. */
public final class ConsensusToml {
  private static final long U32_MAX = 0xffff_ffffL;

  private ConsensusToml() {}

  /** Milliseconds between the blocks of a new network that is idle. */
  public static final int HEARTBEAT_MS = 5_000;

  private static final long FIRST_ROUND_MS_MIN = 3_000;

  /**
   * What a new network of ours begins with, without keys. A round is given twice the heartbeat, so
   * that an idle leader is not taken for a dead one.
   *
   * @param heartbeatMs between the blocks of an idle network, above 0
   */
  public static Config template(int heartbeatMs) {
    return Config.newBuilder()
        .setFirstRoundTimeout(Math.max(FIRST_ROUND_MS_MIN, 2L * heartbeatMs))
        .setStatusTimeout(5_000)
        .setPeersTimeout(10_000)
        .setTxsBlockLimit(1_000)
        .setMaxMessageLen(1 << 20)
        .setMinProposeTimeout(Math.min(10, heartbeatMs))
        .setMaxProposeTimeout(heartbeatMs)
        .setProposeTimeoutThreshold(500)
        .build();
  }

  static Config read(TomlTable table) {
    var config =
        Config.newBuilder()
            .setFirstRoundTimeout(table.number("first_round_timeout", Long.MAX_VALUE))
            .setStatusTimeout(table.number("status_timeout", Long.MAX_VALUE))
            .setPeersTimeout(table.number("peers_timeout", Long.MAX_VALUE))
            .setTxsBlockLimit((int) table.number("txs_block_limit", U32_MAX))
            .setMaxMessageLen((int) table.number("max_message_len", U32_MAX))
            .setMinProposeTimeout(table.number("min_propose_timeout", Long.MAX_VALUE))
            .setMaxProposeTimeout(table.number("max_propose_timeout", Long.MAX_VALUE))
            .setProposeTimeoutThreshold((int) table.number("propose_timeout_threshold", U32_MAX));
    table.tables("validator_keys").forEach(keys -> config.addValidatorKeys(readKeys(keys)));
    return config.build();
  }

  /** Keys of one validator. */
  static ValidatorKeys readKeys(TomlTable table) {
    return ValidatorKeys.newBuilder()
        .setConsensusKey(message(table.parse("consensus_key", PublicKey::fromHex)))
        .setServiceKey(message(table.parse("service_key", PublicKey::fromHex)))
        .build();
  }

  public static TomlTable print(Config config) {
    var table =
        TomlTable.empty()
            .with("first_round_timeout", config.getFirstRoundTimeout())
            .with("max_message_len", Integer.toUnsignedLong(config.getMaxMessageLen()))
            .with("max_propose_timeout", config.getMaxProposeTimeout())
            .with("min_propose_timeout", config.getMinProposeTimeout())
            .with("peers_timeout", config.getPeersTimeout())
            .with(
                "propose_timeout_threshold",
                Integer.toUnsignedLong(config.getProposeTimeoutThreshold()))
            .with("status_timeout", config.getStatusTimeout())
            .with("txs_block_limit", Integer.toUnsignedLong(config.getTxsBlockLimit()));
    var keys = config.getValidatorKeysList().stream().map(ConsensusToml::printKeys).toList();
    return keys.isEmpty() ? table : table.with("validator_keys", keys);
  }

  public static TomlTable printKeys(ValidatorKeys keys) {
    return TomlTable.empty()
        .with("consensus_key", key(keys.getConsensusKey()).toString())
        .with("service_key", key(keys.getServiceKey()).toString());
  }

  /** The key in a message. */
  public static PublicKey key(PublicKeyOrBuilder message) {
    return PublicKey.of(message.getData());
  }

  /** A key as a message. */
  public static io.supervisor.wire.crypto.PublicKey message(PublicKey key) {
    return io.supervisor.wire.crypto.PublicKey.newBuilder().setData(key.toByteString()).build();
  }
}

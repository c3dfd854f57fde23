package io.supervisor.server.setup;

import io.supervisor.api.PublicKey;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.TomlTable;
import java.util.List;

/**
 * File sec.toml as the original writes it. Most of it configures parts that this node does not have
 * (its pools and store) and is there for scripts and tools that look for it.
 */
final class PrivatePart {
  private PrivatePart() {}

  static TomlTable create(
      PublicKey consensusKey, String externalAddress, Address listen, String masterKey) {
    return TomlTable.empty()
        .with("consensus_public_key", consensusKey.toString())
        .with("external_address", externalAddress)
        .with("listen_address", listen.toString())
        .with("master_key_path", masterKey)
        .with("api", api())
        .with("connect_list", TomlTable.empty().with("peers", List.<TomlTable>of()))
        .with("database", database())
        .with("mempool", mempool())
        .with("network", network());
  }

  private static TomlTable api() {
    return TomlTable.empty()
        .with("state_update_timeout", 10_000L)
        .with(
            "server_restart",
            TomlTable.empty().with("max_retries", 20L).with("retry_timeout", 500L));
  }

  private static TomlTable database() {
    return TomlTable.empty().with("compression_type", "none").with("create_if_missing", true);
  }

  private static TomlTable mempool() {
    return TomlTable.empty()
        .with(
            "events_pool_capacity",
            TomlTable.empty()
                .with("api_requests_capacity", 1024L)
                .with("internal_events_capacity", 128L)
                .with("network_events_capacity", 512L)
                .with("network_requests_capacity", 512L))
        .with(
            "flush_pool_strategy", TomlTable.empty().with("timeout", 20L).with("type", "timeout"));
  }

  private static TomlTable network() {
    return TomlTable.empty()
        .with("max_incoming_connections", 128L)
        .with("max_outgoing_connections", 128L)
        .with("tcp_connect_max_retries", 10L)
        .with("tcp_connect_retry_timeout", 15_000L)
        .with("tcp_nodelay", true);
  }
}

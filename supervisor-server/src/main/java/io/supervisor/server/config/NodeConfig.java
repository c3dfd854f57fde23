package io.supervisor.server.config;

import io.supervisor.api.PublicKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** File node.toml: all that a node has to be told. */
public record NodeConfig(Path file, PrivateConfig privateConfig, PublicConfig publicConfig) {
  /**
   * Reads and checks a file.
   *
   * @throws ConfigException naming the file and the key that is wrong
   */
  public static NodeConfig read(Path file) {
    var absolute = file.toAbsolutePath().normalize();
    var table = TomlFile.read(absolute);
    var directory = absolute.getParent();
    if (directory == null) {
      throw new ConfigException(file + ": want a file in a directory");
    }
    return new NodeConfig(
        absolute,
        PrivateConfig.from(table.table("private_config"), directory),
        PublicConfig.from(table.table("public_config")));
  }

  /**
   * Adds a peer to the connect list in the file, or gives it another address; keeps everything
   * else.
   */
  public static void addPeer(Path file, PrivateConfig.Peer added) {
    var table = TomlFile.read(file);
    var privateConfig = table.table("private_config");
    var connectList = privateConfig.findTable("connect_list").orElseGet(TomlTable::empty);
    var peers = new ArrayList<TomlTable>();
    for (var peer : connectList.tables("peers")) {
      if (!peer.parse("public_key", PublicKey::fromHex).equals(added.consensusKey())) {
        peers.add(peer);
      }
    }
    peers.add(
        TomlTable.empty()
            .with("address", added.address().toString())
            .with("public_key", added.consensusKey().toString()));
    connectList.with("peers", List.copyOf(peers));
    privateConfig.with("connect_list", connectList);
    TomlFile.write(file, table);
  }
}

package io.supervisor.server.config;

import io.supervisor.api.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Section {@code private_config} of node.toml: what concerns this node alone. Keys of the original
 * that have no meaning here (its pools, its store) are kept in the file and not read.
 *
 * @param masterKey absolute; in the file it may be relative to the file's directory
 * @param services folder of service JARs of the built-in runtime
 * @param artifacts folder of artifacts that administrators bring
 * @param transfer what files of artifacts may cost that nodes have from each other
 */
public record PrivateConfig(
    PublicKey consensusKey,
    String externalAddress,
    Address listenAddress,
    Path masterKey,
    Api api,
    List<Peer> peers,
    Optional<Path> services,
    Optional<Path> artifacts,
    Transfer transfer) {
  /** Entry of the connect list. */
  public record Peer(PublicKey consensusKey, Address address) {}

  /**
   * Where this node serves clients; a server without an address is off.
   *
   * @param publicOrigin CORS: {@code *}, or origins with commas between
   * @param privateHosts names, in lower case, by which the private HTTP server may be asked besides
   *     those of loopback
   * @param jsonBytesMax of a request's body; empty = from max_message_len
   * @param privateGrpcTls needed unless the private address is a loopback one
   */
  public record Api(
      Optional<Address> publicHttp,
      Optional<Address> privateHttp,
      Optional<Address> publicGrpc,
      Optional<Address> privateGrpc,
      Optional<String> publicOrigin,
      Optional<String> privateOrigin,
      Set<String> privateHosts,
      OptionalLong jsonBytesMax,
      Optional<Tls> privateGrpcTls) {}

  /**
   * Bounds of the files of artifacts, each optional in the file.
   *
   * @param fetchBytesPerSecond of all that this node fetches
   * @param serveBytesPerSecond to all peers together, of which one may have half
   * @param fileBytesMax of a file that is uploaded or fetched
   * @param storeBytesMax that uploads may fill
   * @param unusedKept how long a file stays that nothing needs
   */
  public record Transfer(
      long fetchBytesPerSecond,
      long serveBytesPerSecond,
      long fileBytesMax,
      long storeBytesMax,
      Duration unusedKept) {
    /** So that a large file is there in less than a minute, and blocks hardly feel it. */
    public static final Transfer DEFAULT =
        new Transfer(8L << 20, 16L << 20, 256L << 20, 8L << 30, Duration.ofDays(7));

    /** What no node takes, whatever its configuration. */
    private static final long FILE_BYTES_MAX = 1L << 30;

    static Transfer from(TomlTable table) {
      return new Transfer(
          above0(table, "fetch_bytes_per_second", DEFAULT.fetchBytesPerSecond, Long.MAX_VALUE),
          above0(table, "serve_bytes_per_second", DEFAULT.serveBytesPerSecond, Long.MAX_VALUE),
          above0(table, "file_bytes_max", DEFAULT.fileBytesMax, FILE_BYTES_MAX),
          above0(table, "store_bytes_max", DEFAULT.storeBytesMax, Long.MAX_VALUE),
          Duration.ofSeconds(
              table
                  .findNumber("unused_kept_seconds", Integer.MAX_VALUE)
                  .orElse(DEFAULT.unusedKept.toSeconds())));
    }

    private static long above0(TomlTable table, String key, long otherwise, long max) {
      var value = table.findNumber(key, max).orElse(otherwise);
      if (value == 0) {
        throw table.wrong(key, "0", "a number from 1 to " + max);
      }
      return value;
    }
  }

  /** PEM files of a private server, whose clients have certificates of an authority. */
  public record Tls(Path certificate, Path key, Path clientAuthority) {}

  /** What listens where. */
  public Map<Listener, Address> listeners() {
    var listeners = new EnumMap<Listener, Address>(Listener.class);
    listeners.put(Listener.PEERS, listenAddress);
    api.publicGrpc().ifPresent(address -> listeners.put(Listener.PUBLIC_GRPC, address));
    api.privateGrpc().ifPresent(address -> listeners.put(Listener.PRIVATE_GRPC, address));
    api.publicHttp().ifPresent(address -> listeners.put(Listener.PUBLIC_HTTP, address));
    api.privateHttp().ifPresent(address -> listeners.put(Listener.PRIVATE_HTTP, address));
    return listeners;
  }

  static PrivateConfig from(TomlTable table, Path directory) {
    return new PrivateConfig(
        table.parse("consensus_public_key", PublicKey::fromHex),
        table.text("external_address"),
        table.parse("listen_address", Address::parse),
        directory.resolve(table.text("master_key_path")),
        table
            .findTable("api")
            .map(api -> api(api, directory))
            .orElseGet(() -> api(TomlTable.empty(), directory)),
        table.findTable("connect_list").map(PrivateConfig::peers).orElse(List.of()),
        table.findText("services_path").map(directory::resolve),
        table.findText("artifacts_path").map(directory::resolve),
        table.findTable("artifact_transfer").map(Transfer::from).orElse(Transfer.DEFAULT));
  }

  private static Api api(TomlTable table, Path directory) {
    return new Api(
        table.findParsed("public_api_address", Address::parse),
        table.findParsed("private_api_address", Address::parse),
        table.findParsed("grpc_public_address", Address::parse),
        table.findParsed("grpc_private_address", Address::parse),
        table.findParsedList("public_allow_origin", AllowedOrigins::requireValid),
        table.findParsedList("private_allow_origin", AllowedOrigins::requireValid),
        table.findParsedList("private_allow_host", PrivateConfig::hosts).orElse(Set.of()),
        table.findNumber("json_payload_size", Integer.MAX_VALUE),
        table.findTable("grpc_private_tls").map(tls -> tls(tls, directory)));
  }

  private static Set<String> hosts(String text) {
    var hosts = new TreeSet<String>();
    for (var part : text.split(",", -1)) {
      var host = part.strip().toLowerCase(Locale.ROOT);
      if (host.isEmpty() || !host.matches("[a-z0-9._-]+|\\[[0-9a-f:.]+]")) {
        throw new IllegalArgumentException("want host names without ports, with commas between");
      }
      hosts.add(host);
    }
    return Set.copyOf(hosts);
  }

  private static Tls tls(TomlTable table, Path directory) {
    return new Tls(
        directory.resolve(table.text("certificate")),
        directory.resolve(table.text("key")),
        directory.resolve(table.text("client_authority")));
  }

  private static List<Peer> peers(TomlTable connectList) {
    return connectList.tables("peers").stream()
        .map(peer ->
            new Peer(
                peer.parse("public_key", PublicKey::fromHex),
                peer.parse("address", text -> Address.parse(text, Address.PEER_PORT))))
        .toList();
  }
}

package io.supervisor.server.http;

import io.supervisor.api.service.Value;
import io.supervisor.server.config.Address;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.PeerInfo;
import java.util.List;
import java.util.Locale;

/** This node as a process, for its administrator. Source: rest.md section 5. */
final class SystemApi {
  private static final String ROOT = "/api/system/v1/";

  /** Release of the original whose API this is: clients compare it. */
  private static final String API_VERSION = "1.0.0";

  private final NodeApi node;
  private final String version;

  /**
   * @param version of this software
   */
  SystemApi(NodeApi node, String version) {
    this.node = node;
    this.version = version;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT + "info", "This node", List.of(), "NodeInfo", _ -> info()),
        Endpoint.get(ROOT + "stats", "Numbers of this node", List.of(), "NodeStats", _ -> stats()),
        Endpoint.post(
            ROOT + "peers",
            "Adds a peer to the connect list",
            List.of(new Endpoint.Content(Answer.JSON, "ConnectInfo")),
            "Null",
            this::addPeer),
        Endpoint.post(
            ROOT + "consensus_status",
            "Pauses or resumes consensus on this node",
            List.of(new Endpoint.Content(Answer.JSON, "ConsensusEnabled")),
            "Null",
            this::setConsensus),
        Endpoint.post(ROOT + "shutdown", "Stops this node", List.of(), "Null", _ -> shutdown()));
  }

  private Answer info() {
    var status = Waiting.await(node.status());
    var peers = node.peers().stream().filter(PeerInfo::connected).map(SystemApi::peer).toList();
    return Answer.json(
        Value.struct()
            .with("consensus_status", Value.of(consensusStatus(status.phase())))
            .with("connected_peers", Value.array(peers))
            .with("exonum_version", Value.of(API_VERSION))
            .with("rust_version", Value.of(platform()))
            .with("os_info", Value.of(operatingSystem()))
            .build());
  }

  private static String consensusStatus(NodeStatus.Phase phase) {
    return switch (phase) {
      case PAUSED -> "disabled";
      case ACTIVE -> "active";
      case HALTED, WAITING_FOR_ARTIFACT, CATCHING_UP, WAITING_FOR_PEERS -> "enabled";
    };
  }

  private static Value peer(PeerInfo peer) {
    var direction = peer.direction().orElseThrow().name().toLowerCase(Locale.ROOT);
    return Value.struct()
        .with("address", Value.of(peer.address()))
        .with("public_key", Value.hex(peer.consensusKey().toBytes()))
        .with("direction", Value.of(direction))
        .build();
  }

  private String platform() {
    return String.format(
        Locale.ROOT, "none (Supervisor %s on Java %s)", version, Runtime.version());
  }

  private static String operatingSystem() {
    return String.format(
        Locale.ROOT,
        "%s %s (%s)",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"));
  }

  private Answer stats() {
    var status = Waiting.await(node.status());
    return Answer.json(
        Value.struct()
            .with("height", Value.of(status.height().value()))
            .with("tx_pool_size", Value.of(status.pool().transactions()))
            .with("tx_count", Value.of(status.committedTransactions()))
            .with("tx_cache_size", Value.of(0))
            .with("uptime", Value.of(status.uptime().toSeconds()))
            .build());
  }

  private Answer addPeer(ApiRequest request) {
    var body = request.json();
    var key = body.publicKey("public_key");
    var address = body.text("address");
    try {
      Address.parse(address);
    } catch (IllegalArgumentException e) {
      body.fault("address: " + e.getMessage());
    }
    body.finish();
    return done(() -> Waiting.await(node.addPeer(key, address)), "Failed to add peer");
  }

  private Answer setConsensus(ApiRequest request) {
    var body = request.json();
    var enabled = body.bool("enabled");
    body.finish();
    return done(
        () -> Waiting.await(node.setConsensusEnabled(enabled)), "Failed to set consensus enabled");
  }

  /** The answer is on its way when the node begins to stop. */
  private Answer shutdown() {
    node.shutdown();
    return Answer.json(Value.NULL);
  }

  /** Whatever the node could not do is told under a title of its own. */
  private static Answer done(Runnable act, String title) {
    try {
      act.run();
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Problem.of(500, title, String.valueOf(e.getMessage())).exception();
    }
    return Answer.json(Value.NULL);
  }
}

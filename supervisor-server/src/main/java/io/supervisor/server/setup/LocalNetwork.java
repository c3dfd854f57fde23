package io.supervisor.server.setup;

import io.supervisor.server.config.Address;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.Listener;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.PrivateConfig;
import io.supervisor.server.config.PublicPart;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays out a network of nodes on loopback as administrators would: folder i belongs to node i,
 * whose ports follow node.md section 1. Auditors come after the validators.
 *
 * @param portOffset added to every port
 */
public record LocalNetwork(
    Path folder,
    int validators,
    int auditors,
    SupervisorMode mode,
    int portOffset,
    Optional<Path> services) {
  private static final String HOST = "127.0.0.1";
  public static final String NODE_CONFIG = "node.toml";
  public static final String DATABASE = "db";
  public static final String TEMPLATE = "template.toml";

  /** Ports of one node. */
  public record Ports(
      Address peer,
      Address publicGrpc,
      Address privateGrpc,
      Address publicHttp,
      Address privateHttp) {
    static Ports of(int index, int offset) {
      var base = index + offset;
      return new Ports(
          new Address(HOST, 6330 + base),
          new Address(HOST, 7200 + base),
          new Address(HOST, 7300 + base),
          new Address(HOST, 8200 + base),
          new Address(HOST, 8300 + base));
    }

    /** What will listen where. */
    public Map<Listener, Address> listeners() {
      return Map.of(
          Listener.PEERS, peer,
          Listener.PUBLIC_GRPC, publicGrpc,
          Listener.PRIVATE_GRPC, privateGrpc,
          Listener.PUBLIC_HTTP, publicHttp,
          Listener.PRIVATE_HTTP, privateHttp);
    }
  }

  public int nodes() {
    return validators + auditors;
  }

  public Ports ports(int index) {
    return Ports.of(index, portOffset);
  }

  /** Whether the network that is laid out here has this port offset. */
  public boolean hasItsPorts() {
    var laidOut = NodeConfig.read(nodeConfig(0)).privateConfig().listenAddress();
    return laidOut.port() == ports(0).peer().port();
  }

  public Path nodeFolder(int index) {
    return folder.resolve(Integer.toString(index));
  }

  public Path nodeConfig(int index) {
    return nodeFolder(index).resolve(NODE_CONFIG);
  }

  public Path database(int index) {
    return nodeFolder(index).resolve(DATABASE);
  }

  /** Makes all files of a network that does not exist yet. */
  public void create() {
    services.ifPresent(ServicesFolder::read);
    var template = folder.resolve(TEMPLATE);
    SetUp.generateTemplate(template, validators, mode);
    var parts = new ArrayList<PublicPart>();
    for (int i = 0; i < nodes(); i++) {
      var peer = ports(i).peer();
      var validator =
          new SetUp.Validator(
              peer.toString(), Optional.of(peer), Optional.empty(), () -> new char[0]);
      parts.add(SetUp.generateConfig(template, nodeFolder(i), validator));
    }
    for (int i = 0; i < nodes(); i++) {
      finish(i, parts);
    }
  }

  private void finish(int index, List<PublicPart> parts) {
    var ports = ports(index);
    var options =
        new Finalizing(
            Optional.of(ports.publicHttp()),
            Optional.of(ports.privateHttp()),
            Optional.of(ports.publicGrpc()),
            Optional.of(ports.privateGrpc()),
            Optional.of("*"),
            Optional.empty(),
            services);
    var privatePart = nodeFolder(index).resolve(SetUp.PRIVATE_PART);
    SetUp.finalizeConfig(privatePart, nodeConfig(index), parts.subList(0, validators), options);
    // Both sides need each other in their connect lists, and auditors are in nobody's yet.
    for (int auditor = validators; auditor < nodes(); auditor++) {
      if (auditor != index) {
        var key = parts.get(auditor).keys().orElseThrow().getConsensusKey();
        NodeConfig.addPeer(
            nodeConfig(index),
            new PrivateConfig.Peer(
                io.supervisor.api.PublicKey.of(key.getData()), ports(auditor).peer()));
      }
    }
  }

  /** Whether a network is laid out here already; refuses one of another size. */
  public boolean exists() {
    if (!Files.exists(nodeConfig(0))) {
      return false;
    }
    try (var entries = Files.list(folder)) {
      long found = entries.filter(e -> Files.exists(e.resolve(NODE_CONFIG))).count();
      if (found != nodes()) {
        throw new ConfigException(
            folder + ": has " + found + " nodes, asked for " + nodes() + "; --fresh starts anew");
      }
    } catch (IOException e) {
      throw new ConfigException(folder + ": cannot be read: " + e.getMessage(), e);
    }
    return true;
  }
}

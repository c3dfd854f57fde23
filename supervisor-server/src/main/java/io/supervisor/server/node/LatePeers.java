package io.supervisor.server.node;

import com.google.protobuf.ByteString;
import io.supervisor.api.PublicKey;
import io.supervisor.server.artifact.Exchange;
import io.supervisor.server.peer.Lane;
import io.supervisor.server.peer.PeerNetwork;
import java.util.Optional;
import java.util.Set;

/** The peers as the exchange of files sees them: none before the node has joined the network. */
final class LatePeers implements Exchange.Network {
  private volatile Optional<PeerNetwork> network = Optional.empty();

  void joined(PeerNetwork joined) {
    network = Optional.of(joined);
  }

  @Override
  public void send(PublicKey to, ByteString message) {
    network.ifPresent(peers -> {
      peers.send(to, Lane.ARTIFACTS, message);
      peers.flush(to);
    });
  }

  @Override
  public Set<PublicKey> connected() {
    return network.map(PeerNetwork::connected).orElse(Set.of());
  }

  @Override
  public Set<PublicKey> known() {
    return network.map(PeerNetwork::known).orElse(Set.of());
  }
}

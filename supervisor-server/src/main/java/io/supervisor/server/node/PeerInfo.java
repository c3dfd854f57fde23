package io.supervisor.server.node;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import java.util.Optional;

/**
 * A peer of the connect list, now.
 *
 * @param address {@code host:port} of the connect list
 * @param direction empty while not connected
 * @param lastHeight what the peer last said of itself; empty before it said anything
 * @param lastError why the last attempt to connect failed; empty if none failed since the last
 *     success
 */
public record PeerInfo(
    PublicKey consensusKey,
    String address,
    Optional<Direction> direction,
    Optional<Height> lastHeight,
    Optional<String> lastError) {
  /** Who dialled. */
  public enum Direction {
    INCOMING,
    OUTGOING
  }

  public boolean connected() {
    return direction.isPresent();
  }
}

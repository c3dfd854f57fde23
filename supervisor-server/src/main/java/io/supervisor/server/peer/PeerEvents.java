package io.supervisor.server.peer;

import com.google.protobuf.ByteString;
import io.supervisor.api.PublicKey;

/**
 * What the network tells. Events of one peer come one after the other, those of different peers at
 * the same time, on network threads: handlers must not block.
 */
public interface PeerEvents {
  /** Messages may be sent from now on. Also after a reconnect that replaced a stream unnoticed. */
  void onConnected(PublicKey peer);

  /** What was queued for the peer is lost. */
  void onDisconnected(PublicKey peer);

  /** Anything at all that the peer chose to send, within the size limit. */
  void onMessage(PublicKey peer, ByteString message);

  /** Somebody who is not who he has to be, or sent what makes no sense, lost his stream. */
  void onRefused(String who, String problem);

  /** A peer cannot be dialled, or its stream has ended. Told once for each reason. */
  void onUnreachable(PublicKey peer, String problem);
}

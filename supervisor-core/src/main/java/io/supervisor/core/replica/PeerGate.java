package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.SignatureCheck;
import java.util.function.Predicate;

/**
 * Where messages of peers come in: decodes, bounds and verifies them, so that the replica need not.
 * Never throws on any bytes. Safe for use by many threads if what it was given is.
 */
public final class PeerGate {
  /** What became of a message. */
  public sealed interface Result {
    /** For {@link ReplicaInput.Received}. */
    record Admitted(PeerInput message) implements Result {}

    /** Nothing in it that is new to this node. */
    record Nothing() implements Result {}

    /**
     * No correct node sends this.
     *
     * @param reason field, what it was, what it should be
     */
    record Refused(String reason) implements Result {}
  }

  private final PeerDecoder decoder;

  /**
   * @param known transactions that this node has verified before: they are not looked at again
   */
  public PeerGate(SignatureCheck check, Predicate<Hash> known) {
    this.decoder = new PeerDecoder(check, known);
  }

  /**
   * @param message a serialized {@code supervisor.peer.v1.PeerMessage}
   */
  public Result admit(byte[] message) {
    return decoder.decode(message);
  }
}

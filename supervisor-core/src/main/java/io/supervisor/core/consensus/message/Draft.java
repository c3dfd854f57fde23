package io.supervisor.core.consensus.message;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.Sha256;

/** Message of ours that waits for its signature, with the exact bytes to sign. */
public final class Draft<M extends Message> {
  private final M message;
  private final byte[] payload;

  private Draft(M message, byte[] payload) {
    this.message = message;
    this.payload = payload;
  }

  public static <M extends Message> Draft<M> of(M message) {
    return new Draft<>(message, Payload.encode(message));
  }

  public M message() {
    return message;
  }

  /** The bytes to sign: the caller may not change them. */
  public byte[] payload() {
    return payload;
  }

  /** What {@link Verified#hash()} will say, known before anybody signs. */
  public Hash hash() {
    return Sha256.of(payload);
  }

  /** Requires a signature over {@link #payload()} by the key of {@code message().validator()}. */
  public Verified<M> signed(PublicKey author, Signature signature) {
    return new Verified<>(message, payload, author, signature);
  }

  @Override
  public String toString() {
    return message.toString();
  }
}

package io.supervisor.core.consensus.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.wire.SignedMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Message with a signature that holds, and the bytes that were signed. Made by {@link
 * MessageVerifier} and by {@link Draft#signed} only. Immutable, but for a hash computed when first
 * asked for; to be used by one thread at a time.
 */
public final class Verified<M extends Message> {
  private final M message;
  private final byte[] payload;
  private final PublicKey author;
  private final Signature signature;
  private @Nullable Hash hash;

  Verified(M message, byte[] payload, PublicKey author, Signature signature) {
    this.message = message;
    this.payload = payload;
    this.author = author;
    this.signature = signature;
  }

  public M message() {
    return message;
  }

  /** The key that signed. Whether it is the key of {@code message().validator()} is not checked. */
  public PublicKey author() {
    return author;
  }

  /** SHA-256 of the payload. For a proposal: what votes name. */
  public Hash hash() {
    var known = hash;
    if (known == null) {
      known = Sha256.of(payload);
      hash = known;
    }
    return known;
  }

  /** The message with its envelope, for journals, peers and proofs. */
  public SignedMessage toWire() {
    return SignedMessage.newBuilder()
        .setPayload(UnsafeByteOperations.unsafeWrap(payload))
        .setAuthor(io.supervisor.wire.crypto.PublicKey.newBuilder().setData(author.toByteString()))
        .setSignature(
            io.supervisor.wire.crypto.Signature.newBuilder().setData(signature.toByteString()))
        .build();
  }

  /** Canonical bytes of {@link #toWire()}; the payload in them is as it was signed. */
  public ByteString toByteString() {
    return toWire().toByteString();
  }

  /**
   * The same object with its kind known.
   *
   * @throws ClassCastException if the message is of another kind
   */
  @SuppressWarnings("unchecked") // checked by the cast of the message
  public <T extends Message> Verified<T> as(Class<T> kind) {
    if (!kind.isInstance(message)) {
      throw new ClassCastException("message: got " + message + ", want " + kind.getSimpleName());
    }
    return (Verified<T>) this;
  }

  /** By signed bytes, author and signature. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Verified<?> that
        && Arrays.equals(payload, that.payload)
        && author.equals(that.author)
        && signature.equals(that.signature);
  }

  @Override
  public int hashCode() {
    return hash().hashCode();
  }

  @Override
  public String toString() {
    return message.toString();
  }
}

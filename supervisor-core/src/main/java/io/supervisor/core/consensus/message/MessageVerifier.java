package io.supervisor.core.consensus.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.wire.SignedMessage;
import java.util.Arrays;

/**
 * Turns bytes from a peer into a {@link Verified} message, or says what is wrong with them. Never
 * throws on any bytes. Thread-safe if the signature check is.
 */
public final class MessageVerifier {
  /** What became of the bytes. */
  public sealed interface Result {
    record Good(Verified<? extends Message> message) implements Result {}

    record Bad(Problem problem) implements Result {}
  }

  /** Why bytes are refused. None of these can come from a correct peer. */
  public enum Problem {
    NOT_A_SIGNED_MESSAGE,
    UNKNOWN_KIND,
    /** A validator, epoch, round, hash or time that no correct node writes. */
    OUT_OF_DOMAIN,
    /** The payload is not what encoding its content gives, so it could be read in two ways. */
    NOT_CANONICAL,
    BAD_SIGNATURE
  }

  private final SignatureCheck check;

  public MessageVerifier(SignatureCheck check) {
    this.check = check;
  }

  /** For bytes that were verified before they were stored: checks everything but signatures. */
  public static MessageVerifier trusting() {
    return new MessageVerifier((key, message, signature) -> true);
  }

  /** As {@link #verify(SignedMessage)}, from serialized bytes. */
  public Result verify(ByteString signedMessage) {
    try {
      return verify(SignedMessage.parseFrom(signedMessage));
    } catch (InvalidProtocolBufferException e) {
      return new Result.Bad(Problem.NOT_A_SIGNED_MESSAGE);
    }
  }

  /** Checks form, field domains and signature, in this order. */
  public Result verify(SignedMessage signed) {
    var key = signed.getAuthor().getData();
    var seal = signed.getSignature().getData();
    if (key.size() != PublicKey.SIZE || seal.size() != Signature.SIZE) {
      return new Result.Bad(Problem.NOT_A_SIGNED_MESSAGE);
    }
    Message message;
    try {
      message = Payload.decode(signed.getPayload());
    } catch (InvalidProtocolBufferException e) {
      return new Result.Bad(Problem.NOT_A_SIGNED_MESSAGE);
    } catch (IllegalArgumentException e) {
      return new Result.Bad(Problem.OUT_OF_DOMAIN);
    }
    if (message == null) {
      return new Result.Bad(Problem.UNKNOWN_KIND);
    }
    var payload = signed.getPayload().toByteArray();
    if (!Arrays.equals(payload, Payload.encode(message))) {
      return new Result.Bad(Problem.NOT_CANONICAL);
    }
    var author = PublicKey.of(key);
    var signature = Signature.of(seal);
    return check.verify(author, payload, signature)
        ? new Result.Good(new Verified<>(message, payload, author, signature))
        : new Result.Bad(Problem.BAD_SIGNATURE);
  }
}

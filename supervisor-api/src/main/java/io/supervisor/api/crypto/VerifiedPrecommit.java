package io.supervisor.api.crypto;

import com.google.protobuf.Timestamp;
import io.supervisor.api.Hash;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.wire.CoreMessage;
import io.supervisor.wire.Precommit;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Precommit with a valid signature of its author; whether that is the validator it names is for
 * whoever knows the validators. Source: wire.md section 1.3.
 *
 * @param epoch unsigned
 * @param round unsigned, the first is 1
 * @param proposeHash names the proposal that was precommitted
 * @param time clock of the validator when it signed
 */
public record VerifiedPrecommit(
    SignedEnvelope envelope,
    ValidatorId validator,
    long epoch,
    int round,
    Hash proposeHash,
    Hash blockHash,
    Instant time) {
  /**
   * Reads and verifies a precommit.
   *
   * @throws MalformedMessageException if it is none or not signed by its author
   */
  public static VerifiedPrecommit verify(SignedEnvelope envelope, SignatureCheck check) {
    var precommit = trusted(envelope);
    if (!envelope.isSignatureValid(check)) {
      throw new MalformedMessageException(
          Reason.BAD_SIGNATURE, "precommit: the signature is not valid for author and payload");
    }
    return precommit;
  }

  /**
   * Reads a precommit that this node has verified before.
   *
   * @throws MalformedMessageException if it is none
   */
  public static VerifiedPrecommit trusted(SignedEnvelope envelope) {
    var message = TransactionPayload.parseCore(envelope.payload());
    if (message.getKindCase() != CoreMessage.KindCase.PRECOMMIT) {
      throw new MalformedMessageException(
          Reason.WRONG_KIND, "payload: got " + message.getKindCase() + ", want PRECOMMIT");
    }
    var precommit = message.getPrecommit();
    return new VerifiedPrecommit(
        envelope,
        validator(precommit),
        precommit.getEpoch(),
        precommit.getRound(),
        Canonical.fromWire(precommit.getProposeHash()),
        Canonical.fromWire(precommit.getBlockHash()),
        time(precommit.getTime()));
  }

  /** Bytes to sign. */
  public static byte[] payload(
      ValidatorId validator,
      long epoch,
      int round,
      Hash proposeHash,
      Hash blockHash,
      Instant time) {
    var precommit =
        Precommit.newBuilder()
            .setValidator(validator.value())
            .setEpoch(epoch)
            .setRound(round)
            .setProposeHash(Canonical.toWire(proposeHash))
            .setBlockHash(Canonical.toWire(blockHash))
            .setTime(
                Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()));
    return CoreMessage.newBuilder().setPrecommit(precommit).build().toByteArray();
  }

  /** Makes and signs a precommit. */
  public static VerifiedPrecommit sign(
      ValidatorId validator,
      long epoch,
      int round,
      Hash proposeHash,
      Hash blockHash,
      Instant time,
      Signer signer) {
    var payload = payload(validator, epoch, round, proposeHash, blockHash, time);
    return trusted(SignedEnvelope.sign(payload, signer));
  }

  public PublicKey author() {
    return envelope.author();
  }

  private static ValidatorId validator(Precommit precommit) {
    if (precommit.getValidator() < 0 || precommit.getValidator() > 0xffff) {
      throw new MalformedMessageException(
          Reason.OUT_OF_RANGE,
          "validator: got "
              + Integer.toUnsignedString(precommit.getValidator())
              + ", want at most 65535");
    }
    return new ValidatorId(precommit.getValidator());
  }

  private static Instant time(Timestamp time) {
    try {
      if (time.getNanos() >= 0 && time.getNanos() <= 999_999_999) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
      }
    } catch (DateTimeException e) {
      throw new MalformedMessageException(Reason.OUT_OF_RANGE, String.valueOf(e.getMessage()));
    }
    throw new MalformedMessageException(
        Reason.OUT_OF_RANGE, "time: got " + time.getNanos() + " ns, want below 10^9");
  }
}

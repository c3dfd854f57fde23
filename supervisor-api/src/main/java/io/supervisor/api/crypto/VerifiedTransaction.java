package io.supervisor.api.crypto;

import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.api.PublicKey;
import io.supervisor.wire.CoreMessage;
import io.supervisor.wire.runtime.AnyTx;

/**
 * Signed transaction whose signature has been found valid, by this node now or, if {@link
 * #trusted}, before. Immutable. Source: wire.md sections 1.4, 4.
 */
public final class VerifiedTransaction {
  private final SignedEnvelope envelope;
  private final Hash hash;
  private final AnyTx transaction;

  private VerifiedTransaction(SignedEnvelope envelope) {
    this.transaction = transaction(envelope.payload());
    this.envelope = envelope;
    this.hash = envelope.hash();
  }

  /**
   * Reads and verifies a transaction.
   *
   * @param bytesMax most bytes allowed, such as {@code max_message_len}
   * @throws MalformedMessageException if it is none, too long, or not signed by its author
   */
  public static VerifiedTransaction verify(byte[] bytes, int bytesMax, SignatureCheck check) {
    if (Integer.compareUnsigned(bytes.length, bytesMax) > 0) {
      throw new MalformedMessageException(
          Reason.TOO_LONG,
          "transaction: got "
              + bytes.length
              + " bytes, want at most "
              + Integer.toUnsignedString(bytesMax));
    }
    var transaction = new VerifiedTransaction(SignedEnvelope.parse(bytes));
    if (!transaction.envelope.isSignatureValid(check)) {
      throw new MalformedMessageException(
          Reason.BAD_SIGNATURE, "transaction: the signature is not valid for author and payload");
    }
    return transaction;
  }

  /** As {@link #verify(byte[], int, SignatureCheck)}, by {@link SignatureRule}, of any length. */
  public static VerifiedTransaction verify(byte[] bytes) {
    return verify(bytes, Integer.MAX_VALUE, SignatureRule::verify);
  }

  /**
   * Reads a transaction that this node has verified before, such as one from its journal: the
   * signature is not looked at.
   *
   * @throws MalformedMessageException if it is no transaction
   */
  public static VerifiedTransaction trusted(byte[] bytes) {
    return new VerifiedTransaction(SignedEnvelope.parse(bytes));
  }

  /** Makes and signs a transaction. */
  public static VerifiedTransaction sign(
      InstanceId instance, int method, byte[] arguments, Signer signer) {
    return new VerifiedTransaction(
        SignedEnvelope.sign(TransactionPayload.encode(instance, method, arguments), signer));
  }

  /** Identity of the transaction. */
  public Hash hash() {
    return hash;
  }

  public PublicKey author() {
    return envelope.author();
  }

  public InstanceId instance() {
    return new InstanceId(transaction.getCallInfo().getInstanceId());
  }

  /** Unsigned number of the method. */
  public int method() {
    return transaction.getCallInfo().getMethodId();
  }

  /** A copy. */
  public byte[] arguments() {
    return transaction.getArguments().toByteArray();
  }

  public SignedEnvelope envelope() {
    return envelope;
  }

  /** Canonical bytes of the SignedMessage, with the payload as received: not to be changed. */
  public byte[] bytes() {
    return envelope.bytes();
  }

  /** Number of {@link #bytes}. */
  public int size() {
    return envelope.bytes().length;
  }

  private static AnyTx transaction(byte[] payload) {
    var message = TransactionPayload.parseCore(payload);
    if (message.getKindCase() != CoreMessage.KindCase.ANY_TX) {
      throw new MalformedMessageException(
          Reason.WRONG_KIND, "payload: got " + message.getKindCase() + ", want ANY_TX");
    }
    return message.getAnyTx();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedTransaction that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "VerifiedTransaction[" + hash + "]";
  }
}

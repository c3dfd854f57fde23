package io.supervisor.api.crypto;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.supervisor.api.Hash;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.wire.SignedMessage;
import java.io.IOException;
import java.util.Arrays;

/**
 * Message with author and signature, not yet verified. The payload is kept as received, because the
 * signature is over those bytes; the outer form is canonical. Source: wire.md sections 4.1, 4.2.
 */
public final class SignedEnvelope {
  private static final int PAYLOAD_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int AUTHOR_TAG = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SIGNATURE_TAG = 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int DATA_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** Bytes besides the payload and, if it is not empty, its tag and length. */
  private static final int OVERHEAD = 2 + 2 + PublicKey.SIZE + 2 + 2 + Signature.SIZE;

  private final byte[] payload;
  private final PublicKey author;
  private final Signature signature;
  private final byte[] bytes;

  private SignedEnvelope(byte[] payload, PublicKey author, Signature signature, byte[] bytes) {
    this.payload = payload;
    this.author = author;
    this.signature = signature;
    this.bytes = bytes;
  }

  /** Puts the parts together, without a check of the signature. The payload is taken over. */
  public static SignedEnvelope of(byte[] payload, PublicKey author, Signature signature) {
    return new SignedEnvelope(payload, author, signature, encode(payload, author, signature));
  }

  /** Signs a payload, which is taken over. */
  public static SignedEnvelope sign(byte[] payload, Signer signer) {
    return of(payload, signer.publicKey(), signer.sign(payload));
  }

  /**
   * Reads a serialized SignedMessage. Reordered, repeated and unknown outer fields are tolerated.
   *
   * @throws MalformedMessageException unless it is one, with a key and a signature of right size
   */
  public static SignedEnvelope parse(byte[] bytes) {
    var parts = new Parts();
    try {
      parts.read(CodedInputStream.newInstance(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(Reason.NOT_PROTOBUF, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory", e);
    }
    checkSize("author", parts.author, PublicKey.SIZE);
    checkSize("signature", parts.signature, Signature.SIZE);
    return canonical(parts, bytes);
  }

  /**
   * As {@link #parse}.
   *
   * @throws MalformedMessageException if key or signature have not the right size
   */
  public static SignedEnvelope fromWire(SignedMessage message) {
    return of(
        message.getPayload().toByteArray(),
        Canonical.fromWire(message.getAuthor()),
        Canonical.fromWire(message.getSignature()));
  }

  public SignedMessage toWire() {
    return SignedMessage.newBuilder()
        .setPayload(ByteString.copyFrom(payload))
        .setAuthor(Canonical.toWire(author))
        .setSignature(Canonical.toWire(signature))
        .build();
  }

  /** Whether the signature is valid (docs/adr/0003). */
  public boolean isSignatureValid(SignatureCheck check) {
    return check.verify(author, payload, signature);
  }

  /** The payload as received: not to be changed. */
  public byte[] payload() {
    return payload;
  }

  public PublicKey author() {
    return author;
  }

  public Signature signature() {
    return signature;
  }

  /** Canonical bytes of the SignedMessage: not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** SHA-256 of {@link #bytes}. Computed at every call. */
  public Hash hash() {
    return Sha256.of(bytes);
  }

  private static SignedEnvelope canonical(Parts parts, byte[] received) {
    var author = PublicKey.wrap(parts.author);
    var signature = Signature.wrap(parts.signature);
    var bytes = encode(parts.payload, author, signature);
    // Usually the same, so that the other copy can go.
    return new SignedEnvelope(
        parts.payload, author, signature, Arrays.equals(bytes, received) ? received : bytes);
  }

  private static void checkSize(String what, byte[] bytes, int size) {
    if (bytes.length != size) {
      throw new MalformedMessageException(
          Reason.WRONG_SIZE, what + ": got " + bytes.length + " bytes, want " + size);
    }
  }

  private static byte[] encode(byte[] payload, PublicKey author, Signature signature) {
    var lengthSize = payload.length == 0 ? 0 : varintSize(payload.length);
    var prefix = payload.length == 0 ? 0 : 1 + lengthSize;
    var bytes = new byte[prefix + payload.length + OVERHEAD];
    var at = 0;
    if (payload.length != 0) {
      bytes[at++] = PAYLOAD_TAG;
      for (var rest = payload.length; ; rest >>>= 7) {
        bytes[at++] = (byte) (rest < 0x80 ? rest : rest & 0x7f | 0x80);
        if (rest < 0x80) {
          break;
        }
      }
      System.arraycopy(payload, 0, bytes, at, payload.length);
      at += payload.length;
    }
    at = putBytesMessage(bytes, at, AUTHOR_TAG, author.unsafeBytes());
    putBytesMessage(bytes, at, SIGNATURE_TAG, signature.unsafeBytes());
    return bytes;
  }

  private static int putBytesMessage(byte[] bytes, int at, int tag, byte[] data) {
    bytes[at] = (byte) tag;
    bytes[at + 1] = (byte) (data.length + 2);
    bytes[at + 2] = DATA_TAG;
    bytes[at + 3] = (byte) data.length;
    System.arraycopy(data, 0, bytes, at + 4, data.length);
    return at + 4 + data.length;
  }

  private static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value)) / 7;
  }

  /** Fields as they come; a later occurrence replaces an earlier one, as merging does. */
  private static final class Parts {
    private byte[] payload = new byte[0];
    private byte[] author = new byte[0];
    private byte[] signature = new byte[0];

    void read(CodedInputStream input) throws IOException {
      for (var tag = input.readTag(); tag != 0; tag = input.readTag()) {
        switch (tag) {
          case PAYLOAD_TAG -> payload = input.readByteArray();
          case AUTHOR_TAG -> author = readData(input, author);
          case SIGNATURE_TAG -> signature = readData(input, signature);
          default -> skip(input, tag, 3);
        }
      }
    }

    /** Field {@code data} of a nested message; the value so far if it is not there. */
    private static byte[] readData(CodedInputStream input, byte[] before) throws IOException {
      var data = before;
      var end = input.pushLimit(input.readRawVarint32());
      for (var tag = input.readTag(); tag != 0; tag = input.readTag()) {
        if (tag == DATA_TAG) {
          data = input.readByteArray();
        } else {
          skip(input, tag, 1);
        }
      }
      input.checkLastTagWas(0);
      input.popLimit(end);
      return data;
    }

    private static void skip(CodedInputStream input, int tag, int knownFieldMax)
        throws IOException {
      if (WireFormat.getTagFieldNumber(tag) <= knownFieldMax) {
        throw new MalformedMessageException(
            Reason.WRONG_WIRE_TYPE,
            "signed message: field "
                + WireFormat.getTagFieldNumber(tag)
                + " has another wire type than its own");
      }
      if (!input.skipField(tag)) {
        throw new MalformedMessageException(Reason.NOT_PROTOBUF, "end of a group without begin");
      }
    }
  }
}

package io.supervisor.api.storage;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.time.Instant;
import java.util.UUID;

/**
 * Codecs of the types that indexes hold (wire.md section 2.2). Value bytes of numbers are little
 * endian; key bytes are big endian, for signed numbers with the sign turned, so that their unsigned
 * order is that of the numbers.
 */
public final class Codecs {
  private static final KeyCodec<Long> U8 = new IntegerCodec(1, false);
  private static final KeyCodec<Long> U16 = new IntegerCodec(2, false);
  private static final KeyCodec<Long> U32 = new IntegerCodec(4, false);
  private static final KeyCodec<Long> U64 = new IntegerCodec(8, false);
  private static final KeyCodec<Long> I8 = new IntegerCodec(1, true);
  private static final KeyCodec<Long> I16 = new IntegerCodec(2, true);
  private static final KeyCodec<Long> I32 = new IntegerCodec(4, true);
  private static final KeyCodec<Long> I64 = new IntegerCodec(8, true);

  private Codecs() {}

  /** 0 to 255. Other numbers are an {@link IllegalArgumentException}, as for all sizes. */
  public static KeyCodec<Long> u8() {
    return U8;
  }

  /** 0 to 65,535. */
  public static KeyCodec<Long> u16() {
    return U16;
  }

  /** 0 to 2^32-1. */
  public static KeyCodec<Long> u32() {
    return U32;
  }

  /** All longs, taken as unsigned. */
  public static KeyCodec<Long> u64() {
    return U64;
  }

  public static KeyCodec<Long> i8() {
    return I8;
  }

  public static KeyCodec<Long> i16() {
    return I16;
  }

  public static KeyCodec<Long> i32() {
    return I32;
  }

  public static KeyCodec<Long> i64() {
    return I64;
  }

  public static KeyCodec<Boolean> bool() {
    return SimpleCodecs.BOOL;
  }

  /** UTF-8. Text with a lone surrogate, and bytes that are no UTF-8, are refused. */
  public static KeyCodec<String> string() {
    return SimpleCodecs.STRING;
  }

  /**
   * The bytes themselves, copied on the way in and on the way out: what a service does to its
   * arrays afterwards changes no state.
   */
  public static KeyCodec<byte[]> bytes() {
    return SimpleCodecs.BYTES;
  }

  /** 32 bytes; the object hash is the hash itself. */
  public static KeyCodec<Hash> hash() {
    return SimpleCodecs.HASH;
  }

  public static KeyCodec<PublicKey> publicKey() {
    return SimpleCodecs.PUBLIC_KEY;
  }

  /** 16 bytes in the order of the text form. */
  public static KeyCodec<UUID> uuid() {
    return SimpleCodecs.UUID_CODEC;
  }

  public static KeyCodec<Unit> unit() {
    return SimpleCodecs.UNIT;
  }

  /** Seconds since 1970 as i64, then nanoseconds as u32: 12 bytes, as in release 1.0.0. */
  public static KeyCodec<Instant> timestamp() {
    return TimestampCodec.INSTANCE;
  }

  /**
   * As {@link #timestamp}, but of the message, which has room for a leap second: nanoseconds up to
   * 1,999,999,999. The time oracle stores its times so.
   */
  public static Codec<Timestamp> leapTimestamp() {
    return LeapTimestampCodec.INSTANCE;
  }

  /**
   * Canonical bytes of a message, whatever way it was built ({@link
   * io.supervisor.api.crypto.Canonical#bytes}). Reading is as strict as {@link
   * io.supervisor.api.crypto.Canonical#parse}.
   */
  public static <M extends Message> KeyCodec<M> protobuf(Parser<M> parser) {
    return new ProtobufCodec<>(parser);
  }
}

package io.supervisor.api.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Codecs whose key bytes are their value bytes. */
final class SimpleCodecs {
  static final KeyCodec<Boolean> BOOL =
      new SameBytes<>() {
        @Override
        public byte[] encode(Boolean value) {
          return new byte[] {(byte) (value ? 1 : 0)};
        }

        @Override
        public Boolean decode(byte[] bytes) {
          checkSize("bool", bytes, 1);
          if (bytes[0] != 0 && bytes[0] != 1) {
            throw new IllegalArgumentException("bool: got " + bytes[0] + ", want 0 or 1");
          }
          return bytes[0] == 1;
        }
      };

  static final KeyCodec<String> STRING =
      new SameBytes<>() {
        @Override
        public byte[] encode(String value) {
          try {
            var buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            return Arrays.copyOf(buffer.array(), buffer.limit());
          } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text: has half of a surrogate pair", e);
          }
        }

        @Override
        public String decode(byte[] bytes) {
          try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
          } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text: bytes are no UTF-8", e);
          }
        }
      };

  static final KeyCodec<byte[]> BYTES =
      new SameBytes<>() {
        @Override
        public byte[] encode(byte[] value) {
          return value.clone();
        }

        @Override
        public byte[] decode(byte[] bytes) {
          return bytes.clone();
        }
      };

  static final KeyCodec<Hash> HASH =
      new SameBytes<>() {
        @Override
        public byte[] encode(Hash value) {
          return value.toBytes();
        }

        @Override
        public Hash decode(byte[] bytes) {
          return Hash.of(bytes);
        }

        @Override
        public Hash objectHash(Hash value) {
          return value;
        }
      };

  static final KeyCodec<PublicKey> PUBLIC_KEY =
      new SameBytes<>() {
        @Override
        public byte[] encode(PublicKey value) {
          return value.toBytes();
        }

        @Override
        public PublicKey decode(byte[] bytes) {
          return PublicKey.of(bytes);
        }
      };

  static final KeyCodec<UUID> UUID_CODEC =
      new SameBytes<>() {
        @Override
        public byte[] encode(UUID value) {
          return ByteBuffer.allocate(16)
              .putLong(value.getMostSignificantBits())
              .putLong(value.getLeastSignificantBits())
              .array();
        }

        @Override
        public UUID decode(byte[] bytes) {
          checkSize("UUID", bytes, 16);
          var buffer = ByteBuffer.wrap(bytes);
          return new UUID(buffer.getLong(), buffer.getLong());
        }
      };

  static final KeyCodec<Unit> UNIT =
      new SameBytes<>() {
        @Override
        public byte[] encode(Unit value) {
          return new byte[0];
        }

        @Override
        public Unit decode(byte[] bytes) {
          checkSize("unit", bytes, 0);
          return Unit.UNIT;
        }
      };

  private SimpleCodecs() {}

  private static void checkSize(String what, byte[] bytes, int size) {
    if (bytes.length != size) {
      throw new IllegalArgumentException(what + ": got " + bytes.length + " bytes, want " + size);
    }
  }

  private abstract static class SameBytes<K> implements KeyCodec<K> {
    @Override
    public byte[] encodeKey(K key) {
      return encode(key);
    }

    @Override
    public K decodeKey(byte[] bytes) {
      return decode(bytes);
    }
  }
}

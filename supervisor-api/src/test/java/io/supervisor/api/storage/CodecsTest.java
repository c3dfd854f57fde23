package io.supervisor.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.wire.runtime.ArtifactId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private static final long SEED = 77;

  private final Random random = new Random(SEED);

  @Test
  void whatIsEncodedIsDecoded() {
    checkRoundTrips(Codecs.u8(), () -> random.nextLong(1 << 8));
    checkRoundTrips(Codecs.u16(), () -> random.nextLong(1 << 16));
    checkRoundTrips(Codecs.u32(), () -> random.nextLong(1L << 32));
    checkRoundTrips(Codecs.u64(), random::nextLong);
    checkRoundTrips(Codecs.i8(), () -> (long) (byte) random.nextInt());
    checkRoundTrips(Codecs.i16(), () -> (long) (short) random.nextInt());
    checkRoundTrips(Codecs.i32(), () -> (long) random.nextInt());
    checkRoundTrips(Codecs.i64(), random::nextLong);
    checkRoundTrips(Codecs.bool(), random::nextBoolean);
    checkRoundTrips(Codecs.string(), this::text);
    checkRoundTrips(Codecs.hash(), () -> Hash.wrap(bytes(32)));
    checkRoundTrips(Codecs.publicKey(), () -> PublicKey.wrap(bytes(32)));
    checkRoundTrips(Codecs.uuid(), () -> new UUID(random.nextLong(), random.nextLong()));
    checkRoundTrips(Codecs.unit(), () -> Unit.UNIT);
    checkRoundTrips(Codecs.timestamp(), this::time);
    checkRoundTrips(
        Codecs.protobuf(ArtifactId.parser()),
        () -> ArtifactId.newBuilder().setRuntimeId(random.nextInt()).setName(text()).build());
  }

  private <K> void checkRoundTrips(KeyCodec<K> codec, Supplier<K> values) {
    for (var i = 0; i < 300; i++) {
      var value = values.get();
      assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
      assertThat(codec.decodeKey(codec.encodeKey(value))).isEqualTo(value);
      assertThat(codec.encode(value)).isEqualTo(codec.encode(value));
    }
  }

  @Test
  void leapSecondsKeepTheirNanoseconds() {
    var codec = Codecs.leapTimestamp();
    var leap = Timestamp.newBuilder().setSeconds(-1).setNanos(1_999_999_999).build();
    assertThat(codec.encode(leap))
        .isEqualTo(HexFormat.of().parseHex("ffffffffffffffff" + "ff933577"));
    assertThat(codec.decode(codec.encode(leap))).isEqualTo(leap);
    var time = Instant.ofEpochSecond(1_500_000_000, 7);
    assertThat(codec.encode(Timestamp.newBuilder().setSeconds(1_500_000_000).setNanos(7).build()))
        .isEqualTo(Codecs.timestamp().encode(time));
    assertThatThrownBy(() -> codec.encode(leap.toBuilder().setNanos(2_000_000_000).build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.encode(leap.toBuilder().setNanos(-1).build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decode(new byte[11]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAreOrderedAsTheirValuesAre() {
    Comparator<Long> unsigned = Long::compareUnsigned;
    checkOrder(Codecs.u8(), () -> random.nextLong(1 << 8), unsigned);
    checkOrder(Codecs.u32(), () -> random.nextLong(1L << 32), unsigned);
    checkOrder(Codecs.u64(), random::nextLong, unsigned);
    checkOrder(Codecs.i8(), () -> (long) (byte) random.nextInt(), Comparator.naturalOrder());
    checkOrder(Codecs.i32(), () -> (long) random.nextInt(), Comparator.naturalOrder());
    checkOrder(Codecs.i64(), random::nextLong, Comparator.naturalOrder());
    checkOrder(Codecs.timestamp(), this::time, Comparator.naturalOrder());
    checkOrder(Codecs.hash(), () -> Hash.wrap(bytes(32)), Comparator.naturalOrder());
  }

  private <K> void checkOrder(KeyCodec<K> codec, Supplier<K> values, Comparator<K> order) {
    for (var i = 0; i < 1_000; i++) {
      var a = values.get();
      var b = values.get();
      assertThat(Integer.signum(Arrays.compareUnsigned(codec.encodeKey(a), codec.encodeKey(b))))
          .as("%s and %s", a, b)
          .isEqualTo(Integer.signum(order.compare(a, b)));
    }
  }

  @Test
  void valuesAreLittleEndianAndKeysBigEndian() {
    assertThat(Codecs.u32().encode(1L)).containsExactly(1, 0, 0, 0);
    assertThat(Codecs.u32().encodeKey(1L)).containsExactly(0, 0, 0, 1);
    assertThat(Codecs.i16().encodeKey(-1L)).containsExactly(0x7f, 0xff);
    assertThat(Codecs.u64().decode(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})).isEqualTo(-1);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Codecs.u8().encode(256L)).hasMessage("number: got 256, want u8");
    assertThatThrownBy(() -> Codecs.u32().encode(-1L)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Codecs.i8().encodeKey(128L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesOfAnotherTypeAreRefused() {
    assertRefused(Codecs.u32(), new byte[3]);
    assertRefused(Codecs.bool(), new byte[] {2});
    assertRefused(Codecs.bool(), new byte[0]);
    assertRefused(Codecs.string(), new byte[] {(byte) 0xff});
    assertRefused(Codecs.hash(), new byte[31]);
    assertRefused(Codecs.uuid(), new byte[15]);
    assertRefused(Codecs.unit(), new byte[1]);
    assertRefused(Codecs.timestamp(), new byte[16]);
    assertRefused(Codecs.timestamp(), new byte[] {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1});
    assertRefused(Codecs.protobuf(ArtifactId.parser()), new byte[] {0x12, 5});
    assertThatThrownBy(() -> Codecs.string().encode("\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(KeyCodec<?> codec, byte[] bytes) {
    assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decodeKey(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  private String text() {
    return random
        .ints(random.nextInt(12), 0, Character.MAX_CODE_POINT + 1)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private Instant time() {
    var seconds = random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000));
  }

  private byte[] bytes(int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}

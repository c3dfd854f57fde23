package io.supervisor.core.supervisor;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.storage.KeyCodec;
import java.util.function.Function;

/** Records by the canonical bytes of their messages; arguments of calls are read with it too. */
final class MessageCodec<R> implements KeyCodec<R> {
  private final Function<byte[], R> reader;
  private final Function<R, byte[]> writer;

  /**
   * A codec.
   *
   * @param read gets canonical messages; refuses with {@link IllegalArgumentException}
   * @param write gives a message whose bytes are canonical
   */
  <M extends Message> MessageCodec(Parser<M> parser, Function<M, R> read, Function<R, M> write) {
    this.reader = bytes -> read.apply(Canonical.parse(parser, bytes));
    this.writer = record -> write.apply(record).toByteArray();
  }

  @Override
  public byte[] encode(R value) {
    return writer.apply(value);
  }

  @Override
  public R decode(byte[] bytes) {
    return reader.apply(bytes);
  }

  @Override
  public byte[] encodeKey(R key) {
    return encode(key);
  }

  @Override
  public R decodeKey(byte[] bytes) {
    return decode(bytes);
  }
}

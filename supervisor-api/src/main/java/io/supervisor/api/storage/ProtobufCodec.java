package io.supervisor.api.storage;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.crypto.Canonical;

/** Messages by their canonical bytes. */
final class ProtobufCodec<M extends Message> implements KeyCodec<M> {
  private final Parser<M> parser;

  ProtobufCodec(Parser<M> parser) {
    this.parser = parser;
  }

  @Override
  public byte[] encode(M value) {
    return Canonical.bytes(value);
  }

  @Override
  public M decode(byte[] bytes) {
    return Canonical.parse(parser, bytes);
  }

  @Override
  public byte[] encodeKey(M key) {
    return encode(key);
  }

  @Override
  public M decodeKey(byte[] bytes) {
    return decode(bytes);
  }
}

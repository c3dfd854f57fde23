package io.supervisor.server.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.wire.Block;
import io.supervisor.wire.SignedMessage;

/** Messages of recorded blocks. */
final class Blocks {
  private Blocks() {}

  static Block parse(byte[] header) {
    try {
      return Block.parseFrom(header);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static SignedMessage signed(byte[] message) {
    try {
      return SignedMessage.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

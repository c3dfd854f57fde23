package io.supervisor.core.blockchain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.wire.Block;
import io.supervisor.wire.Config;
import java.util.function.Function;

/** Bytes of what the core keeps: canonical messages (wire.md sections 1.5, 1.7). */
final class CoreCodecs {
  static final Codec<ConsensusConfig> CONSENSUS_CONFIG =
      new MessageCodec<>(Config.parser(), Canonical::toWire, Canonical::fromWire);
  static final Codec<BlockHeader> HEADER =
      new MessageCodec<>(Block.parser(), Canonical::toWire, Canonical::fromWire);
  static final KeyCodec<CallInBlock> CALL =
      new MessageCodec<>(
          io.supervisor.wire.CallInBlock.parser(), Canonical::toWire, Canonical::fromWire);

  /** Without description, which no hash covers. */
  static final Codec<ExecutionError> ERROR =
      new MessageCodec<>(
          io.supervisor.wire.runtime.ExecutionError.parser(),
          Canonical::toWireWithoutDescription,
          Canonical::fromWire);

  static final Codec<TxLocation> LOCATION =
      new MessageCodec<>(
          io.supervisor.wire.TxLocation.parser(),
          location ->
              io.supervisor.wire.TxLocation.newBuilder()
                  .setBlockHeight(location.height().value())
                  .setPositionInBlock(location.position())
                  .build(),
          wire -> new TxLocation(new Height(wire.getBlockHeight()), wire.getPositionInBlock()));

  static final Codec<ConfigRecord> CONFIG_RECORD =
      new MessageCodec<>(
          io.supervisor.wire.chain.ConfigRecord.parser(),
          ConfigRecord::toWire,
          ConfigRecord::fromWire);

  private CoreCodecs() {}

  /** Records by the canonical bytes of their messages. */
  private record MessageCodec<V, M extends Message>(
      Parser<M> parser, Function<V, M> toWire, Function<M, V> fromWire) implements KeyCodec<V> {
    @Override
    public byte[] encode(V value) {
      return toWire.apply(value).toByteArray();
    }

    @Override
    public V decode(byte[] bytes) {
      try {
        // Written by encode, so that it is canonical needs no proof.
        return fromWire.apply(parser.parseFrom(bytes));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a record of the core is damaged", e);
      }
    }

    @Override
    public byte[] encodeKey(V key) {
      return encode(key);
    }

    @Override
    public V decodeKey(byte[] bytes) {
      return decode(bytes);
    }
  }
}

package io.supervisor.server.storage.journal;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.core.journal.BlockRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a {@link BlockRecord} in the archive, integers big endian: header, precommits, hashes,
 * transactions; each byte string after its size (u32), each list after its length (u32).
 */
final class BlockRecordCodec {
  private BlockRecordCodec() {}

  static ByteBuffer encode(BlockRecord block) {
    int size =
        4
            + block.header().size()
            + size(block.precommits())
            + 4
            + Hash.SIZE * block.transactionHashes().size()
            + size(block.transactions());
    var out = ByteBuffer.allocate(size);
    put(out, block.header());
    put(out, block.precommits());
    out.putInt(block.transactionHashes().size());
    block.transactionHashes().forEach(hash -> out.put(hash.unsafeBytes()));
    put(out, block.transactions());
    return out.flip();
  }

  /** Reads what {@link #encode} wrote; throws {@link IllegalArgumentException} at anything else. */
  static BlockRecord decode(ByteBuffer in) {
    try {
      var header = bytes(in);
      var precommits = list(in);
      int count = in.getInt();
      var hashes = new ArrayList<Hash>(count);
      for (int i = 0; i < count; i++) {
        var hash = new byte[Hash.SIZE];
        in.get(hash);
        hashes.add(Hash.wrap(hash));
      }
      var block = new BlockRecord(header, precommits, hashes, list(in));
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("block record: " + in.remaining() + " bytes too many");
      }
      return block;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("block record: truncated", e);
    }
  }

  private static int size(List<ByteString> list) {
    int size = 4;
    for (var item : list) {
      size = Math.addExact(size, 4 + item.size());
    }
    return size;
  }

  private static void put(ByteBuffer out, List<ByteString> list) {
    out.putInt(list.size());
    list.forEach(item -> put(out, item));
  }

  private static void put(ByteBuffer out, ByteString bytes) {
    out.putInt(bytes.size());
    bytes.copyTo(out);
  }

  private static List<ByteString> list(ByteBuffer in) {
    int count = in.getInt();
    var list = new ArrayList<ByteString>();
    for (int i = 0; i < count; i++) {
      list.add(bytes(in));
    }
    return list;
  }

  private static ByteString bytes(ByteBuffer in) {
    int size = in.getInt();
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException(
          "block record: got size " + size + " with " + in.remaining() + " bytes left");
    }
    return ByteString.copyFrom(in, size);
  }
}

package io.supervisor.api;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Header of a block, whose hash is that of its canonical bytes. Source: wire.md section 1.5.
 *
 * @param txCount unsigned number of transactions
 * @param prevHash hash of the block before, {@link Hash#ZERO} for genesis
 * @param txHash list hash of the transactions' hashes
 * @param stateHash of the state after this block
 * @param errorHash map hash of the failed calls of this block
 * @param headers further headers in ascending order of the bytes of their names
 */
public record BlockHeader(
    Height height,
    int txCount,
    Hash prevHash,
    Hash txHash,
    Hash stateHash,
    Hash errorHash,
    SortedMap<String, ByteString> headers) {
  /** Consensus epoch, u64 little endian: in every block. */
  public static final String EPOCH = "epoch";

  /** Validator that proposed the block, u16 little endian: in every block. */
  public static final String PROPOSER_ID = "proposer_id";

  /** Empty, and only in block skips, which this implementation reads but does not make. */
  public static final String SKIP = "skip";

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  public BlockHeader {
    headers = sorted(headers);
  }

  /** Header with the two additional headers that every block has. */
  public static BlockHeader of(
      Height height,
      long epoch,
      ValidatorId proposer,
      int txCount,
      Hash prevHash,
      Hash txHash,
      Hash stateHash,
      Hash errorHash) {
    var headers = new TreeMap<String, ByteString>();
    headers.put(EPOCH, littleEndian(epoch, Long.BYTES));
    headers.put(PROPOSER_ID, littleEndian(proposer.value(), Short.BYTES));
    return new BlockHeader(height, txCount, prevHash, txHash, stateHash, errorHash, headers);
  }

  /** Unsigned; empty if the header is missing or not eight bytes. */
  public OptionalLong epoch() {
    return number(EPOCH, Long.BYTES);
  }

  /** Empty if the header is missing or not two bytes. */
  public Optional<ValidatorId> proposer() {
    var id = number(PROPOSER_ID, Short.BYTES);
    return id.isPresent() ? Optional.of(new ValidatorId((int) id.getAsLong())) : Optional.empty();
  }

  public boolean isSkip() {
    return headers.containsKey(SKIP);
  }

  private OptionalLong number(String name, int size) {
    var value = headers.get(name);
    if (value == null || value.size() != size) {
      return OptionalLong.empty();
    }
    var number = 0L;
    for (var i = size - 1; i >= 0; i--) {
      number = number << 8 | value.byteAt(i) & 0xff;
    }
    return OptionalLong.of(number);
  }

  private static ByteString littleEndian(long number, int size) {
    var bytes = new byte[size];
    for (var i = 0; i < size; i++) {
      bytes[i] = (byte) (number >>> 8 * i);
    }
    return ByteString.copyFrom(bytes);
  }

  private static SortedMap<String, ByteString> sorted(Map<String, ByteString> headers) {
    var copy = new TreeMap<String, ByteString>(BY_BYTES);
    copy.putAll(headers);
    return Collections.unmodifiableSortedMap(copy);
  }
}

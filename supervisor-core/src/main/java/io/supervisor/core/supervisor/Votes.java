package io.supervisor.core.supervisor;

import io.supervisor.api.PublicKey;
import io.supervisor.api.storage.Codec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Service keys of those who asked for, voted for or confirmed something, ascending. Stored as
 * {@code u64le(32) || key} for each (supervisor.md section 11).
 */
public record Votes(SortedSet<PublicKey> keys) {
  static final Votes NONE = new Votes(new TreeSet<>());
  static final Codec<Votes> CODEC = new VotesCodec();

  private static final int ENTRY_SIZE = Long.BYTES + PublicKey.SIZE;

  public Votes {
    keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
  }

  boolean contains(PublicKey key) {
    return keys.contains(key);
  }

  int size() {
    return keys.size();
  }

  Votes with(PublicKey key) {
    var more = new TreeSet<>(keys);
    more.add(key);
    return new Votes(more);
  }

  Votes without(PublicKey key) {
    var fewer = new TreeSet<>(keys);
    fewer.remove(key);
    return new Votes(fewer);
  }

  Votes of(Collection<PublicKey> voters) {
    var current = new TreeSet<>(keys);
    current.retainAll(voters);
    return new Votes(current);
  }

  private static final class VotesCodec implements Codec<Votes> {
    @Override
    public byte[] encode(Votes votes) {
      var bytes = ByteBuffer.allocate(votes.size() * ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      for (var key : votes.keys()) {
        bytes.putLong(PublicKey.SIZE).put(key.unsafeBytes());
      }
      return bytes.array();
    }

    @Override
    public Votes decode(byte[] bytes) {
      if (bytes.length % ENTRY_SIZE != 0) {
        throw new IllegalArgumentException(
            "votes: got " + bytes.length + " bytes, want a multiple of " + ENTRY_SIZE);
      }
      var keys = new TreeSet<PublicKey>();
      var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.hasRemaining()) {
        var length = buffer.getLong();
        if (length != PublicKey.SIZE) {
          throw new IllegalArgumentException(
              "votes: got a key of " + length + " bytes, want " + PublicKey.SIZE);
        }
        var key = new byte[PublicKey.SIZE];
        buffer.get(key);
        if (!keys.isEmpty() && keys.last().compareTo(PublicKey.wrap(key)) >= 0) {
          throw new IllegalArgumentException("votes: keys are not in ascending order");
        }
        keys.add(PublicKey.wrap(key));
      }
      return new Votes(keys);
    }
  }
}

package io.supervisor.server.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tells of most keys that a file does not have them, without reading it: a Bloom filter (B. H.
 * Bloom, Space/Time Trade-offs in Hash Coding with Allowable Errors, 1970). Every transaction that
 * comes is looked for in the chain, where it is not; so are the nodes of growing trees.
 *
 * <p>Filled by one thread; then used by any number of them.
 */
final class KeyFilter {
  /** Of four bits, a key that is not there finds all set once in 40 to 400 times. */
  private static final int PROBES = 4;

  private static final int BITS_PER_KEY = 8;

  /** 16 MB; with more than 16 million keys the filter finds fewer of those that are not there. */
  private static final long BITS_MAX = 1L << 27;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final long[] words;
  private final long mask;

  /**
   * @param keys number of keys to come
   */
  KeyFilter(long keys) {
    var wanted = Math.clamp(keys * BITS_PER_KEY, Long.SIZE, BITS_MAX);
    var bits = Long.highestOneBit(wanted - 1) << 1;
    this.words = new long[Math.toIntExact(bits / Long.SIZE)];
    this.mask = bits - 1;
  }

  void add(byte[] key) {
    var hash = hash(key);
    var step = step(hash);
    for (var probe = 0; probe < PROBES; probe++) {
      words[word(hash)] |= 1L << hash;
      hash += step;
    }
  }

  /** False: the key was not added. */
  boolean mayContain(byte[] key) {
    var hash = hash(key);
    var step = step(hash);
    for (var probe = 0; probe < PROBES; probe++) {
      if ((words[word(hash)] & 1L << hash) == 0) {
        return false;
      }
      hash += step;
    }
    return true;
  }

  private int word(long hash) {
    return (int) ((hash & mask) >>> 6);
  }

  private static long step(long hash) {
    return hash >>> 32 | 1;
  }

  private static long hash(byte[] key) {
    long hash = key.length;
    var at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(key, at));
    }
    for (; at < key.length; at++) {
      hash = mix(hash ^ key[at]);
    }
    return mix(hash);
  }

  private static long mix(long value) {
    var product = value * SPREAD;
    return product ^ product >>> 29;
  }
}

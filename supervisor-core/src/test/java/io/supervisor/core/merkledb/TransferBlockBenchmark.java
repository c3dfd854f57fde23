package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.storage.Codecs;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * What a block of wallet transfers costs the state: for each transfer two wallets of a raw proof
 * map are read and written, and each wallet's history, a proof list in a group, is appended to and
 * hashed. Prints CPU milliseconds of one thread; not run by the build.
 *
 * <p>Arguments: wallets (100000), transfers of a block (1000), blocks (60).
 */
public final class TransferBlockBenchmark {
  private TransferBlockBenchmark() {}

  public static void main(String[] args) {
    var wallets = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    var transfers = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    var blocks = args.length > 2 ? Integer.parseInt(args[2]) : 60;
    var store = new MemoryStore();
    var random = new Random(1);
    var fork = new Fork(store.snapshot());
    var map = fork.access("wallet.").rawProofMap("wallets", Codecs.hash(), Codecs.bytes());
    for (var i = 0; i < wallets; i++) {
      map.put(address(i), wallet(random));
    }
    store.apply(fork.toPatch());
    var millis = new double[blocks];
    for (var block = 0; block < blocks; block++) {
      var from = cpuNanos();
      var patch = run(store, random, wallets, transfers);
      var executed = cpuNanos();
      store.apply(patch);
      millis[block] = (executed - from) / 1e6;
      if (block % 10 == 9) {
        System.out.printf(
            "block %d: %.1f ms, apply %.1f ms, %d records, %d bytes, %d of them journaled%n",
            block,
            millis[block],
            (cpuNanos() - executed) / 1e6,
            patch.changes().size(),
            patch.bytes(),
            patch.withoutTrees().bytes());
      }
    }
    var steady = Arrays.copyOfRange(millis, blocks / 2, blocks);
    Arrays.sort(steady);
    System.out.printf("median of the last half: %.1f ms%n", steady[steady.length / 2]);
  }

  private static Patch run(Store store, Random random, int wallets, int transfers) {
    var fork = new Fork(store.snapshot());
    for (var i = 0; i < transfers; i++) {
      fork.savepoint();
      var access = fork.access("wallet.");
      var transaction = Sha256.of(ByteBuffer.allocate(8).putLong(random.nextLong()).array());
      for (var side = 0; side < 2; side++) {
        var map = access.rawProofMap("wallets", Codecs.hash(), Codecs.bytes());
        var address = address(random.nextInt(wallets));
        var wallet = map.get(address).orElseThrow().clone();
        var history =
            access.group(address.unsafeBytes()).proofList("wallet_history", Codecs.hash());
        history.add(transaction);
        System.arraycopy(history.objectHash().unsafeBytes(), 0, wallet, 0, Hash.SIZE);
        map.put(address, wallet);
      }
      fork.release();
    }
    return fork.toPatch();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Hash address(int i) {
    return Sha256.of(ByteBuffer.allocate(4).putInt(i).array());
  }

  private static byte[] wallet(Random random) {
    var wallet = new byte[100];
    random.nextBytes(wallet);
    return wallet;
  }
}

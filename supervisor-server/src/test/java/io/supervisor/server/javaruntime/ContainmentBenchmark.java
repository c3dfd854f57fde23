package io.supervisor.server.javaruntime;

import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.rules.Rules;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Transfer;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What containment costs the wallet benchmark: processor time of blocks of transfers, executed by
 * the example as it was compiled and by the example from its JAR, in turns. Prints medians and
 * their ratio. Arguments: wallets, transfers in a block, rounds.
 */
public final class ContainmentBenchmark {
  private final ScriptedChain chain;
  private final List<KeyPair> keys;
  private final Random random = new Random(7);
  private long seed;

  private ContainmentBenchmark(ServiceArtifact artifact, List<KeyPair> keys) {
    this.keys = keys;
    var id = ScriptedChain.artifact("exonum-cryptocurrency", "0.2.0");
    chain = new ScriptedChain(1, Map.of(id, artifact));
    var instance = new InstanceSpec(new InstanceId(7), "crypto", id);
    chain.start(chain.genesis(Rules.REVISED).instance(instance, new byte[0]).build());
    chain.block(
        keys.stream()
            .map(key ->
                sign(key, 2, CreateWallet.newBuilder().setName("wallet").build().toByteArray()))
            .toArray(VerifiedTransaction[]::new));
  }

  private static VerifiedTransaction sign(KeyPair key, int method, byte[] arguments) {
    return VerifiedTransaction.sign(new InstanceId(7), method, arguments, key);
  }

  private VerifiedTransaction transfer() {
    var from = keys.get(random.nextInt(keys.size()));
    var to = keys.get(random.nextInt(keys.size()));
    var arguments =
        Transfer.newBuilder()
            .setTo(
                Canonical.toWire(
                    Address.of(new io.supervisor.api.Caller.Transaction(to.publicKey()))))
            .setAmount(1)
            .setSeed(seed++)
            .build();
    return sign(from, 0, arguments.toByteArray());
  }

  /** Nanoseconds of a block. */
  private long block(int transfers) {
    var contents = chain.next(transfers(transfers));
    var before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    chain.executor().execute(chain.view(), contents);
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }

  private VerifiedTransaction[] transfers(int count) {
    var all = new VerifiedTransaction[count];
    Arrays.setAll(all, _ -> transfer());
    return all;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    var wallets = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    var transfers = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    var rounds = args.length > 2 ? Integer.parseInt(args[2]) : 60;
    var keys = new ArrayList<KeyPair>();
    for (var i = 0; i < wallets; i++) {
      keys.add(KeyPair.fromSeed(ByteBuffer.allocate(KeyPair.SEED_SIZE).putInt(i + 1).array()));
    }
    var jar = ExampleJars.of(CryptocurrencyArtifact.class, "exonum-cryptocurrency", "0.2.0");
    var plain = new ContainmentBenchmark(new CryptocurrencyArtifact(), keys);
    var contained = new ContainmentBenchmark(ServiceJar.load(jar).service(), keys);
    var plainTimes = new ArrayList<Long>();
    var containedTimes = new ArrayList<Long>();
    for (var round = 0; round < rounds; round++) {
      plainTimes.add(plain.block(transfers));
      containedTimes.add(contained.block(transfers));
    }
    var kept = rounds / 2;
    var before = median(plainTimes.subList(rounds - kept, rounds));
    var after = median(containedTimes.subList(rounds - kept, rounds));
    System.out.printf(
        "microseconds a transfer: %.2f as compiled, %.2f contained, ratio %.3f%n",
        before / 1e3 / transfers, after / 1e3 / transfers, (double) after / before);
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }
}

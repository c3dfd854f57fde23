package io.supervisor.api.crypto;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes signatures on which libraries disagree, for the tests of whatever computes the rule. */
public final class CraftedSignatures {
  private final Random random;

  CraftedSignatures(Random random) {
    this.random = random;
  }

  /** Takes one signature, valid or not. */
  @FunctionalInterface
  public interface Judge {
    void accept(PublicKey key, byte[] message, Signature signature);
  }

  /**
   * Judges honest, malleated and crafted signatures, and those of other messages.
   *
   * @param seed same seed, same signatures
   * @param rounds five signatures each
   */
  public static void forEach(long seed, int rounds, Judge judge) {
    var crafted = new CraftedSignatures(new Random(seed));
    for (var i = 0; i < rounds; i++) {
      for (var signed : crafted.samples(i)) {
        judge.accept(signed.key(), signed.message(), signed.signature());
      }
    }
  }

  List<Edwards.Signed> samples(int i) {
    var torsion = Edwards.torsion();
    var message = message(i);
    var keys = keyPair();
    var honest = keys.sign(message);
    var malleated = honest.toBytes();
    var s = Edwards.integer(Arrays.copyOfRange(malleated, 32, 64)).add(Edwards.L);
    System.arraycopy(Edwards.bytes(s), 0, malleated, 32, 32);
    var small = torsion.get(random.nextInt(8)).encode();
    return List.of(
        new Edwards.Signed(keys.publicKey(), message, honest),
        new Edwards.Signed(keys.publicKey(), message(i + 1), honest),
        new Edwards.Signed(keys.publicKey(), message, Signature.wrap(malleated)),
        new Edwards.Signed(PublicKey.wrap(small), message, join(small, new byte[32])),
        mixed(torsion.get(random.nextInt(8)), torsion.get(random.nextInt(8)), message));
  }

  /** A = aB + T, R = rB + U, S = r + H(R, A, M)a. */
  Edwards.Signed mixed(Edwards.Point keyTorsion, Edwards.Point pointTorsion, byte[] message) {
    var a = scalar();
    var r = scalar();
    var key = Edwards.BASE.times(a).plus(keyTorsion).encode();
    var point = Edwards.BASE.times(r).plus(pointTorsion).encode();
    var s = r.add(Edwards.challenge(point, key, message).multiply(a)).mod(Edwards.L);
    return new Edwards.Signed(PublicKey.wrap(key), message, join(point, Edwards.bytes(s)));
  }

  KeyPair keyPair() {
    var seed = new byte[32];
    random.nextBytes(seed);
    return KeyPair.fromSeed(seed);
  }

  BigInteger scalar() {
    return new BigInteger(252, random).add(BigInteger.ONE);
  }

  static byte[] message(int i) {
    return ("message " + i).getBytes(StandardCharsets.UTF_8);
  }

  static Signature join(byte[] r, byte[] s) {
    var bytes = Arrays.copyOf(r, 64);
    System.arraycopy(s, 0, bytes, 32, 32);
    return Signature.wrap(bytes);
  }
}

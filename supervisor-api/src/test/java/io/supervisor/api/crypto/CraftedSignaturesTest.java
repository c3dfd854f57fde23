package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Signatures on which libraries disagree, made from secret scalars and points of small order with
 * {@link Edwards}. All nodes have to judge them alike, so the verdicts are fixed here.
 */
class CraftedSignaturesTest {
  private static final long SEED = 20_261_122;

  private final Random random = new Random(SEED);
  private final CraftedSignatures crafted = new CraftedSignatures(random);

  @Test
  void honestSignaturesAreValidAndNothingElseOfThem() {
    for (var i = 0; i < 200; i++) {
      var keys = crafted.keyPair();
      var message = CraftedSignatures.message(i);
      var signature = keys.sign(message);
      assertThat(SignatureRule.verify(keys.publicKey(), message, signature)).isTrue();
      var flipped = signature.toBytes();
      flipped[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      assertThat(SignatureRule.verify(keys.publicKey(), message, Signature.wrap(flipped)))
          .isFalse();
      assertThat(SignatureRule.verify(crafted.keyPair().publicKey(), message, signature)).isFalse();
    }
  }

  @Test
  void aScalarNotReducedIsRefused() {
    var keys = crafted.keyPair();
    var message = CraftedSignatures.message(1);
    var signature = keys.sign(message).toBytes();
    var s = Edwards.integer(Arrays.copyOfRange(signature, 32, 64));
    for (var more = 1; more < 16; more++) {
      var grown = s.add(Edwards.L.multiply(BigInteger.valueOf(more)));
      if (grown.bitLength() <= 256) {
        var malleated = CraftedSignatures.join(Arrays.copyOf(signature, 32), Edwards.bytes(grown));
        assertThat(SignatureRule.verify(keys.publicKey(), message, malleated)).isFalse();
      }
    }
    var limit = CraftedSignatures.join(Arrays.copyOf(signature, 32), Edwards.bytes(Edwards.L));
    assertThat(SignatureRule.verify(keys.publicKey(), message, limit)).isFalse();
  }

  @Test
  void keysOfSmallOrderAreRefusedWhateverTheyAreSaidToHaveSigned() {
    var message = CraftedSignatures.message(2);
    for (var torsion : Edwards.torsion()) {
      for (var r : Edwards.torsion()) {
        var signature = CraftedSignatures.join(r.encode(), new byte[32]);
        assertThat(SignatureRule.verify(PublicKey.wrap(torsion.encode()), message, signature))
            .isFalse();
      }
    }
  }

  @Test
  void keysAndPointsThatAreNotCanonicalAreRefused() {
    var message = CraftedSignatures.message(3);
    for (var encoding : nonCanonical()) {
      var key = PublicKey.wrap(encoding);
      assertThat(SignatureRule.isWellFormed(key, crafted.keyPair().sign(message))).isFalse();
      assertThat(SignatureRule.verify(key, message, CraftedSignatures.join(encoding, new byte[32])))
          .isFalse();
      var keys = crafted.keyPair();
      var s = keys.sign(message).toBytes();
      System.arraycopy(encoding, 0, s, 0, 32);
      assertThat(SignatureRule.verify(keys.publicKey(), message, Signature.wrap(s))).isFalse();
    }
  }

  /** Signatures valid by the equation, whose R is a non-canonical form of the identity. */
  @Test
  void anRThatIsNotCanonicalIsRefusedThoughTheEquationHolds() {
    var refused = 0;
    for (var encoding : nonCanonical()) {
      var y = Edwards.integer(Edwards.withoutSign(encoding)).mod(Edwards.P);
      if (y.equals(BigInteger.ONE)) {
        var scalar = crafted.scalar();
        var key = Edwards.BASE.times(scalar).encode();
        var message = CraftedSignatures.message(4);
        // R = identity, so S = k a solves SB = R + kA.
        var s = Edwards.challenge(encoding, key, message).multiply(scalar).mod(Edwards.L);
        var signature = CraftedSignatures.join(encoding, Edwards.bytes(s));
        assertThat(SignatureRule.verify(PublicKey.wrap(key), message, signature)).isFalse();
        refused++;
      }
    }
    assertThat(refused).isEqualTo(3);
  }

  /**
   * A + T for T of order 2, 4 and 8, and the same for R: valid by the cofactored equation, valid by
   * the other in some cases only. One such key would split nodes that use different libraries.
   */
  @Test
  void keysAndPointsOfMixedOrderAreJudgedByTheCofactoredEquation() {
    var cofactorless = 0;
    var all = 0;
    for (var keyTorsion : Edwards.torsion()) {
      for (var pointTorsion : Edwards.torsion()) {
        for (var i = 0; i < 6; i++) {
          var mixed = crafted.mixed(keyTorsion, pointTorsion, CraftedSignatures.message(i));
          assertThat(SignatureRule.verify(mixed.key(), mixed.message(), mixed.signature()))
              .isTrue();
          cofactorless += Edwards.holdsWithoutCofactor(mixed) ? 1 : 0;
          all++;
        }
      }
    }
    System.out.println(
        "crafted: " + all + " signatures of mixed order, " + cofactorless + " without cofactor");
    assertThat(cofactorless).isBetween(1, all - 1);
  }

  @Test
  void anAcceleratedCheckAgreesWithTheRuleOnEverySignature() {
    // As native libraries do: no cofactor, and no strictness of their own.
    SignatureCheck library =
        (key, message, signature) ->
            Edwards.holdsWithoutCofactor(new Edwards.Signed(key, message, signature));
    var accelerated = SignatureRule.acceleratedBy(library);
    for (var i = 0; i < 40; i++) {
      for (var signed : crafted.samples(i)) {
        assertThat(accelerated.verify(signed.key(), signed.message(), signed.signature()))
            .as("%s", signed)
            .isEqualTo(SignatureRule.verify(signed.key(), signed.message(), signed.signature()));
      }
    }
  }

  /** Encodings with y of p to 2^255 - 1, or with the sign of x = 0. */
  private static List<byte[]> nonCanonical() {
    var encodings = new java.util.ArrayList<byte[]>();
    for (var more = 0; more < 19; more++) {
      var y = Edwards.bytes(Edwards.P.add(BigInteger.valueOf(more)));
      encodings.add(y);
      encodings.add(Edwards.withSign(y));
    }
    encodings.add(Edwards.withSign(Edwards.bytes(BigInteger.ONE)));
    encodings.add(Edwards.withSign(Edwards.bytes(Edwards.P.subtract(BigInteger.ONE))));
    return encodings;
  }

  /** Vectors of RFC 8032, section 7.1. */
  @Test
  void theVectorsOfTheRfcHold() {
    checkRfc(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    checkRfc(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  }

  private static void checkRfc(String seed, String key, String message, String signature) {
    var keys = KeyPair.fromSeed(HexFormat.of().parseHex(seed));
    var bytes = HexFormat.of().parseHex(message);
    assertThat(keys.publicKey()).hasToString(key);
    assertThat(keys.sign(bytes)).hasToString(signature);
    assertThat(SignatureRule.verify(keys.publicKey(), bytes, keys.sign(bytes))).isTrue();
  }
}

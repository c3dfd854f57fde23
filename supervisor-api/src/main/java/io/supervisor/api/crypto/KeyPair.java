package io.supervisor.api.crypto;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 key in memory. Equal seeds give equal signatures. */
public final class KeyPair implements Signer {
  /** Size of a seed in bytes. */
  public static final int SEED_SIZE = Ed25519.SECRET_KEY_SIZE;

  private final byte[] seed;
  private final PublicKey publicKey;

  private KeyPair(byte[] seed) {
    this.seed = seed;
    var key = new byte[PublicKey.SIZE];
    Ed25519.generatePublicKey(seed, 0, key, 0);
    this.publicKey = PublicKey.wrap(key);
  }

  /**
   * The key of a seed, which is copied.
   *
   * @throws IllegalArgumentException unless there are {@link #SEED_SIZE} bytes
   */
  public static KeyPair fromSeed(byte[] seed) {
    if (seed.length != SEED_SIZE) {
      throw new IllegalArgumentException("seed: got " + seed.length + " bytes, want " + SEED_SIZE);
    }
    return new KeyPair(seed.clone());
  }

  public static KeyPair generate(SecureRandom random) {
    var seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    return new KeyPair(seed);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Signature sign(byte[] message) {
    var signature = new byte[Signature.SIZE];
    Ed25519.sign(seed, 0, publicKey.unsafeBytes(), 0, message, 0, message.length, signature, 0);
    return Signature.wrap(signature);
  }

  /** The seed and the public key joined, 64 bytes: what the original calls the secret key. */
  public byte[] secretKey() {
    var secret = Arrays.copyOf(seed, SEED_SIZE + PublicKey.SIZE);
    System.arraycopy(publicKey.unsafeBytes(), 0, secret, SEED_SIZE, PublicKey.SIZE);
    return secret;
  }

  /** Names the public key only. */
  @Override
  public String toString() {
    return "KeyPair[" + publicKey + "]";
  }
}

package com.goterl.lazycode.lazysodium;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Stands in for lazysodium-java 4.2.3, which exonum-light-client names as a dependency and no repository has any more: the
 * four calls that the client makes, answered by Bouncy Castle. Secret keys as libsodium writes them: seed, then public key.
 */
public final class LazySodiumJava {
  private static final int SEED_BYTES = 32;

  public LazySodiumJava(SodiumJava sodium) {}

  public boolean cryptoSignKeypair(byte[] publicKey, byte[] secretKey) {
    var seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return cryptoSignSeedKeypair(publicKey, secretKey, seed);
  }

  public boolean cryptoSignSeedKeypair(byte[] publicKey, byte[] secretKey, byte[] seed) {
    new Ed25519PrivateKeyParameters(seed).generatePublicKey().encode(publicKey, 0);
    System.arraycopy(seed, 0, secretKey, 0, SEED_BYTES);
    System.arraycopy(publicKey, 0, secretKey, SEED_BYTES, publicKey.length);
    return true;
  }

  public boolean cryptoSignDetached(byte[] signature, byte[] message, long length, byte[] secretKey) {
    var signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(Arrays.copyOf(secretKey, SEED_BYTES)));
    signer.update(message, 0, Math.toIntExact(length));
    System.arraycopy(signer.generateSignature(), 0, signature, 0, signature.length);
    return true;
  }

  public boolean cryptoSignVerifyDetached(byte[] signature, byte[] message, int length, byte[] publicKey) {
    var verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(publicKey));
    verifier.update(message, 0, length);
    return verifier.verifySignature(signature);
  }
}

package io.supervisor.testkit.simulation;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.Signer;
import java.nio.charset.StandardCharsets;

/**
 * Signatures that cost nothing: a hash of key and message. Only the holder of the object makes
 * them, because nobody in the simulation does otherwise.
 */
public final class FakeSigner implements Signer {
  private final PublicKey key;

  public FakeSigner(String name) {
    this.key = PublicKey.wrap(Sha256.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
  }

  public static boolean verify(PublicKey key, byte[] message, Signature signature) {
    return signature.equals(signature(key, message));
  }

  @Override
  public PublicKey publicKey() {
    return key;
  }

  @Override
  public Signature sign(byte[] message) {
    return signature(key, message);
  }

  private static Signature signature(PublicKey key, byte[] message) {
    byte[] half = Sha256.of(key.unsafeBytes(), message).unsafeBytes();
    byte[] whole = new byte[Signature.SIZE];
    System.arraycopy(half, 0, whole, 0, half.length);
    System.arraycopy(half, 0, whole, half.length, half.length);
    return Signature.wrap(whole);
  }
}

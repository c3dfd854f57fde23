package io.supervisor.testkit.simulation;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.Signer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Signatures that cost nothing: a hash of key and message. Only the holder of the object makes
 * them, because nobody in the simulation does otherwise.
 */
final class FakeSigner implements Signer {
  private final PublicKey key;

  FakeSigner(String name) {
    this.key = PublicKey.wrap(Sha256.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
  }

  static boolean verify(PublicKey key, byte[] message, Signature signature) {
    return signature.equals(signature(key, message));
  }

  /** A check that forgot whose signature it wants: those of liars pass for everybody's. */
  static boolean verifyAnybody(PublicKey key, byte[] message, Signature signature) {
    return verify(key, message, signature)
        || IntStream.range(0, 8)
            .mapToObj(i -> new FakeSigner("node " + i))
            .anyMatch(other -> verify(other.key, message, signature));
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

package io.supervisor.server.signing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.api.crypto.SignatureRule;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * Verifies signatures in native code, three times as fast as {@link SignatureRule}, with Amazon's
 * Corretto Crypto Provider. It computes the equation without cofactor, so only its yes counts; what
 * it refuses, and everything on a machine that it does not run on, is decided by the rule itself.
 * All nodes agree, with it or without. Source: docs/adr/0003. Thread-safe.
 */
public final class NativeVerifier implements SignatureCheck {
  private static final String ALGORITHM = "Ed25519";

  /** SubjectPublicKeyInfo of an Ed25519 key, up to the key itself: RFC 8410, section 4. */
  private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Provider provider;
  private final KeyFactory keys;

  private NativeVerifier(Provider provider, KeyFactory keys) {
    this.provider = provider;
    this.keys = keys;
  }

  /** The rule for signatures, as fast as this machine computes it. */
  public static SignatureCheck fastest() {
    var provider = AmazonCorrettoCryptoProvider.INSTANCE;
    return provider.getLoadingError() == null
        ? SignatureRule.acceleratedBy(of(provider))
        : SignatureRule::verify;
  }

  static NativeVerifier of(Provider provider) {
    try {
      return new NativeVerifier(provider, KeyFactory.getInstance(ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no keys of " + ALGORITHM, e);
    }
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    try {
      var equation = java.security.Signature.getInstance(ALGORITHM, provider);
      equation.initVerify(keys.generatePublic(new X509EncodedKeySpec(encoded(key))));
      equation.update(message);
      return equation.verify(signature.toBytes());
    } catch (GeneralSecurityException e) {
      // A key or signature that it cannot even read: a no, which decides nothing.
      return false;
    }
  }

  private static byte[] encoded(PublicKey key) {
    var bytes = key.toBytes();
    var encoded = new byte[KEY_PREFIX.length + bytes.length];
    System.arraycopy(KEY_PREFIX, 0, encoded, 0, KEY_PREFIX.length);
    System.arraycopy(bytes, 0, encoded, KEY_PREFIX.length, bytes.length);
    return encoded;
  }
}

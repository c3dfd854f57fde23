package io.supervisor.api.crypto;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;

/**
 * Something that signs with one Ed25519 key, which may be out of this process's reach, such as in a
 * hardware module. Safe for use by many threads.
 */
public interface Signer {
  PublicKey publicKey();

  /** Signs the bytes as they are (RFC 8032, pure Ed25519). */
  Signature sign(byte[] message);
}

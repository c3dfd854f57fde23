package io.supervisor.api.proof;

import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.proof.ProofError.Reason;

/**
 * How a Merkelized map makes paths of keys: a property of the index, which proofs do not tell.
 * Source: wire.md section 2.4.
 */
public enum MapKind {
  /** Hash of the key's value bytes. */
  HASHED {
    @Override
    public ProofPath path(byte[] key) {
      return ProofPath.leaf(Sha256.of(key).unsafeBytes());
    }
  },
  /**
   * The key's value bytes themselves, 32 of them: maps made to be raw, and all maps whose keys are
   * hashes.
   */
  RAW {
    @Override
    public ProofPath path(byte[] key) {
      if (key.length != ProofPath.BITS_MAX / 8) {
        throw new InvalidProofException(
            Reason.MALFORMED, "key of a raw map: got " + key.length + " bytes, want 32");
      }
      return ProofPath.leaf(key);
    }
  };

  /**
   * Path of a key.
   *
   * @throws InvalidProofException if a map of this kind cannot have the key
   */
  public abstract ProofPath path(byte[] key);
}

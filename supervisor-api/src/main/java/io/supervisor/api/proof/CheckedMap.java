package io.supervisor.api.proof;

import io.supervisor.api.proof.ProofError.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Part of a map whose object hash is trusted. Made by {@link MapProof#check} only. */
public final class CheckedMap {
  private final MapProof proof;

  CheckedMap(MapProof proof) {
    this.proof = proof;
  }

  /** The keys asked for, with their values or without one. */
  public List<MapProof.Entry> entries() {
    return proof.entries();
  }

  /**
   * Value bytes of a key; empty = the map has no such key.
   *
   * @param key its value bytes
   * @throws InvalidProofException if the proof says nothing about the key
   */
  public Optional<byte[]> get(byte[] key) {
    for (var entry : proof.entries()) {
      if (Arrays.equals(entry.key(), key)) {
        return entry.value();
      }
    }
    throw new InvalidProofException(
        Reason.NOT_ABOUT, "map proof: nothing is said about the key that was asked for");
  }
}

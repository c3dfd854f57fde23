package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofError.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Proof that a Merkelized map has entries, or has none for some keys, as it came: nothing is
 * checked yet (wire.md section 3.2).
 */
public record MapProof(List<Entry> entries, List<HashedNode> hashes) {
  /**
   * Key asked for.
   *
   * @param key its value bytes
   * @param value value bytes; empty = the map has no such key
   */
  public record Entry(byte[] key, Optional<byte[]> value) {}

  /** Node given by its hash. A path of 256 bits is a leaf's. */
  public record HashedNode(ProofPath path, Hash hash) {}

  public MapProof {
    entries = List.copyOf(entries);
    hashes = List.copyOf(hashes);
  }

  /** Object hash of the map that this proof is of; refused if it contradicts itself. */
  public Checked<Hash> mapHash(MapKind kind) {
    return Checked.of(() -> MapProofRules.mapHash(this, kind));
  }

  /** What the proof says about the map with a trusted object hash. */
  public Checked<CheckedMap> check(Hash trusted, MapKind kind) {
    return Checked.of(() -> {
      var computed = MapProofRules.mapHash(this, kind);
      if (!computed.equals(trusted)) {
        throw new InvalidProofException(
            Reason.WRONG_HASH, "map proof: got " + computed + ", want " + trusted);
      }
      return new CheckedMap(this);
    });
  }
}

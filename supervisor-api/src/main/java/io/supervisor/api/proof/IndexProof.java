package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.util.List;

/** Proof of the hash of one index, as it came: nothing is checked yet (wire.md section 3.3). */
public record IndexProof(BlockProof blockProof, MapProof indexProof) {
  /** Index with a hash, in the state after a block. */
  public record VerifiedIndex(VerifiedBlock block, String fullName, Hash hash) {}

  /**
   * Object hash of an index.
   *
   * @param fullName with the prefix of the instance
   */
  public Checked<VerifiedIndex> check(List<PublicKey> consensusKeys, String fullName) {
    return blockProof
        .check(consensusKeys)
        .flatMap(block ->
            block
                .index(indexProof, fullName)
                .flatMap(hash -> new Checked.Valid<>(new VerifiedIndex(block, fullName, hash))));
  }
}

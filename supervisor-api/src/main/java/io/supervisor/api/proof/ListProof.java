package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofError.Reason;
import java.util.List;

/**
 * Proof that elements stand in a Merkelized list, as it came: nothing is checked yet (wire.md
 * section 3.1).
 *
 * @param hashes subtrees outside of the range
 * @param entries elements of the range
 * @param length size of the whole list, unsigned
 */
public record ListProof(List<HashedNode> hashes, List<Entry> entries, long length) {
  /** Node given by its hash; the elements' own hashes are at height 1. */
  public record HashedNode(long index, int height, Hash hash) {}

  /**
   * Element of the list.
   *
   * @param value its value bytes
   */
  public record Entry(long index, byte[] value) {}

  public ListProof {
    hashes = List.copyOf(hashes);
    entries = List.copyOf(entries);
  }

  /** Object hash of the list that this proof is of; refused if it contradicts itself. */
  public Checked<Hash> listHash() {
    return Checked.of(() -> ListProofRules.listHash(this));
  }

  /** What the proof says about the list with a trusted object hash. */
  public Checked<CheckedList> check(Hash trusted) {
    return Checked.of(() -> {
      var computed = ListProofRules.listHash(this);
      if (!computed.equals(trusted)) {
        throw new InvalidProofException(
            Reason.WRONG_HASH, "list proof: got " + computed + ", want " + trusted);
      }
      return new CheckedList(this);
    });
  }
}

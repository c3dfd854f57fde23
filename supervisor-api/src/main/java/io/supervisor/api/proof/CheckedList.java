package io.supervisor.api.proof;

import java.util.List;
import java.util.Optional;

/** Part of a list whose object hash is trusted. Made by {@link ListProof#check} only. */
public final class CheckedList {
  private final ListProof proof;

  CheckedList(ListProof proof) {
    this.proof = proof;
  }

  /** Size of the whole list: no element stands at a position from here on. */
  public long length() {
    return proof.length();
  }

  /** The proven elements in ascending order of positions. */
  public List<ListProof.Entry> entries() {
    return proof.entries();
  }

  /** Value bytes at a position; empty if the proof does not show that one. */
  public Optional<byte[]> get(long index) {
    return proof.entries().stream()
        .filter(entry -> entry.index() == index)
        .map(ListProof.Entry::value)
        .findFirst();
  }
}

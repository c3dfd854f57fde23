package io.supervisor.core.consensus.vote;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The validators of one epoch, in order of id (docs/consensus.md, clauses 1 to 4). */
public final class ValidatorSet {
  private final List<PublicKey> keys;
  private final Map<PublicKey, ValidatorId> ids = new HashMap<>();

  /**
   * @param keys consensus keys in order of id
   * @throws IllegalArgumentException unless there are 1 to 65,536 different ones
   */
  public ValidatorSet(List<PublicKey> keys) {
    this.keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("validators: got none, want at least one");
    }
    for (var key : keys) {
      if (ids.put(key, new ValidatorId(ids.size())) != null) {
        throw new IllegalArgumentException("validators: key " + key + " is there twice");
      }
    }
  }

  public List<PublicKey> keys() {
    return keys;
  }

  public int size() {
    return keys.size();
  }

  /** Votes that decide: {@code floor(2n / 3) + 1}. */
  public int quorum() {
    return 2 * size() / 3 + 1;
  }

  /** Validators that may be faulty: {@code floor((n + 2) / 3) - 1}. */
  public int faultyMax() {
    return (size() + 2) / 3 - 1;
  }

  /** {@code (epoch + round) mod n}. */
  public ValidatorId leader(Height epoch, int round) {
    return new ValidatorId((int) ((epoch.value() % size() + round % size()) % size()));
  }

  /** Empty if there is no such validator. */
  public Optional<PublicKey> key(ValidatorId id) {
    return id.value() < size() ? Optional.of(keys.get(id.value())) : Optional.empty();
  }

  /** Empty if the key is no validator's. */
  public Optional<ValidatorId> id(PublicKey key) {
    return Optional.ofNullable(ids.get(key));
  }

  /** Whether {@code key} is the key of the validator {@code id}. */
  public boolean holds(ValidatorId id, PublicKey key) {
    return id.value() < size() && keys.get(id.value()).equals(key);
  }

  @Override
  public String toString() {
    return keys.toString();
  }
}

package io.supervisor.core.supervisor;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the present validators reported of a migration, counted. */
final class MigrationCount {
  private final Validators validators;
  private final SortedMap<Hash, Votes> hashes = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();

  private MigrationCount(Validators validators) {
    this.validators = validators;
  }

  static MigrationCount of(MigrationReports reports, Validators validators) {
    var count = new MigrationCount(validators);
    reports
        .statuses()
        .forEach((validator, status) -> {
          if (validators.keys().contains(validator)) {
            count.add(validator, status);
          }
        });
    return count;
  }

  private void add(PublicKey validator, MigrationStatus status) {
    if (status.getResultCase() == MigrationStatus.ResultCase.ERROR) {
      errors.add(status.getError());
    } else {
      hashes.merge(
          Canonical.fromWire(status.getHash()),
          Votes.NONE.with(validator),
          (known, added) -> known.with(validator));
    }
  }

  /** The hash that a quorum reported. */
  Optional<Hash> agreed() {
    return hashes.entrySet().stream()
        .filter(entry -> entry.getValue().size() >= validators.quorum())
        .map(java.util.Map.Entry::getKey)
        .findFirst();
  }

  Votes reporting(Hash hash) {
    return hashes.getOrDefault(hash, Votes.NONE);
  }

  /** No hash can reach a quorum any more, whatever the others report. */
  boolean isHopeless() {
    var reported = errors.size() + hashes.values().stream().mapToInt(Votes::size).sum();
    var best = hashes.values().stream().mapToInt(Votes::size).max().orElse(0);
    return best + validators.size() - reported < validators.quorum();
  }

  /** Why it is hopeless: so many errors, or else so many different hashes. */
  ExecutionError error(Optional<MigrationStatus> latest) {
    if (errors.size() <= validators.faultsTolerated()) {
      return SupervisorError.STATE_HASH_DIVERGENCE.error();
    }
    return SupervisorError.MIGRATION_FAILED.error(
        latest
            .filter(status -> status.getResultCase() == MigrationStatus.ResultCase.ERROR)
            .map(MigrationStatus::getError)
            .orElseGet(errors::getFirst));
  }
}

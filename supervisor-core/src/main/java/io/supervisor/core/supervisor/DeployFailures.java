package io.supervisor.core.supervisor;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.supervisor.DeployFailure;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Failed deployments that validators reported, by service key. */
public record DeployFailures(SortedMap<PublicKey, ExecutionError> errors) {
  static final DeployFailures NONE = new DeployFailures(new TreeMap<>());

  static final MessageCodec<DeployFailures> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.DeployFailures.parser(),
          DeployFailures::read,
          DeployFailures::toWire);

  public DeployFailures {
    errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
  }

  DeployFailures with(PublicKey validator, ExecutionError error) {
    var more = new TreeMap<>(errors);
    more.put(validator, error);
    return new DeployFailures(more);
  }

  DeployFailures without(PublicKey validator) {
    var fewer = new TreeMap<>(errors);
    fewer.remove(validator);
    return new DeployFailures(fewer);
  }

  private static DeployFailures read(io.supervisor.wire.supervisor.DeployFailures wire) {
    var errors = new TreeMap<PublicKey, ExecutionError>();
    for (var failure : wire.getFailuresList()) {
      errors.put(
          Canonical.fromWire(failure.getValidator()), Canonical.fromWire(failure.getError()));
    }
    return new DeployFailures(errors);
  }

  private io.supervisor.wire.supervisor.DeployFailures toWire() {
    var wire = io.supervisor.wire.supervisor.DeployFailures.newBuilder();
    errors.forEach((validator, error) ->
        wire.addFailures(
            DeployFailure.newBuilder()
                .setValidator(Canonical.toWire(validator))
                .setError(Canonical.toWire(error))));
    return wire.build();
  }
}

package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The runtimes of a node, by id. */
final class Runtimes {
  private final SortedMap<Integer, Runtime> byId = new TreeMap<>(Integer::compareUnsigned);

  Runtimes(Collection<? extends Runtime> runtimes) {
    for (var runtime : runtimes) {
      if (byId.put(runtime.id(), runtime) != null) {
        throw new IllegalArgumentException(
            "two runtimes with ID " + Integer.toUnsignedString(runtime.id()));
      }
    }
  }

  Optional<Runtime> find(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Requires that the runtime is known. */
  ServiceCode load(InstanceSpec spec) {
    return of(spec.artifact()).load(spec);
  }

  /** Requires that the runtime is known. */
  Runtime of(ArtifactId artifact) {
    return find(artifact.runtimeId())
        .orElseThrow(
            () -> new IllegalStateException("no runtime for registered artifact " + artifact));
  }
}

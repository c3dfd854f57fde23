package io.supervisor.core.blockchain;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceSpec;
import io.supervisor.core.rules.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the first block is made from, the same on all nodes of a network.
 *
 * @param artifacts deployed before any instance is added
 * @param instances in the order in which their constructors run
 */
public record Genesis(
    ConsensusConfig consensusConfig,
    Rules rules,
    List<Artifact> artifacts,
    List<Instance> instances) {
  /** An artifact with its deploy specification. */
  public record Artifact(ArtifactId id, byte[] deploySpec) {}

  /** An instance with the argument of its constructor. */
  public record Instance(InstanceSpec spec, byte[] params) {}

  public Genesis {
    artifacts = List.copyOf(artifacts);
    instances = List.copyOf(instances);
  }

  public static Builder builder(ConsensusConfig consensusConfig, Rules rules) {
    return new Builder(consensusConfig, rules);
  }

  /** Collects artifacts and instances in order. */
  public static final class Builder {
    private final ConsensusConfig consensusConfig;
    private final Rules rules;
    private final Map<ArtifactId, Artifact> artifacts = new LinkedHashMap<>();
    private final List<Instance> instances = new ArrayList<>();

    private Builder(ConsensusConfig consensusConfig, Rules rules) {
      this.consensusConfig = consensusConfig;
      this.rules = rules;
    }

    /** An artifact that is there already keeps its first specification. */
    public Builder artifact(ArtifactId id, byte[] deploySpec) {
      artifacts.putIfAbsent(id, new Artifact(id, deploySpec));
      return this;
    }

    /** An instance with its artifact, which needs no deploy specification. */
    public Builder instance(InstanceSpec spec, byte[] params) {
      artifact(spec.artifact(), new byte[0]);
      instances.add(new Instance(spec, params));
      return this;
    }

    public Genesis build() {
      return new Genesis(
          consensusConfig, rules, List.copyOf(artifacts.values()), List.copyOf(instances));
    }
  }
}

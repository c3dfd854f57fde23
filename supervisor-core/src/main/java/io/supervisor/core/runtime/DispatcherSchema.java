package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.KeySetIndex;
import io.supervisor.api.storage.MapIndex;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.Optional;

/** Indexes of the dispatcher. Source: lifecycle.md section 2, wire.md section 5.2. */
public final class DispatcherSchema {
  /** Full name of the index of instances. */
  public static final String INSTANCES = "dispatcher_instances";

  /** Full name of the index of artifacts. */
  public static final String ARTIFACTS = "dispatcher_artifacts";

  private final Access core;

  /**
   * @param core access without prefix
   */
  public DispatcherSchema(Access core) {
    this.core = core;
  }

  public ProofMapIndex<ArtifactId, ArtifactState> artifacts() {
    return core.proofMap(ARTIFACTS, LifecycleCodecs.ARTIFACT_ID, LifecycleCodecs.ARTIFACT_STATE);
  }

  /** By name. */
  public ProofMapIndex<String, InstanceState> instances() {
    return core.proofMap(INSTANCES, Codecs.string(), LifecycleCodecs.INSTANCE_STATE);
  }

  public Optional<InstanceState> instance(String name) {
    return instances().get(name);
  }

  public Optional<InstanceState> instance(InstanceId id) {
    return instanceIds().get(id.toLong()).flatMap(this::instance);
  }

  /** Names by id, of all instances that ever were. */
  MapIndex<Long, String> instanceIds() {
    return core.map("dispatcher_instance_ids", Codecs.u32(), Codecs.string());
  }

  /** Artifacts that the block under construction changed; empty between blocks. */
  KeySetIndex<ArtifactId> pendingArtifacts() {
    return core.keySet("dispatcher_pending_artifacts", LifecycleCodecs.ARTIFACT_ID);
  }

  /** Instances that the block under construction changed, with the migration step; as above. */
  MapIndex<String, Long> pendingInstances() {
    return core.map("dispatcher_pending_instances", Codecs.string(), Codecs.u8());
  }
}

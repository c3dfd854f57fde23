package io.supervisor.core.supervisor;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;

/** One change of a proposal. Source: supervisor.md section 2. */
public sealed interface ConfigChange {
  /** Another consensus configuration. */
  record Consensus(ConsensusConfig config) implements ConfigChange {}

  /** Another configuration of a service, as the service wants it. */
  record ServiceConfig(InstanceId instance, ByteString params) implements ConfigChange {}

  /** A new instance. */
  record StartService(ArtifactId artifact, String name, ByteString config)
      implements ConfigChange {}

  record StopService(InstanceId instance) implements ConfigChange {}

  record ResumeService(InstanceId instance, ByteString params) implements ConfigChange {}

  record FreezeService(InstanceId instance) implements ConfigChange {}

  record UnloadArtifact(ArtifactId artifact) implements ConfigChange {}

  /**
   * Ours: raises the rules of the network.
   *
   * @param rules unsigned 32-bit; one more than the present number
   */
  record ChangeRules(int rules) implements ConfigChange {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it has no kind, or a version or key in it is none
   */
  static ConfigChange read(io.supervisor.wire.supervisor.ConfigChange wire) {
    return switch (wire.getKindCase()) {
      case CONSENSUS -> new Consensus(Canonical.fromWire(wire.getConsensus()));
      case SERVICE -> {
        var change = wire.getService();
        yield new ServiceConfig(new InstanceId(change.getInstanceId()), change.getParams());
      }
      case START_SERVICE -> {
        var change = wire.getStartService();
        yield new StartService(
            Canonical.fromWire(change.getArtifact()), change.getName(), change.getConfig());
      }
      case STOP_SERVICE -> new StopService(new InstanceId(wire.getStopService().getInstanceId()));
      case RESUME_SERVICE -> {
        var change = wire.getResumeService();
        yield new ResumeService(new InstanceId(change.getInstanceId()), change.getParams());
      }
      case FREEZE_SERVICE ->
          new FreezeService(new InstanceId(wire.getFreezeService().getInstanceId()));
      case UNLOAD_ARTIFACT ->
          new UnloadArtifact(Canonical.fromWire(wire.getUnloadArtifact().getArtifactId()));
      case CHANGE_RULES -> new ChangeRules(wire.getChangeRules().getRules());
      case KIND_NOT_SET -> throw new IllegalArgumentException("change: got no kind, want one");
    };
  }

  /** Gives canonical bytes. */
  default io.supervisor.wire.supervisor.ConfigChange toWire() {
    var wire = io.supervisor.wire.supervisor.ConfigChange.newBuilder();
    switch (this) {
      case Consensus(var config) -> wire.setConsensus(Canonical.toWire(config));
      case ServiceConfig(var instance, var params) ->
          wire.getServiceBuilder().setInstanceId(instance.value()).setParams(params);
      case StartService(var artifact, var name, var config) ->
          wire.getStartServiceBuilder()
              .setArtifact(Canonical.toWire(artifact))
              .setName(name)
              .setConfig(config);
      case StopService(var instance) ->
          wire.getStopServiceBuilder().setInstanceId(instance.value());
      case ResumeService(var instance, var params) ->
          wire.getResumeServiceBuilder().setInstanceId(instance.value()).setParams(params);
      case FreezeService(var instance) ->
          wire.getFreezeServiceBuilder().setInstanceId(instance.value());
      case UnloadArtifact(var artifact) ->
          wire.getUnloadArtifactBuilder().setArtifactId(Canonical.toWire(artifact));
      case ChangeRules(var rules) -> wire.getChangeRulesBuilder().setRules(rules);
    }
    return wire.build();
  }
}

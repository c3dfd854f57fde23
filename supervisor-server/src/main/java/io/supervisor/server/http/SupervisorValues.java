package io.supervisor.server.http;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Value;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.InstanceStatus;
import io.supervisor.core.supervisor.AsyncEventState;
import io.supervisor.core.supervisor.ConfigChange;
import io.supervisor.core.supervisor.ConfigPropose;
import io.supervisor.core.supervisor.MigrationState;
import java.util.Base64;
import java.util.Optional;

/** State of supervisor and dispatcher in JSON. Source: rest.md section 3. */
final class SupervisorValues {
  private SupervisorValues() {}

  static Value of(ArtifactId artifact) {
    return Value.struct()
        .with("runtime_id", ExecutionValues.unsigned(artifact.runtimeId()))
        .with("name", Value.of(artifact.name()))
        .with("version", Value.of(artifact.version().toString()))
        .build();
  }

  static Value of(InstanceState instance) {
    var value =
        Value.struct()
            .with("spec", of(instance.spec()))
            .with("status", of(instance.status()))
            .with("pending_status", of(instance.pendingStatus()));
    instance
        .explicitDataVersion()
        .ifPresent(version -> value.with("data_version", Value.of(version.toString())));
    return value.build();
  }

  private static Value of(InstanceSpec spec) {
    return Value.struct()
        .with("id", Value.of(spec.id().toLong()))
        .with("name", Value.of(spec.name()))
        .with("artifact", of(spec.artifact()))
        .build();
  }

  private static Value of(Optional<InstanceStatus> status) {
    if (status.isEmpty()) {
      return Value.NULL;
    }
    var value = Value.struct().with("type", Value.of(status.get().word()));
    if (status.get() instanceof InstanceStatus.Migrating(var target, var end, var hash, _)) {
      value.with("target", of(target)).with("end_version", Value.of(end.toString()));
      hash.ifPresent(known -> value.with("completed_hash", Value.hex(known.toBytes())));
    }
    return value.build();
  }

  static Value of(ConsensusConfig config) {
    var keys =
        config.validators().stream()
            .map(validator ->
                Value.struct()
                    .with("consensus_key", Value.hex(validator.consensusKey().toBytes()))
                    .with("service_key", Value.hex(validator.serviceKey().toBytes()))
                    .build())
            .toList();
    return Value.struct()
        .with("validator_keys", Value.array(keys))
        .with("first_round_timeout", Value.ofUnsigned(config.firstRoundTimeoutMs()))
        .with("status_timeout", Value.ofUnsigned(config.statusTimeoutMs()))
        .with("peers_timeout", Value.ofUnsigned(config.peersTimeoutMs()))
        .with("txs_block_limit", ExecutionValues.unsigned(config.txsBlockLimit()))
        .with("max_message_len", ExecutionValues.unsigned(config.maxMessageLen()))
        .with("min_propose_timeout", Value.ofUnsigned(config.minProposeTimeoutMs()))
        .with("max_propose_timeout", Value.ofUnsigned(config.maxProposeTimeoutMs()))
        .with(
            "propose_timeout_threshold", ExecutionValues.unsigned(config.proposeTimeoutThreshold()))
        .build();
  }

  static Value of(ConfigPropose proposal) {
    return Value.struct()
        .with("actual_from", Value.ofUnsigned(proposal.actualFrom()))
        .with(
            "changes", Value.array(proposal.changes().stream().map(SupervisorValues::of).toList()))
        .with("configuration_number", Value.ofUnsigned(proposal.configurationNumber()))
        .build();
  }

  private static Value of(ConfigChange change) {
    return switch (change) {
      case ConfigChange.Consensus(var config) -> kind("consensus", of(config));
      case ConfigChange.ServiceConfig(var instance, var params) ->
          kind("service", instance(instance.toLong()).with("params", base64(params)).build());
      case ConfigChange.StartService(var artifact, var name, var config) ->
          kind(
              "start_service",
              Value.struct()
                  .with("artifact", of(artifact))
                  .with("name", Value.of(name))
                  .with("config", base64(config))
                  .build());
      case ConfigChange.StopService(var instance) ->
          kind("stop_service", instance(instance.toLong()).build());
      case ConfigChange.ResumeService(var instance, var params) ->
          kind(
              "resume_service", instance(instance.toLong()).with("params", base64(params)).build());
      case ConfigChange.FreezeService(var instance) ->
          kind("freeze_service", instance(instance.toLong()).build());
      case ConfigChange.UnloadArtifact(var artifact) ->
          kind("unload_artifact", Value.struct().with("artifact_id", of(artifact)).build());
      case ConfigChange.ChangeRules(var rules) ->
          kind(
              "change_rules",
              Value.struct().with("rules", ExecutionValues.unsigned(rules)).build());
    };
  }

  private static Value kind(String name, Value content) {
    return Value.struct().with(name, content).build();
  }

  private static Value.StructBuilder instance(long id) {
    return Value.struct().with("instance_id", Value.of(id));
  }

  private static Value base64(ByteString bytes) {
    return Value.of(Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray()));
  }

  static Value of(AsyncEventState state) {
    return switch (state) {
      case AsyncEventState.Pending _ -> Value.of("pending");
      case AsyncEventState.Timeout _ -> Value.of("timeout");
      case AsyncEventState.Succeed _ -> Value.of("succeed");
      case AsyncEventState.Failed(var height, var error) ->
          kind(
              "failed",
              Value.struct()
                  .with("height", Value.ofUnsigned(height))
                  .with("error", ExecutionValues.of(error))
                  .build());
    };
  }

  static Value of(MigrationState state) {
    return Value.struct()
        .with("state", of(state.inner()))
        .with("version", Value.of(state.version().toString()))
        .build();
  }
}

package io.supervisor.core.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.KeyCodec;
import java.util.Optional;

/**
 * Bytes of what the dispatcher keeps (wire.md section 1.8). All message fields that have no bytes
 * are set, so that protobuf writes canonical bytes.
 */
final class LifecycleCodecs {
  static final KeyCodec<ArtifactId> ARTIFACT_ID = new ArtifactIdCodec();
  static final Codec<ArtifactState> ARTIFACT_STATE = new ArtifactStateCodec();
  static final Codec<InstanceState> INSTANCE_STATE = new InstanceStateCodec();

  private LifecycleCodecs() {}

  private static final class ArtifactIdCodec implements KeyCodec<ArtifactId> {
    @Override
    public byte[] encode(ArtifactId id) {
      return Canonical.toWire(id).toByteArray();
    }

    @Override
    public ArtifactId decode(byte[] bytes) {
      return reading(
          () -> Canonical.fromWire(io.supervisor.wire.runtime.ArtifactId.parseFrom(bytes)));
    }

    @Override
    public byte[] encodeKey(ArtifactId id) {
      return encode(id);
    }

    @Override
    public ArtifactId decodeKey(byte[] bytes) {
      return decode(bytes);
    }
  }

  private static final class ArtifactStateCodec implements Codec<ArtifactState> {
    @Override
    public byte[] encode(ArtifactState state) {
      return toWire(state).toByteArray();
    }

    @Override
    public ArtifactState decode(byte[] bytes) {
      return reading(() -> {
        var wire = io.supervisor.wire.runtime.ArtifactState.parseFrom(bytes);
        return new ArtifactState(
            wire.getDeploySpec().toByteArray(),
            ArtifactState.Status.values()[wire.getStatusValue()]);
      });
    }
  }

  private static final class InstanceStateCodec implements Codec<InstanceState> {
    @Override
    public byte[] encode(InstanceState state) {
      return toWire(state).toByteArray();
    }

    @Override
    public InstanceState decode(byte[] bytes) {
      return reading(() -> {
        var wire = io.supervisor.wire.runtime.InstanceState.parseFrom(bytes);
        return new InstanceState(
            Canonical.fromWire(wire.getSpec()),
            fromWire(wire.getStatus()),
            fromWire(wire.getPendingStatus()),
            wire.getDataVersion().isEmpty()
                ? Optional.empty()
                : Optional.of(Version.parse(wire.getDataVersion())));
      });
    }
  }

  static io.supervisor.wire.runtime.ArtifactState toWire(ArtifactState state) {
    return io.supervisor.wire.runtime.ArtifactState.newBuilder()
        .setDeploySpec(ByteString.copyFrom(state.deploySpec()))
        .setStatusValue(state.status().ordinal())
        .build();
  }

  static io.supervisor.wire.runtime.InstanceState toWire(InstanceState state) {
    return io.supervisor.wire.runtime.InstanceState.newBuilder()
        .setSpec(Canonical.toWire(state.spec()))
        .setStatus(toWire(state.status()))
        .setPendingStatus(toWire(state.pendingStatus()))
        .setDataVersion(state.explicitDataVersion().map(Version::toString).orElse(""))
        .build();
  }

  private static io.supervisor.wire.runtime.InstanceStatus toWire(Optional<InstanceStatus> status) {
    var wire = io.supervisor.wire.runtime.InstanceStatus.newBuilder();
    if (status.isEmpty()) {
      return wire.setSimple(io.supervisor.wire.runtime.InstanceStatus.Simple.NONE).build();
    }
    switch (status.get()) {
      case InstanceStatus.Active _ ->
          wire.setSimple(io.supervisor.wire.runtime.InstanceStatus.Simple.ACTIVE);
      case InstanceStatus.Stopped _ ->
          wire.setSimple(io.supervisor.wire.runtime.InstanceStatus.Simple.STOPPED);
      case InstanceStatus.Frozen _ ->
          wire.setSimple(io.supervisor.wire.runtime.InstanceStatus.Simple.FROZEN);
      case InstanceStatus.Migrating migrating -> wire.setMigration(toWire(migrating));
    }
    return wire.build();
  }

  private static io.supervisor.wire.runtime.InstanceMigration toWire(
      InstanceStatus.Migrating migrating) {
    var hash = io.supervisor.wire.crypto.Hash.newBuilder();
    migrating.completedHash().ifPresent(completed -> hash.setData(completed.toByteString()));
    return io.supervisor.wire.runtime.InstanceMigration.newBuilder()
        .setTarget(Canonical.toWire(migrating.target()))
        .setEndVersion(migrating.endVersion().toString())
        .setCompletedHash(hash)
        .setFrozen(migrating.frozen())
        .build();
  }

  private static Optional<InstanceStatus> fromWire(io.supervisor.wire.runtime.InstanceStatus wire) {
    if (wire.hasMigration()) {
      var migration = wire.getMigration();
      var hash = migration.getCompletedHash().getData();
      return Optional.of(
          new InstanceStatus.Migrating(
              Canonical.fromWire(migration.getTarget()),
              Version.parse(migration.getEndVersion()),
              hash.isEmpty() ? Optional.empty() : Optional.of(Hash.of(hash)),
              migration.getFrozen()));
    }
    return switch (wire.getSimple()) {
      case ACTIVE -> Optional.of(InstanceStatus.active());
      case STOPPED -> Optional.of(InstanceStatus.stopped());
      case FROZEN -> Optional.of(InstanceStatus.frozen());
      case NONE, UNRECOGNIZED -> Optional.empty();
    };
  }

  private interface Reader<T> {
    T read() throws InvalidProtocolBufferException;
  }

  private static <T> T reading(Reader<T> reader) {
    try {
      return reader.read();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("record of the dispatcher: " + e.getMessage(), e);
    }
  }
}

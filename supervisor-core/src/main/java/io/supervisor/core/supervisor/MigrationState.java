package io.supervisor.core.supervisor;

import io.supervisor.api.Hash;
import io.supervisor.api.Version;
import java.util.Optional;

/**
 * How far a migration has come once it was accepted.
 *
 * @param version version of the data: before the migration, or after it once it succeeded
 * @param referenceStateHash hash of the migrated data that reports are compared with; empty until
 *     it is known
 */
public record MigrationState(
    AsyncEventState inner, Version version, Optional<Hash> referenceStateHash) {
  static final MessageCodec<MigrationState> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.MigrationState.parser(),
          MigrationState::read,
          MigrationState::toWire);

  static MigrationState pending(Version version) {
    return new MigrationState(AsyncEventState.PENDING, version, Optional.empty());
  }

  MigrationState with(AsyncEventState inner) {
    return new MigrationState(inner, version, referenceStateHash);
  }

  MigrationState succeeded(Version version) {
    return new MigrationState(AsyncEventState.SUCCEED, version, referenceStateHash);
  }

  MigrationState withReference(Hash hash) {
    return new MigrationState(inner, version, Optional.of(hash));
  }

  private static MigrationState read(io.supervisor.wire.supervisor.MigrationState wire) {
    var hash = wire.getReferenceStateHash().getData();
    return new MigrationState(
        AsyncEventState.read(wire.getInner()),
        Version.parse(wire.getVersion()),
        hash.isEmpty() ? Optional.empty() : Optional.of(Hash.of(hash)));
  }

  private io.supervisor.wire.supervisor.MigrationState toWire() {
    var hash = io.supervisor.wire.crypto.Hash.newBuilder();
    referenceStateHash.ifPresent(known -> hash.setData(known.toByteString()));
    return io.supervisor.wire.supervisor.MigrationState.newBuilder()
        .setInner(inner.toWire())
        .setVersion(version.toString())
        .setReferenceStateHash(hash)
        .build();
  }
}

package io.supervisor.sandbox.library;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ArtifactRequirement;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.TxLocation;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.Version;
import io.supervisor.api.storage.Unit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Classes whose hash codes and texts follow from their values alone, on every machine. */
final class Known {
  private static final Set<Class<?>> BY_VALUE =
      Set.of(
          ArtifactId.class,
          ArtifactRequirement.class,
          BigInteger.class,
          Duration.class,
          Hash.class,
          Height.class,
          InstanceId.class,
          InstanceSpec.class,
          Instant.class,
          OptionalInt.class,
          OptionalLong.class,
          PublicKey.class,
          Signature.class,
          TxLocation.class,
          UUID.class,
          Unit.class,
          ValidatorId.class,
          Version.class);

  private Known() {}

  static boolean byValue(Object value) {
    return BY_VALUE.contains(value.getClass());
  }
}

package io.supervisor.examples.timestamping;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.ArtifactRequirement;
import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.CommonError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.examples.timestamping.message.Config;
import io.supervisor.examples.timestamping.message.Timestamp;
import io.supervisor.examples.timestamping.message.TimestampEntry;
import java.util.List;

/**
 * Stores hashes of contents with the time at which they came. Source: examples.md section 4.
 *
 * <p>Its configuration names a time oracle, from whose data it takes the time; what is there under
 * that name has to be one, or the call ends with {@code core:7}.
 */
final class TimestampingService implements Service {
  private static final ArtifactRequirement TIME_ORACLE =
      ArtifactRequirement.parse("exonum-time@^1.0.0");

  private static final List<Method<?>> METHODS =
      List.of(
          method(0, "timestamp", Timestamp.parser(), TimestampingService::timestamp),
          configure(0, "verify_config", TimestampingService::verifyConfig),
          configure(1, "apply_config", TimestampingService::applyConfig));

  /** For the supervisor alone. */
  private static Method<Config> configure(int id, String name, Method.Handler<Config> handler) {
    return method(
            id,
            name,
            Config.parser(),
            (context, config) -> {
              if (!context.caller().equals(new Caller.Service(InstanceId.SUPERVISOR))) {
                throw unauthorized();
              }
              handler.call(context, config);
            })
        .in(Method.CONFIGURE);
  }

  private static <M extends Message> Method<M> method(
      int id, String name, Parser<M> parser, Method.Handler<M> handler) {
    return new Method<>("", id, name, bytes -> Canonical.parse(parser, bytes), handler);
  }

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  @Override
  public List<Read> reads() {
    return TimestampingReads.ALL;
  }

  @Override
  public void initialize(CallContext context, byte[] params) {
    Config config;
    try {
      config = Canonical.parse(Config.parser(), params);
    } catch (IllegalArgumentException e) {
      throw CallException.common(
          CommonError.MALFORMED_ARGUMENTS, "Malformed configuration: " + e.getMessage());
    }
    verifyConfig(context, config);
    TimestampingSchema.of(context.data()).config().set(config);
  }

  private static void verifyConfig(CallContext context, Config config) {
    oracle(context, config);
  }

  private static void applyConfig(CallContext context, Config config) {
    TimestampingSchema.of(context.data()).config().set(config);
  }

  private static void timestamp(CallContext context, Timestamp timestamp) {
    var transaction = context.transactionHash().orElseThrow(TimestampingService::unauthorized);
    var schema = TimestampingSchema.of(context.data());
    var config = schema.config().get().orElseThrow();
    var time =
        oracle(context, config)
            .proofEntry("time", Codecs.leapTimestamp())
            .get()
            .orElseThrow(TimestampingError.TIME_SERVICE_NOT_FOUND::exception);
    var content = Canonical.fromWire(timestamp.getContentHash());
    if (schema.timestamps().contains(content)) {
      throw TimestampingError.HASH_ALREADY_EXISTS.exception();
    }
    schema
        .timestamps()
        .put(
            content,
            TimestampEntry.newBuilder()
                .setTimestamp(timestamp)
                .setTxHash(Canonical.toWire(transaction))
                .setTime(time)
                .build());
  }

  private static CallException unauthorized() {
    return CallException.common(
        CommonError.UNAUTHORIZED_CALLER, "This caller is not authorized to call this method.");
  }

  private static Access oracle(CallContext context, Config config) {
    return context.dataOf(config.getTimeServiceName(), TIME_ORACLE);
  }
}

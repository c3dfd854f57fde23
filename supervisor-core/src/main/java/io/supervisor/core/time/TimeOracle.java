package io.supervisor.core.time;

import com.google.protobuf.Timestamp;
import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.CommonError;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.wire.time.TxTime;
import java.time.Duration;
import java.util.List;

/** One oracle: takes reports, and reports this node's own time. */
final class TimeOracle implements Service {
  static final int REPORT_TIME = 0;

  /** Code of kind service. */
  static final int VALIDATOR_TIME_IS_GREATER = 0;

  /**
   * What this node has reported and is no older than this is not reported anew. A report makes a
   * block and a block makes reports: without a pause the chain would run as fast as it can, for
   * ever. It is the pace that the original's blocks have by default.
   */
  static final Duration PAUSE = Duration.ofMillis(200);

  private static final List<Method<?>> METHODS =
      List.of(
          new Method<>("", REPORT_TIME, "report_time", ReportedTime::parse, TimeOracle::report));

  private final NodeClock clock;

  TimeOracle(NodeClock clock) {
    this.clock = clock;
  }

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  @Override
  public List<Read> reads() {
    return TimeReads.ALL;
  }

  private static void report(CallContext context, Timestamp time) {
    var author = validator(context);
    var schema = TimeSchema.of(context.data());
    var known = schema.validatorsTimes().get(author);
    if (known.isPresent() && ReportedTime.ORDER.compare(known.get(), time) >= 0) {
      throw CallException.service(
          VALIDATOR_TIME_IS_GREATER,
          "The validator time that is stored in storage is greater than the proposed one.");
    }
    schema.validatorsTimes().put(author, time);
    consolidate(context, schema);
  }

  private static PublicKey validator(CallContext context) {
    if (context.caller() instanceof Caller.Transaction(var author)
        && context.chain().isValidatorServiceKey(author)) {
      return author;
    }
    throw CallException.common(
        CommonError.UNAUTHORIZED_CALLER, "This caller is not authorized to call this method.");
  }

  /**
   * With n = 3f+1 validators or a few more, of at least 2f+1 reports the f highest may be lies; the
   * next is not later than an honest one. The time of the chain never goes back.
   */
  private static void consolidate(CallContext context, TimeSchema schema) {
    var validators = context.chain().validators();
    var latestFirst =
        validators.stream()
            .flatMap(keys -> schema.validatorsTimes().get(keys.serviceKey()).stream())
            .sorted(ReportedTime.ORDER.reversed())
            .toList();
    var faulty = (validators.size() - 1) / 3;
    if (latestFirst.size() <= 2 * faulty) {
      return;
    }
    var candidate = latestFirst.get(faulty);
    var time = schema.time().get();
    if (time.isEmpty() || ReportedTime.ORDER.compare(candidate, time.get()) > 0) {
      schema.time().set(candidate);
    }
  }

  @Override
  public void afterCommit(CommitContext context) {
    if (context.validatorId().isEmpty()) {
      return;
    }
    var now = clock.now();
    var known = TimeSchema.of(context.data()).validatorsTimes().get(context.serviceKey());
    if (known.isEmpty() || isDue(known.get(), ReportedTime.of(now.minus(PAUSE)))) {
      var report = TxTime.newBuilder().setTime(ReportedTime.of(now)).build();
      context.broadcast(REPORT_TIME, Canonical.bytes(report));
    }
  }

  private static boolean isDue(Timestamp known, Timestamp latest) {
    return ReportedTime.ORDER.compare(known, latest) <= 0;
  }
}

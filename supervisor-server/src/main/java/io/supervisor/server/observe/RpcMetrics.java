package io.supervisor.server.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calls of clients. Labels come from the services that are registered, so that they are few. */
public final class RpcMetrics {
  private record Labels(String method, String code) {}

  private final Meters meters;
  private final AtomicLong watchers;
  private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

  RpcMetrics(MeterRegistry registry) {
    meters = new Meters(registry);
    watchers = meters.gauge("supervisor.rpc.watchers", "", "Open streams of watchers");
  }

  /**
   * A call ended.
   *
   * @param method full name, such as {@code supervisor.v1.LedgerService/GetBlock}
   * @param code of its status, such as {@code OK}
   */
  public void called(String method, String code, Duration duration) {
    timers
        .computeIfAbsent(
            new Labels(method, code),
            labels ->
                meters.timer(
                    "supervisor.rpc",
                    "Time that calls of clients took",
                    "method",
                    labels.method(),
                    "code",
                    labels.code()))
        .record(duration);
  }

  public void watcherOpened() {
    watchers.incrementAndGet();
  }

  public void watcherClosed() {
    watchers.decrementAndGet();
  }
}

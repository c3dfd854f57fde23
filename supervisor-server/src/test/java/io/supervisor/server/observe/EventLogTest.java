package io.supervisor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.supervisor.api.Height;
import io.supervisor.server.rpc.CapturedLog;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What strangers can do to the log. */
class EventLogTest {
  private final AtomicLong nanos = new AtomicLong(1);
  private final EventLog events = new EventLog(nanos::get);

  @Test
  void whatClientsProvokeIsToldOnceASecondForEachKind() {
    try (var log = new CapturedLog()) {
      for (var i = 0; i < 8_000; i++) {
        events.requestFailed("a/B" + i, "id" + i, new IllegalStateException());
        events.watcherDropped("a/C", "too slow");
        events.peerRefused("1.2.3.4:" + i, "no");
      }
      assertThat(log.lines("request failed")).hasSize(1);
      assertThat(log.lines("watcher dropped")).hasSize(1);
      assertThat(log.lines("peer refused")).hasSize(1);
      nanos.addAndGet(1_000_000_000);
      events.requestFailed("a/B", "last", new IllegalStateException());
      assertThat(log.lines("error_id=last", "not_told=7999")).hasSize(1);
    }
  }

  @Test
  void aHookThatAlwaysFailsWritesNoTraceEachTime() {
    try (var log = new CapturedLog()) {
      for (var height = 1; height <= 100; height++) {
        events.hookFailed("wallet", new Height(height), new IllegalStateException("no"));
        nanos.addAndGet(10_000_000);
      }
      assertThat(log.lines("hook after commit failed")).hasSizeBetween(1, 2);
    }
  }

  @Test
  void textsOfOthersForgeNoLines() throws Exception {
    var fresh = new LoggerContext();
    var configurator = new JoranConfigurator();
    configurator.setContext(fresh);
    configurator.doConfigure(EventLog.class.getResource("/logback.xml"));
    var console = (ConsoleAppender<ILoggingEvent>) fresh.getLogger("ROOT").getAppender("STDERR");
    var forged = "x\n2026-01-01 INFO stopped \u001b[2J";
    var cause = new IllegalStateException(forged, new IllegalArgumentException(forged));
    var line = line(console.getEncoder(), fresh, "reason=\"{}\"", new Object[] {forged, cause});
    assertThat(line.lines().filter(l -> !l.startsWith("\tat ") && !l.startsWith("\t... ")))
        .hasSize(3)
        .allMatch(l -> l.contains("x\\n2026-01-01 INFO stopped \\u001b[2J"));
    fresh.stop();
  }

  private static String line(
      Encoder<ILoggingEvent> encoder, LoggerContext context, String text, Object[] values) {
    var logger = context.getLogger("supervisor");
    var event =
        new ch.qos.logback.classic.spi.LoggingEvent(
            "",
            logger,
            ch.qos.logback.classic.Level.convertAnSLF4JLevel(Level.WARN),
            text,
            null,
            values);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}

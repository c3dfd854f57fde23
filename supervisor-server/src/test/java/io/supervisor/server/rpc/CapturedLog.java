package io.supervisor.server.rpc;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** What nodes in this process log. */
public final class CapturedLog implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger("supervisor");
  private final ListAppender<ILoggingEvent> captured = new ListAppender<>();

  /** From information on. */
  public CapturedLog() {
    this(Level.INFO);
  }

  public CapturedLog(Level from) {
    captured.list = Collections.synchronizedList(captured.list);
    captured.start();
    log.setLevel(from);
    log.addAppender(captured);
  }

  /** Lines that contain all of this. */
  public List<String> lines(String... parts) {
    return List.copyOf(captured.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> Stream.of(parts).allMatch(line::contains))
        .toList();
  }

  public void await(String... parts) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !lines(parts).isEmpty());
  }

  @Override
  public void close() {
    log.detachAppender(captured);
    log.setLevel(null);
  }
}

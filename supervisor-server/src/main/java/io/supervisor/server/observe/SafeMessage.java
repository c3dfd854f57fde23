package io.supervisor.server.observe;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.supervisor.api.SafeText;

/**
 * {@code %safeMsg} of logback.xml: a message on one line, whoever wrote the texts in it. Public
 * because logback makes it.
 */
public final class SafeMessage extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return SafeText.line(String.valueOf(event.getFormattedMessage()));
  }
}

package io.supervisor.server.observe;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.supervisor.api.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * {@code %safeTrace} of logback.xml: what was thrown, with its causes, each message on one line and
 * neither longer nor deeper than somebody reads. Public because logback makes it.
 */
public final class SafeTrace extends ThrowableHandlingConverter {
  private static final int MESSAGE_MAX = 1_000;
  private static final int CAUSES_MAX = 10;
  private static final int FRAMES_MAX = 40;

  @Override
  public String convert(ILoggingEvent event) {
    var text = new StringBuilder();
    append(text, "", event.getThrowableProxy(), 0);
    return text.toString();
  }

  private static void append(
      StringBuilder text, String before, @Nullable IThrowableProxy thrown, int depth) {
    if (thrown == null || depth > CAUSES_MAX) {
      return;
    }
    text.append(before).append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      text.append(": ").append(SafeText.line(shortened(thrown.getMessage())));
    }
    text.append('\n');
    var frames = thrown.getStackTraceElementProxyArray();
    var own = frames.length - thrown.getCommonFrames();
    for (var i = 0; i < Math.min(own, FRAMES_MAX); i++) {
      text.append('\t').append(SafeText.line(frames[i].getSTEAsString())).append('\n');
    }
    if (own < frames.length || own > FRAMES_MAX) {
      text.append("\t... ").append(frames.length - Math.min(own, FRAMES_MAX)).append(" more\n");
    }
    append(text, "Caused by: ", thrown.getCause(), depth + 1);
  }

  private static String shortened(String message) {
    return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX) + "…";
  }
}

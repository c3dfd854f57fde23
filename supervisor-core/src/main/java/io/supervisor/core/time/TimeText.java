package io.supervisor.core.time;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * Times as RFC 3339 text in UTC: no fraction, or one of three, six or nine digits; years outside of
 * 0 to 9999 with a sign; a leap second as one second more, such as {@code 23:59:60}. Source:
 * rest.md section 4.4.
 */
final class TimeText {
  private static final int SECOND = 1_000_000_000;

  private static final DateTimeFormatter TO_THE_MINUTE =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4, 10, SignStyle.EXCEEDS_PAD)
          .appendPattern("-MM-dd'T'HH:mm:")
          .toFormatter(Locale.ROOT);

  private TimeText() {}

  static String of(Timestamp time) {
    var minute = Instant.ofEpochSecond(time.getSeconds()).atOffset(ZoneOffset.UTC);
    var second = minute.getSecond() + time.getNanos() / SECOND;
    return TO_THE_MINUTE.format(minute)
        + (second < 10 ? "0" : "")
        + second
        + fraction(time.getNanos() % SECOND)
        + "Z";
  }

  private static String fraction(int nanos) {
    if (nanos == 0) {
      return "";
    }
    var digits = Integer.toString(SECOND + nanos).substring(1);
    if (nanos % 1_000_000 == 0) {
      return "." + digits.substring(0, 3);
    }
    return "." + (nanos % 1_000 == 0 ? digits.substring(0, 6) : digits);
  }
}

package io.supervisor.core.time;

import com.google.protobuf.Timestamp;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.time.TxTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;

/** Which times may be reported, and their order. */
final class ReportedTime {
  /** By seconds, then by nanoseconds: a leap second comes after the second that it belongs to. */
  static final Comparator<Timestamp> ORDER =
      Comparator.comparingLong(Timestamp::getSeconds).thenComparingInt(Timestamp::getNanos);

  private static final int NANOS_END = 2_000_000_000;

  /** Range of the original's calendar. */
  private static final long SECONDS_MIN = startOfYear(-262_144);

  private static final long SECONDS_END = startOfYear(262_144);

  private ReportedTime() {}

  private static long startOfYear(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  }

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /**
   * Reads the argument of a report.
   *
   * @throws IllegalArgumentException if it is no time
   */
  static Timestamp parse(byte[] arguments) {
    var time = Canonical.parse(TxTime.parser(), arguments).getTime();
    if (time.getNanos() < 0 || time.getNanos() >= NANOS_END) {
      throw new IllegalArgumentException(
          "time: got " + time.getNanos() + " nanoseconds, want 0 to " + (NANOS_END - 1));
    }
    if (time.getSeconds() < SECONDS_MIN || time.getSeconds() >= SECONDS_END) {
      throw new IllegalArgumentException(
          "time: got " + time.getSeconds() + " seconds, want a year from -262144 to 262143");
    }
    return time;
  }
}

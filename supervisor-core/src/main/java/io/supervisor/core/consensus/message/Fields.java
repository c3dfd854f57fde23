package io.supervisor.core.consensus.message;

import io.supervisor.api.Height;
import java.util.Locale;

/** Domains that all messages share. */
final class Fields {
  private Fields() {}

  static void check(Height epoch, int round) {
    if (epoch.value() < 1) {
      throw new IllegalArgumentException("epoch: got " + epoch + ", want >= 1");
    }
    if (round < 1 || round > Message.ROUND_MAX) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "round: got %s, want 1 to %d",
              Integer.toUnsignedString(round),
              Message.ROUND_MAX));
    }
  }
}

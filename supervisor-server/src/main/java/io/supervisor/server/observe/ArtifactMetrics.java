package io.supervisor.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.supervisor.api.PublicKey;
import java.util.Locale;

/** Files of artifacts that go from node to node. */
public final class ArtifactMetrics {
  private static final int LABEL_DIGITS = 8;

  private final Meters meters;
  private final Counter received;
  private final Counter sent;

  ArtifactMetrics(MeterRegistry registry) {
    meters = new Meters(registry);
    received =
        meters.counter(
            "supervisor.artifact.received", "bytes", "Bytes of files that came from peers");
    sent = meters.counter("supervisor.artifact.sent", "bytes", "Bytes of files sent to peers");
  }

  public void received(long bytes) {
    received.increment(bytes);
  }

  public void sent(long bytes) {
    sent.increment(bytes);
  }

  /** The peer is in the connect list. */
  public void fault(PublicKey peer, String fault) {
    meters
        .counter(
            "supervisor.artifact.faults",
            "",
            "What peers did wrong with files",
            "peer",
            peer.toString().substring(0, LABEL_DIGITS),
            "fault",
            fault.toLowerCase(Locale.ROOT))
        .increment();
  }
}

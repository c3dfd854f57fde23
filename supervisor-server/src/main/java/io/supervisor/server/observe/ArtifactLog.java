package io.supervisor.server.observe;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.server.artifact.ExchangeLog;
import io.supervisor.server.artifact.Fault;
import java.nio.file.Path;

/** Log and metrics of files that go from node to node. */
public final class ArtifactLog implements ExchangeLog {
  private final EventLog log;
  private final ArtifactMetrics metrics;

  public ArtifactLog(EventLog log, Metrics metrics) {
    this.log = log;
    this.metrics = metrics.artifacts();
  }

  @Override
  public void begun(Hash sha256, String progress) {
    log.artifactFetchStarted(sha256, progress);
  }

  @Override
  public void fetched(Hash sha256) {
    log.artifactFetched(sha256);
  }

  @Override
  public void fault(PublicKey peer, Hash sha256, Fault fault) {
    metrics.fault(peer, fault.name());
    if (fault == Fault.NO_ANSWER) {
      log.artifactNotAnswered(peer, sha256);
    } else {
      log.peerMisbehaved(peer, fault.text() + " for the artifact with SHA-256 " + sha256);
    }
  }

  @Override
  public void fault(PublicKey peer, Fault fault) {
    metrics.fault(peer, fault.name());
    log.peerMisbehaved(peer, fault.text());
  }

  @Override
  public void received(long bytes) {
    metrics.received(bytes);
  }

  @Override
  public void sent(long bytes) {
    metrics.sent(bytes);
  }

  @Override
  public void unreadable(Hash sha256, Exception problem) {
    log.artifactUnreadable(sha256, problem);
  }

  @Override
  public void damaged(Path file) {
    log.artifactDamaged(file);
  }

  @Override
  public void unwritable(Hash sha256, Exception problem) {
    log.artifactUnwritable(sha256, problem);
  }

  @Override
  public void failed(Throwable cause) {
    log.artifactExchangeFailed(cause);
  }
}

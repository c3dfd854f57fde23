package io.supervisor.server.node;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.server.artifact.Content;
import io.supervisor.server.artifact.ContentFiles;
import io.supervisor.server.artifact.Exchange;
import io.supervisor.server.artifact.Fetch;
import io.supervisor.server.observe.EventLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings the files that deployments need. Its methods wait; any thread but those of the network.
 */
final class ArtifactFiles {
  private static final long LOOK_EVERY_MS = 500;

  /** How often it is said what a node waits for. */
  private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What came of a wait for a file. */
  sealed interface Brought {
    /** It is here, or the specification names none. */
    record Here() implements Brought {}

    /** All peers say that they do not have it. */
    record Nowhere() implements Brought {}

    /** It can never be had. */
    record Failed(String why) implements Brought {}

    /** The chain does not ask for it any more, or the node stops. */
    record NotNeeded() implements Brought {}
  }

  private final Exchange exchange;
  private final ContentFiles files;
  private final EventLog log;
  private final Map<ArtifactId, Fetch> underway = new ConcurrentHashMap<>();
  private final Map<ArtifactId, Long> toldNanos = new ConcurrentHashMap<>();

  ArtifactFiles(Exchange exchange, ContentFiles files, EventLog log) {
    this.exchange = exchange;
    this.files = files;
    this.log = log;
  }

  /** What has to be fetched; files of other runtimes are their own concern. */
  Optional<Content> missing(ArtifactId artifact, byte[] spec) {
    return artifact.runtimeId() == ArtifactId.RUNTIME_JAVA
        ? Content.ofSpecification(spec).filter(content -> !isHere(content.sha256()))
        : Optional.empty();
  }

  private boolean isHere(Hash sha256) {
    try {
      return files.find(sha256).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a file that a request asks for. */
  Brought bring(ArtifactId artifact, byte[] spec) throws InterruptedException {
    var missing = missing(artifact, spec);
    if (missing.isEmpty()) {
      return new Brought.Here();
    }
    var fetch = exchange.fetch(missing.get());
    underway.put(artifact, fetch);
    try {
      while (true) {
        try {
          fetch.done().get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
          return new Brought.Here();
        } catch (TimeoutException e) {
          if (isHere(fetch.sha256())) {
            return new Brought.Here();
          }
          if (fetch.isNowhere()) {
            return new Brought.Nowhere();
          }
        } catch (ExecutionException e) {
          return fetch.isDropped() ? new Brought.NotNeeded() : new Brought.Failed(fetch.problem());
        }
      }
    } finally {
      underway.remove(artifact, fetch);
    }
  }

  /**
   * Waits for a file that the chain needs, as long as there is a peer to ask for it, and says so.
   *
   * @param stopping ends the wait
   */
  void require(ArtifactId artifact, byte[] spec, CountDownLatch stopping)
      throws InterruptedException {
    var missing = missing(artifact, spec);
    if (missing.isEmpty()) {
      return;
    }
    var fetch = exchange.fetch(missing.get());
    underway.put(artifact, fetch);
    try {
      while (!fetch.done().isDone() && !isHere(fetch.sha256()) && exchange.hasPeers()) {
        tell(artifact, fetch);
        if (stopping.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } finally {
      underway.remove(artifact, fetch);
    }
  }

  private void tell(ArtifactId artifact, Fetch fetch) {
    var now = System.nanoTime();
    if (now - toldNanos.getOrDefault(artifact, now - TELL_EVERY_NANOS) >= TELL_EVERY_NANOS) {
      toldNanos.put(artifact, now);
      log.waitingForArtifact(artifact, fetch.sha256(), fetch.progress());
    }
  }

  /** How far the file of an artifact is; empty if it is not on its way. */
  Optional<String> describe(ArtifactId artifact) {
    return Optional.ofNullable(underway.get(artifact))
        .map(fetch -> "file with SHA-256 " + fetch.sha256() + ", " + fetch.progress());
  }
}

package io.supervisor.server.observe;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.supervisor.SettledProposal;
import io.supervisor.server.node.NodeStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator reads: one method an event, each line with what tells it apart. The texts are an
 * interface: alerts may be built upon them.
 *
 * <p>ERROR: an operator has to act, or the node has stopped. WARN: something is wrong that may pass
 * by itself. INFO: a change that an operator wants to know of. DEBUG: ordinary progress.
 */
public final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger("supervisor");
  private static final int SHORT_DIGITS = 8;
  private static final Duration PROVOKED_EVERY = Duration.ofSeconds(1);
  private static final Duration TRACE_EVERY = Duration.ofMinutes(1);

  /** What clients, peers and services can have written as often as they like. */
  private enum Provoked {
    REQUEST_FAILED,
    WATCHER_DROPPED,
    PEER_REFUSED,
    PEER_MISBEHAVED,
    HOOK_FAILED,
    SIGNAL_IGNORED,
    OWN_TRANSACTION_REFUSED
  }

  private final Sparing<Provoked> lines;
  private final Sparing<Provoked> traces;

  public EventLog() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  EventLog(LongSupplier nanos) {
    lines = new Sparing<>(Provoked.class, PROVOKED_EVERY, nanos);
    traces = new Sparing<>(Provoked.class, TRACE_EVERY, nanos);
  }

  /** Writes the line, unless there was one of its kind a moment ago. */
  private void sparingly(Provoked kind, Consumer<String> line) {
    lines
        .pass(kind)
        .ifPresent(heldBack -> line.accept(heldBack == 0 ? "" : " not_told=" + heldBack));
  }

  /** What was thrown, or null where the log has a trace of this kind already. */
  private @Nullable Throwable trace(Provoked kind, Throwable thrown) {
    return traces.pass(kind).isPresent() ? thrown : null;
  }

  // Life of the process.

  public void starting(String version, PublicKey consensusKey, String role) {
    LOG.info("starting version={} role={} consensus_key={}", version, role, consensusKey);
  }

  /** The disk has been read, so the height is that of the node; blocks after it come from peers. */
  public void networkJoined(Hash genesis, Height height, int validators, int rules) {
    LOG.info(
        "network genesis={} height={} validators={} rules={}", genesis, height, validators, rules);
  }

  /** The state files are gone, or damaged: nobody can reach the node until that is done. */
  public void rebuildStarted(Height from, Height to) {
    LOG.warn(
        "the state ends before the journal begins: executing archived blocks again"
            + " from_height={} to_height={}",
        from,
        to);
  }

  public void rebuilding(Height height, Height to) {
    LOG.info("executing archived blocks again height={} to_height={}", height, to);
  }

  public void rebuilt(Height from, Height to, Duration duration) {
    LOG.info(
        "state made again from archived blocks from_height={} to_height={} took_ms={}",
        from,
        to,
        duration.toMillis());
  }

  public void listening(String what, String address) {
    LOG.info("listening {}={}", what, address);
  }

  /** A private port without TLS: harmless only as long as nobody else is on this machine. */
  public void plainPrivatePort(String address) {
    LOG.warn(
        "the private port {} has no TLS: whoever can log in to this machine administers this node",
        address);
  }

  public void ready(Height height) {
    LOG.info("ready height={}", height);
  }

  /** A signal that means nothing to a node. */
  public void signalIgnored(String signal) {
    sparingly(
        Provoked.SIGNAL_IGNORED,
        more -> LOG.info("{} means nothing to a node; SIGTERM stops it{}", signal, more));
  }

  /** The JVM does not let us have that signal. */
  public void signalKept(String signal, String reason) {
    LOG.debug("{} is not ours reason=\"{}\"", signal, reason);
  }

  public void stopping(String reason) {
    LOG.info("stopping reason=\"{}\"", reason);
  }

  public void stopped(Height height) {
    LOG.info("stopped height={}", height);
  }

  /** The state of the node is unknown, so it stops at once. */
  public void failed(String what, Throwable cause) {
    LOG.error("failed: {}; the node stops", what, cause);
  }

  // Consensus.

  public void committed(Height height, Hash block, int transactions, int round) {
    LOG.debug(
        "committed height={} round={} transactions={} block={}",
        height,
        round,
        transactions,
        shortened(block));
  }

  public void roundTimedOut(Height height, int round) {
    LOG.debug("round timed out height={} round={}", height, round);
  }

  /** Too few validators can be reached, or this node reaches none that has newer blocks. */
  public void stalled(Height height, int round, NodeStatus.Phase phase, Duration since) {
    LOG.warn(
        "no block since {} s height={} round={} phase={}", since.toSeconds(), height, round, phase);
  }

  public void stallEnded(Height height) {
    LOG.info("there are blocks again height={}", height);
  }

  public void fellBehind(Height height, Height best) {
    LOG.info("catching up height={} best_peer_height={}", height, best);
  }

  public void caughtUp(Height height) {
    LOG.info("caught up height={}", height);
  }

  public void paused(Height height) {
    LOG.warn("consensus paused by the administrator height={}", height);
  }

  public void resumed(Height height) {
    LOG.info("consensus resumed height={}", height);
  }

  /** A validator signed two messages that contradict each other; the journal keeps both. */
  public void equivocation(Height epoch, PublicKey validator, String what) {
    LOG.error("validator {} contradicts itself epoch={} what=\"{}\"", validator, epoch, what);
  }

  /** The others decided what this node cannot follow: it commits nothing more. */
  public void halted(Height epoch, String reason) {
    LOG.error(
        "halted epoch={} reason=\"{}\"; compare the services of this node with the others', then"
            + " start it with an empty database",
        epoch,
        reason);
  }

  /** Hook after a commit that threw; recorded nowhere else. */
  public void hookFailed(String service, Height height, Throwable thrown) {
    sparingly(
        Provoked.HOOK_FAILED,
        more ->
            LOG.warn(
                "hook after commit failed service={} height={} cause=\"{}\"{}",
                service,
                height,
                thrown,
                more,
                trace(Provoked.HOOK_FAILED, thrown)));
  }

  /** A transaction of this node's own services did not get into its pool. */
  public void ownTransactionRefused(Hash transaction, String answer) {
    sparingly(
        Provoked.OWN_TRANSACTION_REFUSED,
        more ->
            LOG.warn(
                "own transaction refused transaction={} answer=\"{}\"{}",
                transaction,
                answer,
                more));
  }

  // Peers.

  public void peerConnected(PublicKey peer) {
    LOG.info("peer connected peer={}", shortened(peer));
  }

  public void peerLost(PublicKey peer, String reason) {
    LOG.info("peer lost peer={} reason=\"{}\"", shortened(peer), reason);
  }

  public void peerRefused(String address, String reason) {
    sparingly(
        Provoked.PEER_REFUSED,
        more -> LOG.warn("peer refused address={} reason=\"{}\"{}", address, reason, more));
  }

  /** A peer sent what no honest node sends. */
  public void peerMisbehaved(PublicKey peer, String what) {
    sparingly(
        Provoked.PEER_MISBEHAVED,
        more -> LOG.warn("peer misbehaved peer={} what=\"{}\"{}", shortened(peer), what, more));
  }

  /** A message that could not be used, such as one that came too late. */
  public void messageIgnored(PublicKey peer, String reason) {
    LOG.debug("message ignored peer={} reason=\"{}\"", shortened(peer), reason);
  }

  // Storage.

  public void checkpointWritten(Height height, long bytes, Duration duration) {
    LOG.info(
        "checkpoint written height={} bytes={} took_ms={}", height, bytes, duration.toMillis());
  }

  public void stateFilesMerged(int files, long bytes, Duration duration) {
    LOG.info("state files merged files={} bytes={} took_ms={}", files, bytes, duration.toMillis());
  }

  public void stateMergePutOff(int files, long bytes, long free) {
    LOG.warn(
        "the disk has too little room to merge state files files={} bytes={} free={}",
        files,
        bytes,
        free);
  }

  /** The one before is kept, and the journal with all that is missing from it. */
  public void checkpointFailed(Height height, Throwable cause) {
    LOG.error("checkpoint failed height={}; the node stops at its next block", height, cause);
  }

  public void unfinishedFileDiscarded(Path file, String reason) {
    LOG.warn("discarded {} reason=\"{}\"", file, reason);
  }

  // Supervisor.

  public void deploymentStarted(ArtifactId artifact) {
    LOG.info("deploying artifact={}", artifact);
  }

  public void deployed(ArtifactId artifact, Duration duration) {
    LOG.info("deployed artifact={} took_ms={}", artifact, duration.toMillis());
  }

  public void deploymentFailed(ArtifactId artifact, String reason) {
    LOG.warn("deployment failed artifact={} reason=\"{}\"", artifact, reason);
  }

  public void migrationRun(String service, Hash data) {
    LOG.info("data migrated on this node service={} hash={}", service, data);
  }

  /** The others are told, and decide. */
  public void migrationFailed(String service, String reason) {
    LOG.warn("data could not be migrated on this node service={} reason=\"{}\"", service, reason);
  }

  /** The others go on; this node follows once its scripts have ended. */
  public void migrationAwaited(String service, Hash agreed) {
    LOG.warn(
        "the chain goes on with migrated data that this node is still at work on service={} hash={}",
        service,
        agreed);
  }

  /**
   * The node runs its scripts once more by itself; if that does not help, an administrator must.
   */
  public void migrationDiffers(String service, Hash agreed, String own) {
    LOG.error(
        "data migrated on this node differ from what the validators agreed on; the scripts are run"
            + " again, once, and then by \"maintenance restart-migration {}\" and at each start"
            + " service={} agreed={} own={}",
        service,
        service,
        agreed,
        own);
  }

  public void migrationRestarted(String service) {
    LOG.info("migration begins anew on this node service={}", service);
  }

  /** Its code is not here: a deployment that the node waits for. */
  public void migrationWaits(String service, String reason) {
    LOG.warn("migration waits service={} reason=\"{}\"", service, reason);
  }

  public void unloaded(ArtifactId artifact) {
    LOG.info("unloaded artifact={}", artifact);
  }

  // Files of artifacts.

  /** The node executes no block until it has the file. */
  public void waitingForArtifact(ArtifactId artifact, Hash sha256, String progress) {
    LOG.warn(
        "waiting for artifact={} sha256={} progress=\"{}\"; the chain needs it",
        artifact,
        sha256,
        progress);
  }

  /** A file that the chain or a request needs comes from peers. */
  public void artifactFetchStarted(Hash sha256, String progress) {
    LOG.info("fetching artifact file sha256={} progress=\"{}\"", sha256, progress);
  }

  /** The file is here, and its hash is the one that was named. */
  public void artifactFetched(Hash sha256) {
    LOG.info("fetched artifact file sha256={}", sha256);
  }

  /** Another peer is asked for the rest. */
  public void artifactNotAnswered(PublicKey peer, Hash sha256) {
    LOG.info("peer did not answer peer={} artifact_sha256={}", shortened(peer), sha256);
  }

  /** A stored file is passed over; it is fetched again if it is needed. */
  public void artifactUnreadable(Hash sha256, Exception problem) {
    LOG.warn("artifact file cannot be read sha256={} reason=\"{}\"", sha256, problem.toString());
  }

  /** Somebody has written to a file of the store: nothing is loaded from it. */
  public void artifactDamaged(Path file) {
    LOG.error("artifact file has changed since it was hashed file={}", file);
  }

  /** What came from peers cannot be kept. */
  public void artifactUnwritable(Hash sha256, Exception problem) {
    LOG.error(
        "artifact file cannot be written sha256={} reason=\"{}\"; it is tried again",
        sha256,
        problem.toString());
  }

  /** The thread that fetches has failed; the trace tells why. */
  public void artifactExchangeFailed(Throwable cause) {
    LOG.error("artifact files are not fetched any more until the node is started again", cause);
  }

  /**
   * Nothing of the chain or of a pending request has named it for as long as unused files are kept.
   */
  public void artifactFileRemoved(Hash sha256) {
    LOG.info("artifact file removed that nothing needs sha256={}", sha256);
  }

  /** What nothing needs any more stays until the next look. */
  public void artifactsNotCleaned(Exception problem) {
    LOG.warn("artifact files could not be looked through; it is tried again", problem);
  }

  public void proposalPending(Height height, Hash proposal, int votesGiven, int votesNeeded) {
    LOG.info(
        "proposal pending height={} proposal={} votes={}/{}",
        height,
        proposal,
        votesGiven,
        votesNeeded);
  }

  public void proposalDecided(SettledProposal settled) {
    LOG.info(
        "proposal decided height={} proposal={} outcome={} votes={}/{}",
        Long.toUnsignedString(settled.height()),
        settled.hash(),
        settled.outcome(),
        settled.votesCounted(),
        settled.votesNeeded());
  }

  public void configurationChanged(Height height, String what) {
    LOG.info("configuration changed height={} what=\"{}\"", height, what);
  }

  /** Gauges keep their last values meanwhile. */
  public void observationFailed(Throwable cause) {
    LOG.warn("the node could not be looked at for its metrics; it is tried again", cause);
  }

  // Clients.

  public void watcherDropped(String method, String reason) {
    sparingly(
        Provoked.WATCHER_DROPPED,
        more -> LOG.info("watcher dropped method={} reason=\"{}\"{}", method, reason, more));
  }

  /** A fault of ours that a client came upon; it got the id, not the cause. */
  public void requestFailed(String method, String errorId, Throwable cause) {
    sparingly(
        Provoked.REQUEST_FAILED,
        more ->
            LOG.error(
                "request failed method={} error_id={} cause=\"{}\"{}",
                method,
                errorId,
                cause,
                more,
                trace(Provoked.REQUEST_FAILED, cause)));
  }

  private static String shortened(Object digits) {
    return digits.toString().substring(0, SHORT_DIGITS);
  }
}

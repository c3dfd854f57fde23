package io.supervisor.server.artifact;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.wire.peer.ArtifactAnswer;
import io.supervisor.wire.peer.ArtifactChunk;
import io.supervisor.wire.peer.ArtifactRefusal;
import io.supervisor.wire.peer.ArtifactRequest;
import io.supervisor.wire.peer.ChunkHashes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One file from many peers, of whom any may lie or be silent: answers in, requests out. Time and
 * network are the caller's; only the file is written here. Used by one thread.
 *
 * <p>States: hashes (the tree is asked for, of one peer after the other) → chunks (of all peers at
 * once, each checked against the tree) → done, or failed. Without a root in the request the tree is
 * its sender's word: then only he is asked for chunks, and who else gives the same tree may take
 * his place; if the file comes out wrong, all begins again without him.
 */
final class Download {
  /** Hashes in one answer. */
  static final int HASHES_MAX = 1_024;

  static final long ANSWER_WITHIN_MS = 10_000;

  /** A peer without the file is asked again after this. */
  private static final long ABSENT_PAUSE_MS = 2_000;

  private static final long BUSY_PAUSE_MS = 500;
  private static final long SILENCE_PAUSE_MS = 1_000;
  private static final long PAUSE_MS_MAX = 60_000;

  /** Requests that may wait for one peer's answer. */
  private static final int WINDOW_FIRST = 4;

  private static final int WINDOW_MAX = 16;

  /** A peer that has been silent so often in a row gives way to others for the tree. */
  private static final int SILENCES_MAX = 3;

  private static final int HASHES = -1;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long NANOS_PER_MS = 1_000_000;

  /** A request to be sent. */
  record Ask(PublicKey peer, ArtifactRequest request) {}

  /** Told of what peers do wrong. */
  interface Faults {
    void onFault(PublicKey peer, Fault fault);
  }

  /** What is known of a peer, as to this file. */
  private static final class Source {
    boolean lied;
    boolean connected;
    int silences;
    int refusals;
    int window = WINDOW_FIRST;
    int asked;
    int chunks;
    long notBeforeMs;

    boolean isReady(long nowMs) {
      return connected && !lied && notBeforeMs <= nowMs;
    }
  }

  /**
   * A request without an answer yet.
   *
   * @param part index of a chunk, or {@link #HASHES}
   */
  private record Waiting(PublicKey peer, int part, long untilMs) {}

  /** A tree that is being asked for. */
  private static final class Collecting {
    final PublicKey peer;
    final long bytes;
    final List<Hash> hashes = new ArrayList<>();

    Collecting(PublicKey peer, long bytes) {
      this.peer = peer;
      this.bytes = bytes;
    }
  }

  private final Content wanted;
  private final ContentStore store;
  private final RateLimit rate;
  private final long bytesMax;
  private final Faults faults;
  private final Map<PublicKey, Source> sources = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private @Nullable Collecting collecting;
  private @Nullable PartFile part;

  /** Whose word the tree is, while no root says so. */
  private @Nullable PublicKey witness;

  private Optional<String> failure = Optional.empty();
  private boolean isDone;
  private long wakeAtMs;
  private int turn;

  /**
   * Goes on with what an earlier download left behind.
   *
   * @param rate that this and other downloads share
   * @param bytesMax of a file whose size is not told
   */
  Download(Content wanted, ContentStore store, RateLimit rate, long bytesMax, Faults faults)
      throws IOException {
    this.wanted = wanted;
    this.store = store;
    this.rate = rate;
    this.bytesMax = bytesMax;
    this.faults = faults;
    var before = store.reopen(wanted.sha256());
    if (before.isPresent() && !contradicts(before.get().tree())) {
      part = before.get();
    } else if (before.isPresent()) {
      before.get().discard();
    }
    if (wanted.bytes().isPresent() && wanted.bytes().getAsLong() > bytesMax) {
      failure = Optional.of("it has " + wanted.bytes().getAsLong() + " bytes, limit " + bytesMax);
    }
    finishIfComplete();
  }

  private boolean contradicts(ChunkTree tree) {
    return wanted.bytes().isPresent() && wanted.bytes().getAsLong() != tree.bytes()
        || wanted.chunksRoot().isPresent() && !wanted.chunksRoot().get().equals(tree.root());
  }

  /** The file is in the store. */
  boolean isDone() {
    return isDone;
  }

  /** Why it can never be had; asking again would not help. */
  Optional<String> failure() {
    return failure;
  }

  /** When {@link #next} may have something to ask without anything else happening. */
  long wakeAtMs() {
    return wakeAtMs;
  }

  /**
   * What to ask now.
   *
   * @param connected peers that can be asked
   */
  List<Ask> next(Collection<PublicKey> connected, long nowMs) throws IOException {
    sources.forEach((_, source) -> source.connected = false);
    connected.forEach(peer -> sources.computeIfAbsent(peer, _ -> new Source()).connected = true);
    giveUpOn(nowMs);
    var asks = new ArrayList<Ask>();
    wakeAtMs = NEVER;
    if (!isDone && failure.isEmpty()) {
      if (isTreeKnown()) {
        askForChunks(asks, nowMs);
      } else {
        askForHashes(asks, nowMs);
      }
    }
    waiting.forEach(request -> wakeAt(request.untilMs()));
    sources.values().stream()
        .filter(source -> source.connected && !source.lied && source.notBeforeMs > nowMs)
        .forEach(source -> wakeAt(source.notBeforeMs));
    return asks;
  }

  private void wakeAt(long timeMs) {
    wakeAtMs = Math.min(wakeAtMs, timeMs);
  }

  /** Requests that are overdue, or whose peer has gone. */
  private void giveUpOn(long nowMs) {
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      var request = all.next();
      var source = source(request.peer());
      if (!source.connected) {
        source.asked--;
        all.remove();
      } else if (request.untilMs() <= nowMs) {
        source.asked--;
        all.remove();
        onSilence(request.peer(), source, nowMs);
      }
    }
    if (collecting != null && !source(collecting.peer).isReady(nowMs)) {
      collecting = null;
    }
  }

  private void onSilence(PublicKey peer, Source source, long nowMs) {
    source.window = Math.max(1, source.window / 2);
    if (source.notBeforeMs <= nowMs) {
      // Many requests that fail together are one silence.
      var pause = SILENCE_PAUSE_MS << Math.min(source.silences, 10);
      source.notBeforeMs = nowMs + Math.min(PAUSE_MS_MAX, pause);
      source.silences++;
      faults.onFault(peer, Fault.NO_ANSWER);
    }
  }

  private Source source(PublicKey peer) {
    return sources.computeIfAbsent(peer, _ -> new Source());
  }

  private boolean isTreeKnown() {
    if (part == null) {
      return false;
    }
    if (wanted.chunksRoot().isPresent()) {
      return true;
    }
    if (witness != null && !isOfUse(source(witness))) {
      witness = null;
    }
    return witness != null;
  }

  private static boolean isOfUse(Source source) {
    return source.connected && !source.lied && source.silences < SILENCES_MAX;
  }

  private void askForHashes(List<Ask> asks, long nowMs) {
    if (waiting.stream().anyMatch(request -> request.part() == HASHES)) {
      return;
    }
    var peer = collecting == null ? choose(nowMs) : Optional.of(collecting.peer);
    if (peer.isPresent()) {
      var from = collecting == null ? 0 : collecting.hashes.size();
      ask(asks, peer.get(), HASHES, request().setHashesFrom(from).build(), nowMs);
    }
  }

  private ArtifactRequest.Builder request() {
    return ArtifactRequest.newBuilder().setSha256(wanted.sha256().toByteString());
  }

  private void ask(List<Ask> asks, PublicKey peer, int what, ArtifactRequest request, long nowMs) {
    source(peer).asked++;
    waiting.add(new Waiting(peer, what, nowMs + ANSWER_WITHIN_MS));
    asks.add(new Ask(peer, request));
  }

  private void askForChunks(List<Ask> asks, long nowMs) {
    var file = known();
    var count = file.tree().chunks().size();
    for (var index = nextUnasked(file, 0); index < count; index = nextUnasked(file, index + 1)) {
      var peer = chooseForChunk(nowMs);
      if (peer.isEmpty()) {
        return;
      }
      var wait = rate.take(file.tree().length(index), nowMs * NANOS_PER_MS);
      if (wait > 0) {
        wakeAt(nowMs + Math.ceilDiv(wait, NANOS_PER_MS));
        return;
      }
      ask(asks, peer.get(), index, request().setChunk(index).build(), nowMs);
    }
  }

  private int nextUnasked(PartFile file, int from) {
    var index = file.nextMissing(from);
    while (isAsked(index)) {
      index = file.nextMissing(index + 1);
    }
    return index;
  }

  private boolean isAsked(int index) {
    return waiting.stream().anyMatch(request -> request.part() == index);
  }

  private PartFile known() {
    if (part == null) {
      throw new IllegalStateException("there is no tree yet");
    }
    return part;
  }

  /** Who is least busy, and who has been silent least, in turns. */
  private Optional<PublicKey> choose(long nowMs) {
    var ready =
        sources.entrySet().stream()
            .filter(entry -> entry.getValue().isReady(nowMs))
            .filter(entry -> entry.getValue().asked < entry.getValue().window)
            .toList();
    if (ready.isEmpty()) {
      return Optional.empty();
    }
    var first = Math.floorMod(turn++, ready.size());
    var turned = new ArrayList<>(ready.subList(first, ready.size()));
    turned.addAll(ready.subList(0, first));
    return turned.stream()
        .min(
            Comparator.comparingInt((Map.Entry<PublicKey, Source> entry) ->
                    entry.getValue().silences + entry.getValue().refusals)
                .thenComparingInt(entry -> entry.getValue().asked))
        .map(Map.Entry::getKey);
  }

  private Optional<PublicKey> chooseForChunk(long nowMs) {
    if (wanted.chunksRoot().isPresent()) {
      return choose(nowMs);
    }
    return Optional.ofNullable(witness)
        .filter(peer -> source(peer).isReady(nowMs) && source(peer).asked < source(peer).window);
  }

  /** Takes an answer; whatever it is, nothing wrong is kept. */
  void onAnswer(PublicKey peer, ArtifactAnswer answer, long nowMs) throws IOException {
    if (isDone || failure.isPresent() || source(peer).lied) {
      return;
    }
    switch (answer.getPartCase()) {
      case REFUSAL -> onRefusal(peer, answer.getRefusal(), nowMs);
      case HASHES -> onHashes(peer, answer.getHashes());
      case CHUNK -> onChunk(peer, answer.getChunk());
      case PART_NOT_SET -> {}
    }
    finishIfComplete();
  }

  private void onRefusal(PublicKey peer, ArtifactRefusal refusal, long nowMs) {
    var source = source(peer);
    var before = waiting.size();
    waiting.removeIf(request -> request.peer().equals(peer));
    source.asked = 0;
    if (before == waiting.size()) {
      return;
    }
    if (refusal == ArtifactRefusal.ARTIFACT_REFUSAL_BUSY) {
      source.window = Math.max(1, source.window / 2);
      source.notBeforeMs = nowMs + BUSY_PAUSE_MS;
    } else {
      source.refusals++;
      source.notBeforeMs = nowMs + ABSENT_PAUSE_MS;
    }
  }

  /** Whether this was asked of the peer; from now on it is not any more. */
  private boolean answered(PublicKey peer, int what) {
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      var request = all.next();
      if (request.peer().equals(peer) && request.part() == what) {
        all.remove();
        source(peer).asked--;
        return true;
      }
    }
    return false;
  }

  private void onHashes(PublicKey peer, ChunkHashes answer) throws IOException {
    if (!answered(peer, HASHES)) {
      return; // too late, or never asked for
    }
    var bytes = answer.getSizeBytes();
    var known = wanted.bytes().orElse(collecting == null ? bytes : collecting.bytes);
    if (bytes < 1 || bytes > bytesMax || bytes != known) {
      onLie(peer, Fault.WRONG_SIZE);
      return;
    }
    if (collecting == null) {
      collecting = new Collecting(peer, bytes);
    }
    var from = collecting.hashes.size();
    var want = (int) Math.min(HASHES_MAX, ChunkTree.count(bytes) - from);
    if (!collecting.peer.equals(peer)
        || answer.getFrom() != from
        || answer.getHashes().size() != want * Hash.SIZE) {
      onLie(peer, Fault.WRONG_HASHES);
      return;
    }
    collecting.hashes.addAll(split(answer.getHashes()));
    onUse(source(peer));
    if (collecting.hashes.size() == ChunkTree.count(bytes)) {
      var tree = new ChunkTree(bytes, collecting.hashes);
      collecting = null;
      onTree(peer, tree);
    }
  }

  private static void onUse(Source source) {
    source.silences = 0;
    source.refusals = 0;
  }

  private static List<Hash> split(ByteString hashes) {
    var list = new ArrayList<Hash>();
    for (int i = 0; i < hashes.size(); i += Hash.SIZE) {
      list.add(Hash.of(hashes.substring(i, i + Hash.SIZE)));
    }
    return list;
  }

  private void onTree(PublicKey peer, ChunkTree tree) throws IOException {
    if (contradicts(tree)) {
      onLie(peer, Fault.WRONG_HASHES);
      return;
    }
    if (part == null || !part.tree().equals(tree)) {
      if (part != null) {
        part.discard();
      }
      part = store.begin(wanted.sha256(), tree);
    }
    witness = peer;
  }

  private void onChunk(PublicKey peer, ArtifactChunk chunk) throws IOException {
    var asked = answered(peer, chunk.getIndex());
    if (part == null || !asked) {
      return; // too late, or never asked for
    }
    if (!part.write(chunk.getIndex(), chunk.getContent().toByteArray())) {
      onLie(peer, Fault.WRONG_CHUNK);
      return;
    }
    var source = source(peer);
    onUse(source);
    source.chunks++;
    source.window = Math.min(WINDOW_MAX, source.window + 1);
  }

  /** What only the liar vouched for goes; what passed the request's own tree stays. */
  private void onLie(PublicKey peer, Fault fault) throws IOException {
    faults.onFault(peer, fault);
    var source = source(peer);
    source.lied = true;
    source.asked = 0;
    waiting.removeIf(request -> request.peer().equals(peer));
    if (collecting != null && collecting.peer.equals(peer)) {
      collecting = null;
    }
    if (witness != null && witness.equals(peer)) {
      witness = null;
      if (wanted.chunksRoot().isEmpty() && part != null) {
        part.discard();
        part = null;
      }
    }
  }

  private void finishIfComplete() throws IOException {
    if (part == null || !part.isComplete() || failure.isPresent()) {
      return;
    }
    var whole = part;
    var vouched = witness;
    part = null;
    if (store.complete(whole, wanted.sha256())) {
      isDone = true;
    } else if (wanted.chunksRoot().isPresent()) {
      failure =
          Optional.of("the chunks of root " + wanted.chunksRoot().get() + " make another file");
    } else if (vouched != null) {
      onLie(vouched, Fault.WRONG_FILE);
    }
  }

  /** Whether all these peers have said, more than once, that they do not have it, or lied. */
  boolean isNowhere(Collection<PublicKey> known) {
    return known.stream()
        .map(this::source)
        .allMatch(source -> source.lied || source.connected && source.refusals > 1);
  }

  /** For people: how far it is. */
  String progress() {
    var from = sources.values().stream().filter(source -> source.chunks > 0).count();
    var reachable = sources.values().stream().filter(source -> source.connected).count();
    var absent = sources.values().stream().filter(source -> source.refusals > 0).count();
    if (part != null) {
      return String.format(
          Locale.ROOT,
          "%d of %d chunks, from %d of %d peers",
          part.count(),
          part.tree().chunks().size(),
          from,
          reachable);
    }
    return String.format(
        Locale.ROOT, "asked %d peers, of which %d do not have it", reachable, absent);
  }

  /** Keeps what is there for another time. */
  void close() throws IOException {
    if (part != null) {
      part.close();
      part = null;
    }
  }
}

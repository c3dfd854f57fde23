package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.vote.Evidence;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One real node and its puppets: carries out the commands of a golden script, and tells each effect
 * in words. The language is described in supervisor-core/src/test/resources/consensus/README.md.
 */
final class Stage {
  private final Map<Hash, String> names = new LinkedHashMap<>();
  private final Map<String, Verified<Propose>> proposals = new LinkedHashMap<>();
  private @Nullable Actor actor;
  private EpochStart epoch = Fixture.start(4);
  private int told;

  /**
   * Does what a line says.
   *
   * @return what the node asked for, in order
   * @throws IllegalArgumentException if the line is no command
   */
  List<String> carryOut(String command) {
    var words = new Words(command);
    switch (words.next()) {
      case "node" -> start(words);
      case "epoch" -> begin(words);
      case "pool" -> pool(words);
      case "propose" -> node().hears(propose(words));
      case "prevote" -> node().hears(prevote(words));
      case "precommit" -> node().hears(precommit(words));
      case "wish" -> node().hears(wish(words));
      case "proof" -> node().hears(proof(words));
      case "timer" -> node().fires(Timer.Kind.valueOf(words.next().toUpperCase(Locale.ROOT)));
      case "connect" -> node().in(new Input.PeerConnected(key(words)));
      case "crash" -> {
        told = 0;
        node().restart(node().journal());
      }
      default -> throw new IllegalArgumentException("script: unknown command: " + command);
    }
    words.end();
    return tell();
  }

  private Actor node() {
    return Optional.ofNullable(actor).orElseThrow();
  }

  /** {@code node KEY of N}. */
  private void start(Words words) {
    int id = words.number();
    epoch = Fixture.start(words.after("of"));
    actor = new Actor(Fixture.key(id), epoch, new RoundRules());
  }

  /** {@code epoch E on NAME [validators KEY...]}. */
  private void begin(Words words) {
    var height = new Height(words.number());
    var previous = block(words.name("on"));
    var config = epoch.config();
    if (words.has("validators")) {
      var keys = words.rest().stream().map(Integer::parseInt).map(Fixture::key).toList();
      config =
          new EpochConfig(
              new ValidatorSet(keys),
              config.firstRoundTimeoutMs(),
              config.minProposeTimeoutMs(),
              config.maxProposeTimeoutMs(),
              config.blockTransactionsMax());
    }
    epoch = new EpochStart(height, previous, config, false, Optional.empty());
    node().begins(epoch);
  }

  /** {@code pool TRANSACTION...}. */
  private void pool(Words words) {
    node().pool = transactions(words.rest());
    node().in(new Input.WorkChanged(!node().pool.isEmpty()));
  }

  /** {@code propose NAME by V in round R [of epoch E] [on NAME] [with TRANSACTION...]}. */
  private Verified<Propose> propose(Words words) {
    var name = words.next();
    var author = author(words);
    int round = round(words);
    var height = height(words);
    var previous = words.has("on") ? block(words.next()) : epoch.previousHash();
    var listed = words.has("with") ? transactions(words.rest()) : List.<Hash>of();
    var proposal = sign(new Propose(author, height, round, previous, listed), words);
    name(name, proposal);
    return proposal;
  }

  /** {@code prevote NAME by V in round R [locked L] [of epoch E] [signed by KEY]}. */
  private Verified<Prevote> prevote(Words words) {
    var hash = proposal(words.next()).hash();
    var author = author(words);
    int round = round(words);
    int locked = words.has("locked") ? words.number() : 0;
    return sign(new Prevote(author, height(words), round, hash, locked), words);
  }

  /** {@code precommit NAME by V in round R [block NAME] [of epoch E] [signed by KEY]}. */
  private Verified<Precommit> precommit(Words words) {
    var proposal = proposal(words.next());
    var author = author(words);
    int round = round(words);
    var block = words.has("block") ? block(words.next()) : Fixture.blockHash(proposal);
    return sign(
        new Precommit(author, height(words), round, proposal.hash(), block, Fixture.TIME), words);
  }

  /** {@code wish by V for round R}. */
  private Verified<Wish> wish(Words words) {
    var author = author(words);
    words.expect("for");
    return sign(new Wish(author, epoch.height(), words.after("round")), words);
  }

  /** {@code proof of NAME in round R by V...}. */
  private ProofOfLock proof(Words words) {
    var hash = proposal(words.name("of")).hash();
    int round = round(words);
    words.expect("by");
    return ProofOfLock.of(
            words.rest().stream()
                .map(voter -> new ValidatorId(Integer.parseInt(voter)))
                .map(voter -> sign(new Prevote(voter, epoch.height(), round, hash, 0), words))
                .toList())
        .orElseThrow();
  }

  private <M extends Message> Verified<M> sign(M message, Words words) {
    if (words.has("signed")) {
      words.expect("by");
      return Fixture.sign(message, key(words));
    }
    var keys = epoch.config().validators();
    return Fixture.sign(
        message, keys.key(message.validator()).orElse(Fixture.key(message.validator().value())));
  }

  private static ValidatorId author(Words words) {
    return new ValidatorId(words.after("by"));
  }

  private static int round(Words words) {
    words.expect("in");
    return words.after("round");
  }

  /** {@code [of epoch E]}. */
  private Height height(Words words) {
    if (words.has("of")) {
      return new Height(words.after("epoch"));
    }
    return epoch.height();
  }

  private static PublicKey key(Words words) {
    return Fixture.key(words.number());
  }

  private Verified<Propose> proposal(String name) {
    return Optional.ofNullable(proposals.get(name))
        .orElseThrow(() -> new IllegalArgumentException("script: no proposal " + name));
  }

  private Hash block(String name) {
    return Fixture.blockHash(proposal(name));
  }

  private void name(String name, Verified<Propose> proposal) {
    names.put(proposal.hash(), name);
    proposals.put(name, proposal);
  }

  private List<Hash> transactions(List<String> words) {
    return words.stream()
        .map(word -> {
          var hash = Fixture.hash(word);
          names.put(hash, word);
          return hash;
        })
        .toList();
  }

  // What the node does, in words.

  private List<String> tell() {
    var effects = node().effects;
    var lines = effects.subList(told, effects.size()).stream().map(this::text).toList();
    told = effects.size();
    return lines.isEmpty() ? List.of("nothing") : lines;
  }

  private String text(Effect effect) {
    return switch (effect) {
      case Effect.KeepProposal(var proposal) -> "journal proposal " + name(proposal.hash());
      case Effect.RecordLock(var proof) -> "journal lock: " + text(proof);
      case Effect.RecordRound(var height, var round) -> "journal round " + round;
      case Effect.Sign(var draft) -> "sign " + text(draft.message(), draft.hash());
      case Effect.SendWish(var draft) -> "send all " + text(draft.message(), draft.hash());
      case Effect.Broadcast(var message) -> "send all " + text(message.message(), message.hash());
      case Effect.BroadcastProofOfLock(var proof) -> "send all proof: " + text(proof);
      case Effect.Send(var peer, var message) ->
          "send " + key(peer) + " " + text(message.message(), message.hash());
      case Effect.SendProofOfLock(var peer, var proof) ->
          "send " + key(peer) + " proof: " + text(proof);
      case Effect.RequestProposal(var peer, var height, var hash) ->
          "ask " + key(peer) + " for proposal " + name(hash);
      case Effect.RequestTransactions(var peer, var hash, var wanted) ->
          "ask " + key(peer) + " for transactions of " + name(hash) + ":" + names(wanted);
      case Effect.RequestProofOfLock(var peer, var height, var round, var hash) ->
          "ask %s for the proof of %s in round %d".formatted(key(peer), name(hash), round);
      case Effect.RequestPool(var peer) -> "ask " + key(peer) + " for its pool";
      case Effect.Schedule(var timer, var atMs) ->
          "set timer %s to %d ms".formatted(timer.kind().name().toLowerCase(Locale.ROOT), atMs);
      case Effect.CheckProposal(var proposal) -> "check " + name(proposal.hash());
      case Effect.SelectTransactions(var height, var round) -> "select transactions";
      case Effect.Execute(var proposal) -> "execute " + name(proposal.hash());
      case Effect.Commit(var decision) ->
          "commit %s in epoch %d, by precommits of round %d:%s"
              .formatted(
                  name(decision.proposal().hash()),
                  decision.epoch().value(),
                  decision.round(),
                  voters(decision.precommits()));
      case Effect.ReportEvidence(Evidence(var first, var second)) ->
          "report evidence: %s; %s"
              .formatted(
                  text(first.message(), first.hash()), text(second.message(), second.hash()));
      case Effect.Halt(var height, var reason) -> "halt: " + reason;
    };
  }

  private String text(Message message, Hash hash) {
    return switch (message) {
      case Propose propose -> {
        names.computeIfAbsent(hash, unnamed -> "own" + propose.epoch().value() + propose.round());
        proposals.computeIfAbsent(names.get(hash), unnamed -> Fixture.sign(propose, node().self));
        yield "proposal %s by %s in round %d:%s"
            .formatted(
                name(hash), propose.validator(), propose.round(), names(propose.transactions()));
      }
      case Prevote prevote ->
          "prevote %s by %s in round %d%s"
              .formatted(
                  name(prevote.proposeHash()),
                  prevote.validator(),
                  prevote.round(),
                  prevote.lockedRound() == 0 ? "" : ", locked in round " + prevote.lockedRound());
      case Precommit precommit ->
          "precommit %s by %s in round %d"
              .formatted(name(precommit.proposeHash()), precommit.validator(), precommit.round());
      case Wish wish -> "wish by %s for round %d".formatted(wish.validator(), wish.round());
    };
  }

  private String text(ProofOfLock proof) {
    return "prevotes for %s in round %d:%s"
        .formatted(name(proof.proposeHash()), proof.round(), voters(proof.prevotes()));
  }

  private static String voters(List<? extends Verified<? extends Message>> votes) {
    return votes.stream()
        .map(vote -> " " + vote.message().validator())
        .collect(Collectors.joining());
  }

  private String names(List<Hash> hashes) {
    return hashes.stream().map(hash -> " " + name(hash)).collect(Collectors.joining());
  }

  private String name(Hash hash) {
    return Optional.ofNullable(names.get(hash)).orElse("unknown");
  }

  /** The number that the key has in scripts. */
  private static String key(PublicKey key) {
    return Integer.toString(key.toBytes()[0]);
  }

  /** The words of a command. */
  private static final class Words {
    private final String command;
    private final List<String> words;
    private int at;

    Words(String command) {
      this.command = command;
      this.words = Arrays.asList(command.strip().split("\\s+"));
    }

    String next() {
      if (at == words.size()) {
        throw new IllegalArgumentException("script: too short: " + command);
      }
      return words.get(at++);
    }

    int number() {
      return Integer.parseInt(next());
    }

    void expect(String word) {
      if (!next().equals(word)) {
        throw new IllegalArgumentException("script: want \"" + word + "\": " + command);
      }
    }

    int after(String word) {
      expect(word);
      return number();
    }

    String name(String word) {
      expect(word);
      return next();
    }

    /** Whether this word is next; then it is passed over. */
    boolean has(String word) {
      boolean there = at < words.size() && words.get(at).equals(word);
      at += there ? 1 : 0;
      return there;
    }

    List<String> rest() {
      var rest = words.subList(at, words.size());
      at = words.size();
      return rest;
    }

    void end() {
      if (at < words.size()) {
        throw new IllegalArgumentException("script: too long: " + command);
      }
    }
  }
}

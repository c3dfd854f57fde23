package io.supervisor.client;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofError;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.GetLedgerStatusResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Judges blocks by the validators that are trusted, and follows changes of them. Thread-safe. */
final class Verifier {
  static final String CONFIG_INDEX = "core.consensus_config";

  private final Trust trust;
  private final Nodes nodes;
  private final Duration limit;
  private final ConfigHistory history;
  private @Nullable ValidatorSets sets;
  private @Nullable Hash genesis;

  Verifier(Trust trust, Nodes nodes, Duration limit) {
    this.trust = trust;
    this.nodes = nodes;
    this.limit = limit;
    this.history = new ConfigHistory(limit);
    if (trust instanceof Trust.Validators validators) {
      sets = ValidatorSets.of(validators.consensusKeys());
    } else if (trust instanceof Trust.Genesis known) {
      genesis = known.hash();
    }
  }

  /** Hash of genesis, if it is trusted. */
  synchronized Optional<Hash> genesis() {
    return Optional.ofNullable(genesis);
  }

  /** The block, once it is verified; fails with {@link UnverifiedException}. */
  CompletableFuture<VerifiedBlock> block(Node node, BlockProof proof) {
    return trusted()
        .thenCompose(known -> {
          var verdict = known.check(proof);
          return mayBeByOthers(verdict)
              ? follow(node).thenApply(newer -> believe(node, newer.check(proof)))
              : CompletableFuture.completedFuture(believe(node, verdict));
        });
  }

  /** What is proven. */
  static <T> T believe(Node node, Checked<T> verdict) {
    if (verdict instanceof Checked.Refused<T> refused) {
      throw new UnverifiedException(node.name(), refused.error());
    }
    return verdict.orElseThrow();
  }

  static UnverifiedException lie(Node node, Reason reason, String detail) {
    return new UnverifiedException(node.name(), new ProofError(reason, detail));
  }

  private static boolean mayBeByOthers(Checked<?> verdict) {
    return verdict instanceof Checked.Refused<?> refused
        && (refused.error().reason() == Reason.WRONG_AUTHOR
            || refused.error().reason() == Reason.PRECOMMIT_COUNT);
  }

  /** Consensus keys of the newest validators that are trusted. */
  CompletableFuture<List<PublicKey>> validators() {
    return trusted().thenApply(ValidatorSets::newest);
  }

  private CompletableFuture<ValidatorSets> trusted() {
    synchronized (this) {
      if (sets != null) {
        return CompletableFuture.completedFuture(sets);
      }
    }
    return meet();
  }

  /**
   * Comes to trust the present validators: at once, if enough of those trusted before are still
   * among them, else from one configuration to the next.
   */
  private CompletableFuture<ValidatorSets> follow(Node node) {
    return status(node)
        .thenApply(status -> Claim.of(node, status))
        .thenCompose(claim -> {
          var present = current();
          var atOnce = present.follow(claim.proven().proof().blockProof(), claim.proven().config());
          return atOnce.isValid()
              ? CompletableFuture.completedFuture(atOnce.orElseThrow())
              : history.from(node, present);
        })
        .thenApply(this::adopt);
  }

  private CompletableFuture<ValidatorSets> meet() {
    if (trust instanceof Trust.Genesis known) {
      return nodes
          .call(
              limit.multipliedBy(nodes.all().size()),
              limit,
              (node, time) -> history.fromGenesis(node, known.hash()))
          .thenApply(this::adopt);
    }
    return meetAnyone();
  }

  /** First contact without a root of trust: asks all nodes who the validators are. */
  private CompletableFuture<ValidatorSets> meetAnyone() {
    var answers = nodes.all().stream().map(this::claim).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((done, thrown) -> agree(answers));
  }

  private CompletableFuture<Claim> claim(Node node) {
    return status(node).thenApply(status -> Claim.of(node, status).orLie(node));
  }

  private ValidatorSets agree(List<CompletableFuture<Claim>> answers) {
    var votes = new HashMap<Claim.Subject, Integer>();
    Throwable failure = null;
    for (var answer : answers) {
      if (answer.isCompletedExceptionally()) {
        failure = answer.handle((claim, thrown) -> Nodes.unwrap(thrown)).join();
      } else {
        votes.merge(answer.join().subject(), 1, Integer::sum);
      }
    }
    if (votes.size() > 1) {
      throw lie(
          nodes.all().get(0),
          Reason.WRONG_AUTHOR,
          "the nodes do not agree on who the validators are: "
              + votes.size()
              + " different answers; name the network (Trust.genesis), or its validators");
    }
    for (var vote : votes.entrySet()) {
      if (vote.getValue() > nodes.all().size() / 2) {
        return adopt(vote.getKey());
      }
    }
    if (failure instanceof SupervisorException known) {
      throw known;
    }
    throw lie(
        nodes.all().get(0),
        Reason.WRONG_AUTHOR,
        "too few nodes agree on who the validators are: " + votes.values());
  }

  private synchronized ValidatorSets adopt(Claim.Subject subject) {
    if (sets == null) {
      genesis = subject.genesis();
    }
    return adopt(ValidatorSets.of(subject.consensusKeys()));
  }

  /** Of what several calls have found at the same time, that counts which goes on from the rest. */
  private synchronized ValidatorSets adopt(ValidatorSets found) {
    if (sets == null || found.isLaterThan(sets)) {
      sets = found;
    }
    return sets;
  }

  private synchronized ValidatorSets current() {
    if (sets == null) {
      throw new IllegalStateException("nothing is trusted yet");
    }
    return sets;
  }

  private CompletableFuture<GetLedgerStatusResponse> status(Node node) {
    var request = GetLedgerStatusRequest.newBuilder().setWithProof(true).build();
    return Unary.call(
        node,
        observer ->
            node.stub(LedgerServiceGrpc::newStub, limit).getLedgerStatus(request, observer));
  }

  /** What a node says of the network and its validators, at a first contact. */
  private record Claim(Hash genesis, ProvenConfig proven) {
    /** What nodes at different heights should agree on. */
    record Subject(Hash genesis, List<PublicKey> consensusKeys) {}

    static Claim of(Node node, GetLedgerStatusResponse status) {
      var proven = ProvenConfig.of(node, status.getConsensusConfig(), status.getConfigProof());
      try {
        return new Claim(Hash.of(status.getGenesisHash()), proven);
      } catch (IllegalArgumentException e) {
        throw lie(node, Reason.MALFORMED, String.valueOf(e.getMessage()));
      }
    }

    /** Refuses what even a first contact does not believe. */
    Claim orLie(Node node) {
      var block = proven.proof().blockProof();
      believe(
          node,
          proven.isOfGenesis()
              ? block.check(genesis)
              : block.check(proven.config().consensusKeys()));
      return this;
    }

    Subject subject() {
      return new Subject(genesis, proven.config().consensusKeys());
    }
  }
}

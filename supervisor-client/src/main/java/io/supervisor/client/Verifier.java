package io.supervisor.client;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.IndexProof;
import io.supervisor.api.proof.ProofError;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.GetLedgerStatusResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.wire.Config;
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
  private @Nullable ValidatorSets sets;
  private @Nullable Hash genesis;

  Verifier(Trust trust, Nodes nodes, Duration limit) {
    this.trust = trust;
    this.nodes = nodes;
    this.limit = limit;
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

  private CompletableFuture<ValidatorSets> follow(Node node) {
    return status(node).thenApply(status -> follow(node, Claim.of(node, status)));
  }

  private synchronized ValidatorSets follow(Node node, Claim claim) {
    if (sets == null) {
      throw new IllegalStateException("nothing is trusted yet");
    }
    sets = believe(node, sets.follow(claim.proof().blockProof(), claim.config()));
    return sets;
  }

  /** First contact: asks all nodes who the validators are. */
  private CompletableFuture<ValidatorSets> meet() {
    var answers = nodes.all().stream().map(this::claim).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((done, thrown) -> agree(answers));
  }

  private CompletableFuture<Claim> claim(Node node) {
    return status(node).thenApply(status -> Claim.of(node, status).orLie(node, trust));
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
    for (var vote : votes.entrySet()) {
      var honest = (vote.getKey().consensusKeys().size() - 1) / 3 + 1;
      if (vote.getValue() >= Math.min(honest, nodes.all().size())) {
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
      sets = ValidatorSets.of(subject.consensusKeys());
      genesis = subject.genesis();
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

  /** What a node says of the validators, consistent in itself. */
  private record Claim(Hash genesis, ConsensusConfig config, IndexProof proof) {
    /** What nodes at different heights should agree on. */
    record Subject(Hash genesis, List<PublicKey> consensusKeys) {}

    static Claim of(Node node, GetLedgerStatusResponse status) {
      try {
        var wire = Canonical.parse(Config.parser(), status.getConsensusConfig().toByteString());
        return new Claim(
                Hash.of(status.getGenesisHash()),
                Canonical.fromWire(wire),
                ProofMessages.fromWire(status.getConfigProof()))
            .consistent(node);
      } catch (IllegalArgumentException e) {
        throw lie(node, Reason.MALFORMED, String.valueOf(e.getMessage()));
      }
    }

    /** The configuration is that of the block's state. */
    private Claim consistent(Node node) {
      var hash = Canonical.hash(Canonical.fromWire(proof.blockProof().block()));
      // Only for the state hash: whether the block is one to be trusted is asked elsewhere.
      var block = believe(node, proof.blockProof().check(hash));
      var index = believe(node, block.index(proof.indexProof(), CONFIG_INDEX));
      if (!index.equals(Canonical.hash(Canonical.toWire(config)))) {
        throw lie(node, Reason.WRONG_HASH, "the configuration is not the one that is proven");
      }
      return this;
    }

    /** Refuses what even a first contact does not believe. */
    Claim orLie(Node node, Trust trust) {
      if (trust instanceof Trust.Genesis known && !known.hash().equals(genesis)) {
        throw lie(node, Reason.WRONG_HASH, "genesis: got " + genesis + ", want " + known.hash());
      }
      var block = proof.blockProof();
      believe(
          node,
          block.block().getHeight() == 0
              ? block.check(genesis)
              : block.check(config.consensusKeys()));
      return this;
    }

    Subject subject() {
      return new Subject(genesis, config.consensusKeys());
    }
  }
}

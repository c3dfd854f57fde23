package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.consensus.Input;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The proposals of the present epoch: what the parent state says about them, and what their
 * execution gave. Whether one is valid depends on the parent state alone, so all nodes agree (H10).
 */
final class Proposals {
  private final Chain chain;
  private final Bodies bodies;

  /** What each proposal lacks: never empty. */
  private final Map<Hash, Set<Hash>> incomplete = new LinkedHashMap<>();

  private final Map<Hash, ExecutedBlock> executed = new LinkedHashMap<>();

  Proposals(Chain chain, Bodies bodies) {
    this.chain = chain;
    this.bodies = bodies;
  }

  Input.ProposalChecked check(Verified<Propose> proposal) {
    var hash = proposal.hash();
    var transactions = proposal.message().transactions();
    incomplete.remove(hash);
    var problem = problem(transactions);
    if (problem.isPresent()) {
      return new Input.ProposalChecked(hash, new Input.Verdict.Invalid(problem.get()));
    }
    var missing = bodies.missing(transactions);
    if (missing.isEmpty()) {
      return new Input.ProposalChecked(hash, new Input.Verdict.Valid());
    }
    incomplete.put(hash, new HashSet<>(missing));
    bodies.want(missing);
    return new Input.ProposalChecked(hash, new Input.Verdict.Incomplete(missing));
  }

  /** New answers for those that lacked this transaction and nothing else, or cannot have it. */
  List<Input.ProposalChecked> onTransaction(Hash transaction) {
    if (incomplete.isEmpty() || bodies.find(transaction).isEmpty()) {
      return List.of();
    }
    var changed = new ArrayList<Input.ProposalChecked>();
    for (var entry : List.copyOf(incomplete.entrySet())) {
      var missing = entry.getValue();
      if (missing.remove(transaction)) {
        verdict(transaction, missing)
            .ifPresent(verdict -> {
              incomplete.remove(entry.getKey());
              changed.add(new Input.ProposalChecked(entry.getKey(), verdict));
            });
      }
    }
    return changed;
  }

  private Optional<Input.Verdict> verdict(Hash came, Set<Hash> stillMissing) {
    Optional<Input.Verdict> invalid = problem(came).map(Input.Verdict.Invalid::new);
    return invalid.isPresent() || !stillMissing.isEmpty()
        ? invalid
        : Optional.of(new Input.Verdict.Valid());
  }

  /** Executes unless that was done. Requires a valid proposal. */
  ExecutedBlock execute(Verified<Propose> proposal) {
    var known = executed.get(proposal.hash());
    if (known != null) {
      return known;
    }
    var message = proposal.message();
    var block =
        chain.execute(
            new BlockContents(
                message.epoch(), message.validator(), bodies.all(message.transactions())));
    executed.put(proposal.hash(), block);
    return block;
  }

  /** The result of an execution that gave this block. */
  Optional<ExecutedBlock> executed(Hash block) {
    return executed.values().stream().filter(result -> result.hash().equals(block)).findFirst();
  }

  void beginEpoch() {
    incomplete.clear();
    executed.clear();
  }

  /** What makes a proposal invalid, as far as its known transactions show. */
  private Optional<String> problem(List<Hash> transactions) {
    var seen = new HashSet<Hash>();
    for (var hash : transactions) {
      var problem =
          seen.add(hash) ? problem(hash) : Optional.of("transaction " + hash + " is listed twice");
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** What waits in the pool is in no block: it was looked up when it came, and leaves with one. */
  private Optional<String> problem(Hash transaction) {
    if (!bodies.isPooled(transaction) && chain.location(transaction).isPresent()) {
      return Optional.of("transaction " + transaction + " is committed");
    }
    return bodies
        .find(transaction)
        .flatMap(body -> chain.view().refusal(body.instance()))
        .map(refusal -> "transaction " + transaction + ": " + refusal.description());
  }
}

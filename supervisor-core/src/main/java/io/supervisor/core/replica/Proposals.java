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

/**
 * The proposals of the present epoch: what the parent state says about them, and what their
 * execution gave. Whether one is valid depends on the parent state alone, so all nodes agree (H10).
 */
final class Proposals {
  private final Chain chain;
  private final Bodies bodies;
  private final Map<Hash, Propose> incomplete = new LinkedHashMap<>();
  private final Map<Hash, ExecutedBlock> executed = new LinkedHashMap<>();

  Proposals(Chain chain, Bodies bodies) {
    this.chain = chain;
    this.bodies = bodies;
  }

  Input.ProposalChecked check(Verified<Propose> proposal) {
    return check(proposal.hash(), proposal.message());
  }

  /** New answers for those that lacked this transaction and do not any more. */
  List<Input.ProposalChecked> onTransaction(Hash transaction) {
    var changed = new ArrayList<Input.ProposalChecked>();
    for (var entry : List.copyOf(incomplete.entrySet())) {
      if (entry.getValue().transactions().contains(transaction)) {
        var answer = check(entry.getKey(), entry.getValue());
        if (!(answer.verdict() instanceof Input.Verdict.Incomplete)) {
          changed.add(answer);
        }
      }
    }
    return changed;
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

  private Input.ProposalChecked check(Hash hash, Propose proposal) {
    var problem = problem(proposal);
    if (problem.isPresent()) {
      incomplete.remove(hash);
      return new Input.ProposalChecked(hash, new Input.Verdict.Invalid(problem.get()));
    }
    var missing = bodies.missing(proposal.transactions());
    if (!missing.isEmpty()) {
      incomplete.put(hash, proposal);
      bodies.want(missing);
      return new Input.ProposalChecked(hash, new Input.Verdict.Incomplete(missing));
    }
    incomplete.remove(hash);
    return new Input.ProposalChecked(hash, new Input.Verdict.Valid());
  }

  /** What makes the proposal invalid, as far as its known transactions show. */
  private Optional<String> problem(Propose proposal) {
    var seen = new HashSet<Hash>();
    for (var hash : proposal.transactions()) {
      if (!seen.add(hash)) {
        return Optional.of("transaction " + hash + " is listed twice");
      }
      if (chain.location(hash).isPresent()) {
        return Optional.of("transaction " + hash + " is committed");
      }
      var refusal = bodies.find(hash).flatMap(body -> chain.view().refusal(body.instance()));
      if (refusal.isPresent()) {
        return Optional.of("transaction " + hash + ": " + refusal.get().description());
      }
    }
    return Optional.empty();
  }
}

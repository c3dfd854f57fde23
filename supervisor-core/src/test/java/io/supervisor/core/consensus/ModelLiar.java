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
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.ArrayList;
import java.util.List;

/**
 * A validator that sees everything that is ever said and does what may hurt: several proposals,
 * votes for all sides to some, proofs of lock to one, wishes out of nowhere, old messages again.
 */
final class ModelLiar {
  private static final int ROUNDS_AHEAD = 2;

  private final ModelWorld world;
  private final ValidatorId id;
  private final PublicKey self;

  ModelLiar(ModelWorld world, int id) {
    this.world = world;
    this.id = new ValidatorId(id);
    this.self = Fixture.key(id);
  }

  void begin() {
    world.at(world.random.nextInt(40), this::act);
  }

  private void act() {
    if (!world.chaos()) {
      return;
    }
    begin();
    var near = world.nodes.get(world.random.nextInt(world.nodes.size()));
    var epoch = new Height(near.chain.size() + 1);
    int round = 1 + world.random.nextInt(1 + highestRound(epoch) + ROUNDS_AHEAD);
    switch (world.random.nextInt(7)) {
      case 0 -> propose(near, epoch, round);
      case 1, 2 -> vote(epoch, round);
      case 3 -> precommit(epoch, round);
      case 4 -> tell(new Wish(id, epoch, round + 1));
      case 5 -> proof(epoch);
      default -> replay();
    }
  }

  private int highestRound(Height epoch) {
    return world.said.stream()
        .map(Verified::message)
        .filter(message -> message.epoch().equals(epoch))
        .mapToInt(Message::round)
        .max()
        .orElse(1);
  }

  private void propose(ModelNode near, Height epoch, int round) {
    var validators = Fixture.validators(ModelWorld.VALIDATORS);
    for (int guess = round; guess < round + ModelWorld.VALIDATORS; guess++) {
      if (validators.leader(epoch, guess).equals(id)) {
        var previous = near.chain.isEmpty() ? Fixture.GENESIS : near.chain.getLast().blockHash();
        var transactions = new ArrayList<Hash>();
        for (int count = world.random.nextInt(3);
            count > 0 && !world.transactions.isEmpty();
            count--) {
          transactions.add(world.transactions.get(world.random.nextInt(world.transactions.size())));
        }
        tell(new Propose(id, epoch, guess, previous, transactions));
        return;
      }
    }
  }

  private void vote(Height epoch, int round) {
    var proposals = proposalsOf(epoch);
    if (!proposals.isEmpty()) {
      var hash = any(proposals).hash();
      tell(new Prevote(id, epoch, round, hash, world.random.nextInt(round)));
    }
  }

  private void precommit(Height epoch, int round) {
    var proposals = proposalsOf(epoch);
    if (!proposals.isEmpty()) {
      var block = Fixture.blockHash(any(proposals));
      tell(new Precommit(id, epoch, round, any(proposals).hash(), block, Fixture.TIME));
    }
  }

  /** Whatever quorum of prevotes exists, its own vote added, to one node. */
  private void proof(Height epoch) {
    var all =
        world.said.stream()
            .filter(message -> message.message() instanceof Prevote)
            .map(message -> message.as(Prevote.class))
            .filter(message -> message.message().epoch().equals(epoch))
            .toList();
    if (all.isEmpty()) {
      return;
    }
    var model = any(all).message();
    var votes = new ArrayList<Verified<Prevote>>();
    for (var vote : all) {
      boolean same =
          vote.message().round() == model.round()
              && vote.message().proposeHash().equals(model.proposeHash());
      if (same && votes.stream().noneMatch(other -> other.author().equals(vote.author()))) {
        votes.add(vote);
      }
    }
    if (votes.stream().noneMatch(vote -> vote.author().equals(self))) {
      votes.add(Fixture.sign(new Prevote(id, epoch, model.round(), model.proposeHash(), 0)));
    }
    var to = any(world.nodes);
    ProofOfLock.of(votes)
        .ifPresent(proof ->
            world.send(to.self, node -> node.in(new Input.ProofOfLockReceived(self, proof))));
  }

  private void replay() {
    if (!world.said.isEmpty()) {
      var message = any(world.said);
      world.send(any(world.nodes).self, node -> node.in(new Input.MessageReceived(self, message)));
    }
  }

  /** Some hear it, some do not. */
  private void tell(Message message) {
    var signed = Fixture.sign(message, self);
    world.leaves(signed);
    for (var node : world.nodes) {
      if (world.random.nextInt(3) > 0) {
        world.send(node.self, to -> to.in(new Input.MessageReceived(self, signed)));
      }
    }
  }

  private List<Verified<Propose>> proposalsOf(Height epoch) {
    return world.proposals.values().stream()
        .filter(proposal -> proposal.message().epoch().equals(epoch))
        .toList();
  }

  private <T> T any(List<T> list) {
    return list.get(world.random.nextInt(list.size()));
  }
}

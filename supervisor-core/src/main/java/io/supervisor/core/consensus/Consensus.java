package io.supervisor.core.consensus;

import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.round.RoundPace;
import io.supervisor.core.consensus.round.RoundRules;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Agreement on one block after another, as validator or auditor; the rules stand in
 * docs/consensus.md. Used by one thread. The same inputs at the same times give the same effects.
 *
 * <pre>
 * Started or EpochBegan -> deciding -> Commit -> waiting for EpochBegan
 *                                   -> Halt   -> waiting for EpochBegan
 * </pre>
 *
 * No input made from what peers send makes {@link #step} throw; a broken promise of the shell does.
 */
public final class Consensus {
  private final PublicKey self;
  private final EpochStart first;
  private final Restored restored;
  private final RoundRules rules;
  private final Outbox out = new Outbox(new Now(Long.MIN_VALUE, Instant.EPOCH));
  private final RoundPace pace = new RoundPace();
  private NextEpochMessages next;
  private @Nullable EpochRun run;

  /**
   * Nothing happens until {@link Input.Started}.
   *
   * @param self consensus key of this node; an auditor if it is not among the validators
   * @param start the epoch after the last block stored
   * @param restored what the journal holds of that epoch
   */
  public Consensus(PublicKey self, EpochStart start, Restored restored) {
    this(self, start, restored, new RoundRules());
  }

  /** With other rules of voting, to show in tests what a rule is for. */
  Consensus(PublicKey self, EpochStart start, Restored restored, RoundRules rules) {
    this.self = self;
    this.first = start;
    this.restored = restored;
    this.rules = rules;
    this.next = new NextEpochMessages(start.config().validators());
  }

  /**
   * Takes one input.
   *
   * @param now at least the time of the input before
   * @return what to do, in this order
   * @throws IllegalStateException if {@link Input.Started} does not come first and once
   * @throws IllegalArgumentException if {@link Input.EpochBegan} does not go up
   */
  public List<Effect> step(Now now, Input input) {
    out.begin(now);
    if (input instanceof Input.Started) {
      start();
    } else {
      dispatch(running(), input);
    }
    return out.drain();
  }

  private void start() {
    if (run != null) {
      throw new IllegalStateException("consensus: started twice");
    }
    begin(first, restored);
  }

  private EpochRun running() {
    if (run == null) {
      throw new IllegalStateException("consensus: not started");
    }
    return run;
  }

  private void dispatch(EpochRun current, Input input) {
    switch (input) {
      case Input.MessageReceived received -> onMessage(current, received);
      case Input.ProofOfLockReceived(var from, var proof) -> current.onProofOfLock(proof);
      case Input.OwnMessageDurable(var message) -> current.onOwnDurable(message);
      case Input.ProposalChecked checked -> current.onChecked(checked);
      case Input.TransactionsSelected selected -> current.onSelected(selected);
      case Input.Executed executed -> current.onExecuted(executed);
      case Input.WorkChanged(var work) -> current.onWork(work);
      case Input.TimerFired(var timer) -> current.onTimer(timer);
      case Input.ProposalRequested request -> current.onProposalRequested(request);
      case Input.ProofOfLockRequested request -> current.onProofRequested(request);
      case Input.PeerConnected(var peer) -> current.onPeerConnected(peer);
      case Input.EpochBegan(var start) -> onEpochBegan(current, start);
      case Input.Started started -> throw new IllegalStateException("consensus: started twice");
    }
  }

  private void onMessage(EpochRun current, Input.MessageReceived received) {
    var epoch = received.message().message().epoch();
    if (epoch.equals(current.epoch())) {
      current.onMessage(received.message());
    } else if (epoch.equals(current.epoch().next())) {
      next.add(received);
    }
  }

  private void onEpochBegan(EpochRun current, EpochStart start) {
    if (start.height().compareTo(current.epoch()) <= 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "epoch: got %s after %s", start.height(), current.epoch()));
    }
    var early = next.all();
    begin(start, Restored.nothing());
    early.forEach(received -> onMessage(running(), received));
  }

  private void begin(EpochStart start, Restored memory) {
    next = new NextEpochMessages(start.config().validators());
    run = new EpochRun(new EpochContext(self, start, rules, out), pace);
    run.begin(memory);
  }
}

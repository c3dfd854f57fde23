package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.round.RoundPace;
import io.supervisor.core.consensus.round.RoundVoices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When to propose, and when to leave a round (docs/consensus.md, clauses 33 to 39). Compares
 * moments with the clock at every input, so a timer that comes late, early or twice does no harm.
 */
final class Pacing {
  /** How far ahead a height may be that shortens the wait for an empty block. */
  static final long AWAITED_BLOCKS_MAX = 600;

  /** Least time of a block that is made only because a height is awaited. */
  static final long AWAITED_FLOOR_MS = 200;

  static final long WISH_REPEAT_MS = 250;

  /** Least time between two requests for the pool of one peer. */
  static final long POOL_REQUEST_MS = 200;

  private static final long NEVER = Long.MAX_VALUE;

  private final EpochContext context;
  private final Outbox out;
  private final Alarms alarms;
  private final RoundPace pace;
  private final RoundVoices voices;
  private final boolean awaited;
  private final long beganMs;
  private final Map<PublicKey, Long> poolRequestedMs = new HashMap<>();

  private long enteredMs;

  /** Since when the pool holds work. */
  private long workMs = NEVER;

  /** Since when this round could have begun to decide something. */
  private long activeMs = NEVER;

  private int wish;
  private long wishRepeatMs;
  private boolean selecting;

  /** The pool spoke up while it was selecting. */
  private boolean workHeard;

  /** The pool said it holds work, and then had nothing to select. */
  private boolean nothingSelected;

  Pacing(EpochContext context, Alarms alarms, RoundPace pace) {
    this.context = context;
    this.out = context.out;
    this.alarms = alarms;
    this.pace = pace;
    this.voices = new RoundVoices(context.validators());
    this.beganMs = out.nowMs();
    this.awaited =
        context
            .start
            .awaitedHeight()
            .filter(height -> height.value() - context.epoch().value() <= AWAITED_BLOCKS_MAX)
            .isPresent();
    onWork(context.start.work());
  }

  void entered() {
    enteredMs = out.nowMs();
    activeMs = NEVER;
    wishRepeatMs = enteredMs + WISH_REPEAT_MS;
    selecting = false;
    nothingSelected = false;
    alarms.at(Timer.Kind.CEILING, ceilingMs());
  }

  void onWork(boolean work) {
    nothingSelected = false;
    workHeard |= work;
    workMs = work ? Math.min(workMs, out.nowMs()) : NEVER;
  }

  void seenIn(ValidatorId validator, int round) {
    voices.seenIn(validator, round);
  }

  /** Requires a wish of the validator with this key. */
  void onWish(Wish message, PublicKey author) {
    voices.wishes(message.validator(), message.round());
    boolean known = workMs != NEVER || awaited;
    if (known || context.me.isEmpty() || author.equals(context.self)) {
      return;
    }
    Long before = poolRequestedMs.get(author);
    if (before == null || out.nowMs() - before >= POOL_REQUEST_MS) {
      poolRequestedMs.put(author, out.nowMs());
      out.add(new Effect.RequestPool(author));
    }
  }

  /** The round to be in, by what others say and by the clock; may be one left behind. */
  int roundWanted() {
    int byClock = out.nowMs() >= ceilingMs() ? context.state.round() + 1 : 0;
    int byVoices = Math.max(voices.reached(), voices.agreed());
    return Math.min(Math.max(byClock, byVoices), Message.ROUND_MAX);
  }

  /** Does what the time asks for in this round. */
  void update(boolean underway) {
    propose();
    noteActivity(underway);
    wish();
  }

  void onSelected(int round, List<Hash> transactions) {
    if (!selecting || round != context.state.round()) {
      return;
    }
    selecting = false;
    if (!context.rules.mayPropose(context.state)) {
      return;
    }
    if (transactions.isEmpty() && round == 1 && out.nowMs() < idleProposeMs()) {
      nothingSelected = !workHeard;
      return;
    }
    var draft =
        Draft.of(
            new Propose(
                context.validators().leader(context.epoch(), round),
                context.epoch(),
                round,
                context.start.previousHash(),
                transactions));
    context.state = context.state.proposed(round, draft.hash());
    out.add(new Effect.Sign(draft));
  }

  /** Learns from a decision in this round. */
  void decided() {
    if (activeMs != NEVER) {
      pace.decidedAfter(Math.max(0, out.nowMs() - activeMs));
    }
  }

  private void propose() {
    if (selecting
        || !context.leads(context.state.round())
        || !context.rules.mayPropose(context.state)) {
      return;
    }
    long due = proposeMs();
    if (out.nowMs() < due) {
      alarms.at(Timer.Kind.PROPOSE, due);
    } else {
      selecting = true;
      workHeard = false;
      out.add(new Effect.SelectTransactions(context.epoch(), context.state.round()));
    }
  }

  private void noteActivity(boolean underway) {
    boolean work = workMs != NEVER || awaited;
    if (!work && !underway) {
      activeMs = NEVER;
      return;
    }
    activeMs = Math.min(activeMs, underway ? out.nowMs() : NEVER);
    if (work) {
      activeMs = Math.min(activeMs, context.state.round() == 1 ? proposeMs() : workedFromMs());
    }
    alarms.at(Timer.Kind.SHORT_DEADLINE, shortDeadlineMs());
  }

  private void wish() {
    int round = context.state.round();
    int failed = activeMs != NEVER && out.nowMs() >= shortDeadlineMs() ? round + 1 : 0;
    int wanted = Math.max(Math.max(wish, failed), voices.wishToJoin());
    if (context.me.isEmpty() || wanted <= round || wanted > Message.ROUND_MAX) {
      return;
    }
    if (wanted > wish || out.nowMs() >= wishRepeatMs) {
      wish = wanted;
      voices.wishes(context.me.get(), wish);
      out.add(new Effect.SendWish(Draft.of(new Wish(context.me.get(), context.epoch(), wish))));
      wishRepeatMs = out.nowMs() + WISH_REPEAT_MS;
    }
    alarms.at(Timer.Kind.REPEAT_WISH, wishRepeatMs);
  }

  /** When the leader of the present round has to propose, as far as this node can know. */
  private long proposeMs() {
    if (context.state.round() > 1) {
      return enteredMs;
    }
    if (workMs == NEVER || nothingSelected) {
      return idleProposeMs();
    }
    long busy = Math.max(beganMs + context.start.config().minProposeTimeoutMs(), workMs);
    return Math.min(busy, idleProposeMs());
  }

  private long idleProposeMs() {
    var config = context.start.config();
    long floor = Math.max(AWAITED_FLOOR_MS, config.minProposeTimeoutMs());
    long idle = config.maxProposeTimeoutMs();
    return beganMs + (awaited ? Math.min(floor, idle) : idle);
  }

  private long workedFromMs() {
    return awaited || workMs == NEVER ? enteredMs : Math.max(enteredMs, workMs);
  }

  private long shortDeadlineMs() {
    return Math.min(activeMs + pace.shortDeadlineMs() + growthMs(), ceilingMs());
  }

  private long ceilingMs() {
    return enteredMs + context.start.config().firstRoundTimeoutMs() + growthMs();
  }

  /** A tenth of the first round's time for each round after it. */
  private long growthMs() {
    return (context.state.round() - 1) * (context.start.config().firstRoundTimeoutMs() / 10);
  }
}

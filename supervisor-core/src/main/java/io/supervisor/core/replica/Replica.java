package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.catchup.CatchUp;
import io.supervisor.core.consensus.Input;
import io.supervisor.core.consensus.Now;
import io.supervisor.core.journal.Journal;
import io.supervisor.core.journal.JournalRecord;
import io.supervisor.core.pool.PoolAnswer;
import io.supervisor.core.pool.TransactionPool;
import io.supervisor.core.runtime.AwaitedMigration;
import io.supervisor.core.runtime.ScriptStep;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A node: give it what happened, carry out what it says, come back at the latest when it asks to.
 *
 * <pre>
 * var replica = Replica.open(config, ports);          // recovers from the journal
 * carryOut(replica.start(now));
 * while (running) {
 *   var inputs = queue.drainWaitingUntil(replica.wakeAtMs());
 *   carryOut(replica.step(now, inputs));
 * }
 * </pre>
 *
 * <p>A step ends with one sync of the journal, and only then are its effects returned. Work that
 * would keep votes waiting, such as executing a proposal, is left for the next step.
 *
 * <p>Used by one thread. Once a method has thrown, the disk has failed or an invariant is broken:
 * the process must end.
 */
public final class Replica {
  private final ReplicaPorts ports;
  private final Journal journal;
  private final Chain chain;
  private final TransactionPool pool;
  private final Bodies bodies;
  private final Mempool mempool;
  private final Agreement agreement;
  private final Commits commits;
  private final Fetching fetching;
  private final Answers answers;
  private final Budgets budgets;
  private final Outbox outbox = new Outbox();
  private final ConsensusInputs inputs;
  private final Gossip gossip;
  private final Map<String, ByteString> nodeResults;
  private final TreeSet<PublicKey> connected = new TreeSet<>();
  private Optional<AwaitedMigration> toldAwaited = Optional.empty();
  private boolean enabled = true;
  private boolean work;

  private Replica(ReplicaConfig config, ReplicaPorts ports, Guards guards) {
    var recovery = new Recovery(ports);
    this.ports = ports;
    this.journal = recovery.run(config.journalSegmentBytes());
    this.nodeResults = recovery.nodeResults();
    this.chain = new Chain(ports, journal);
    this.pool = new TransactionPool(config.pool());
    this.bodies = new Bodies(pool);
    this.mempool = new Mempool(pool, chain);
    this.budgets = new Budgets(config.peerBytesPerSecond());
    this.inputs = new ConsensusInputs();
    this.answers = new Answers(chain, pool, bodies, budgets, outbox);
    this.gossip = new Gossip(chain, pool, mempool, outbox);
    var proposals = new Proposals(chain, bodies);
    var evidence = new EvidenceFile(journal, outbox, recovery.evidence());
    var memory = recovery.memory();
    memory
        .bodies()
        .forEach(body -> {
          bodies.restore(body);
          mempool.add(body);
        });
    this.work = pool.count() > 0;
    var restored = memory.restored();
    var parts = new Parts(chain, pool, bodies, proposals, evidence, inputs, outbox);
    var catchUp = new CatchUp(chain.height());
    this.commits = new Commits(ports, parts, mempool, catchUp, gossip);
    var consensus =
        guards.consensus().create(ports.signer().publicKey(), commits.epochStart(), restored);
    this.agreement = new Agreement(consensus, ports.signer(), journal, parts, commits);
    this.fetching = new Fetching(parts, commits, catchUp, guards.certificate());
    agreement.restore(restored.round(), restored.lock().map(lock -> lock.round()).orElse(0));
  }

  /**
   * Recovers what the journal holds, redoing on the store the blocks that it has forgotten; those
   * that the journal does not hold any more are executed again. A first start stores genesis.
   *
   * @throws io.supervisor.core.journal.JournalDamagedException if the node must not start
   * @throws RebuildException if it must not either: the state is lost, and an archived block does
   *     not come out as it was
   */
  public static Replica open(ReplicaConfig config, ReplicaPorts ports) {
    return open(config, ports, Guards.ALL);
  }

  static Replica open(ReplicaConfig config, ReplicaPorts ports, Guards guards) {
    return new Replica(config, ports, guards);
  }

  /** Begins the work, once. */
  public List<ReplicaEffect> start(Now now) {
    outbox.add(new ReplicaEffect.Resumed(List.copyOf(ports.machine().restored(chain.state()))));
    inputs.feed(new Input.Started());
    return step(now, List.of());
  }

  /**
   * Takes inputs in their order, then does what is due.
   *
   * @param now at least the time of the step before
   * @return to be carried out in this order, before the next step
   */
  public List<ReplicaEffect> step(Now now, List<ReplicaInput> inputs) {
    long nowMs = now.monotonicMs();
    boolean leftOver = canExecute() && (agreement.executionWaits() || fetching.ready());
    for (var input : inputs) {
      take(input, nowMs);
      settle(now);
    }
    if (enabled) {
      agreement.feedTimers(nowMs);
      settle(now);
      if (leftOver && canExecute() && !agreement.executeOne()) {
        fetching.advance(now);
      }
      settle(now);
    }
    tellAwaited();
    gossip.tick(nowMs);
    fetching.ask(nowMs);
    journal.sync();
    return outbox.release();
  }

  /**
   * Monotonic time at which {@link #step} wants to be called, inputs or not; in the past if there
   * is work left.
   */
  public long wakeAtMs() {
    if (enabled && canExecute() && (agreement.executionWaits() || fetching.ready())) {
      return Long.MIN_VALUE;
    }
    long wake = Math.min(gossip.wakeAtMs(), fetching.wakeAtMs());
    return enabled ? Math.min(wake, agreement.wakeAtMs()) : wake;
  }

  public ReplicaStatus status() {
    var validators = chain.validators();
    return new ReplicaStatus(
        enabled,
        fetching.catchingUp(),
        agreement.halted() || fetching.halted(),
        chain.awaited(),
        chain.height(),
        chain.lastHash(),
        agreement.round(),
        agreement.lockedRound(),
        validators.id(ports.signer().publicKey()),
        validators.key(validators.leader(chain.epoch(), agreement.round())),
        pool.count(),
        pool.bytes(),
        connected.size(),
        fetching.highest(),
        journal.syncs(),
        journal.bytesOnDisk());
  }

  /** What {@link ReplicaInput.NodeResultFound} stored, also before a crash. */
  public Map<String, ByteString> nodeResults() {
    return Collections.unmodifiableMap(nodeResults);
  }

  /** A transaction that waits in the pool; empty if there is none with this hash. */
  public Optional<VerifiedTransaction> pooled(Hash hash) {
    return pool.get(hash);
  }

  /** Whether all data are here that the next block may read. */
  private boolean canExecute() {
    return chain.awaited().isEmpty();
  }

  private void tellAwaited() {
    var awaited = chain.awaited();
    var isTold = awaited.isPresent() && awaited.get().isAsBefore(toldAwaited.orElse(null));
    if (!isTold) {
      awaited.ifPresent(migration -> outbox.report(new ReplicaEvent.MigrationAwaited(migration)));
    }
    toldAwaited = awaited;
  }

  private void keep(ScriptStep step) {
    if (chain.keep(step)) {
      step.progress()
          .result()
          .ifPresent(
              result -> outbox.report(new ReplicaEvent.MigrationRun(step.instance(), result)));
    }
  }

  /** Lets consensus follow one input to its end. */
  private void settle(Now now) {
    boolean present = pool.count() > 0;
    if (present != work) {
      work = present;
      inputs.feed(new Input.WorkChanged(work));
    }
    agreement.run(now);
    work = pool.count() > 0;
  }

  private void take(ReplicaInput input, long nowMs) {
    switch (input) {
      case ReplicaInput.PeerConnected(var peer) -> {
        connected.add(peer);
        gossip.greet(peer);
        inputs.feed(new Input.PeerConnected(peer));
      }
      case ReplicaInput.PeerDisconnected(var peer) -> {
        connected.remove(peer);
        budgets.forget(peer);
        gossip.forget(peer);
        fetching.onDisconnected(peer);
      }
      case ReplicaInput.Received(var peer, var message) -> receive(peer, message, nowMs);
      case ReplicaInput.Submitted submitted -> submit(submitted);
      case ReplicaInput.NodeResultFound(var key, var value) -> {
        nodeResults.put(key, value);
        journal.append(new JournalRecord.NodeResult(key, value));
      }
      case ReplicaInput.ScriptStepDone(var step) -> keep(step);
      case ReplicaInput.Erased(var patch) -> chain.erase(patch);
      case ReplicaInput.CheckpointsVerified(var upTo) ->
          journal.discard(upTo.compareTo(chain.height()) < 0 ? upTo : chain.height());
      case ReplicaInput.ConsensusEnabled(var wanted) -> enabled = wanted;
    }
  }

  private void submit(ReplicaInput.Submitted submitted) {
    var answer = enabled ? mempool.add(submitted.transaction()) : new PoolAnswer.Paused();
    if (answer instanceof PoolAnswer.Accepted) {
      outbox.gossip(submitted.transaction());
      commits.onTransaction(submitted.transaction());
    }
    outbox.add(new ReplicaEffect.Answer(submitted.ticket(), answer));
  }

  private void receive(PublicKey peer, PeerInput message, long nowMs) {
    switch (message) {
      case PeerInput.Status status -> {
        fetching.onStatus(peer, status.height());
        gossip.onStatus(peer, status);
      }
      case PeerInput.TransactionsRequested(var hashes) -> answers.transactions(peer, hashes, nowMs);
      case PeerInput.PoolRequested() -> answers.pool(peer, nowMs);
      case PeerInput.BlocksRequested request -> answers.blocks(peer, request, nowMs);
      case PeerInput.Blocks(var blocks) -> fetching.onBlocks(peer, blocks, nowMs);
      case PeerInput.Transactions(var transactions) -> {
        if (enabled) {
          transactions.forEach(transaction -> {
            mempool.add(transaction);
            commits.onTransaction(transaction);
          });
        }
      }
      case PeerInput.ConsensusMessages _,
          PeerInput.ProofOfLockGiven _,
          PeerInput.ProposalRequested _,
          PeerInput.ProofOfLockRequested _ -> {
        if (enabled) {
          feed(peer, message);
        }
      }
    }
  }

  private void feed(PublicKey peer, PeerInput message) {
    switch (message) {
      case PeerInput.ConsensusMessages(var messages) ->
          messages.forEach(each -> inputs.feed(new Input.MessageReceived(peer, each)));
      case PeerInput.ProofOfLockGiven(var proof) ->
          inputs.feed(new Input.ProofOfLockReceived(peer, proof));
      case PeerInput.ProposalRequested(var epoch, var hash) ->
          inputs.feed(new Input.ProposalRequested(peer, epoch, hash));
      case PeerInput.ProofOfLockRequested(var epoch, var round, var hash) ->
          inputs.feed(new Input.ProofOfLockRequested(peer, epoch, round, hash));
      default -> throw new IllegalArgumentException(message.toString());
    }
  }
}

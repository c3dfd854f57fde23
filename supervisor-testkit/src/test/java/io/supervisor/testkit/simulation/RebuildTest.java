package io.supervisor.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.JournalDamagedException;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.replica.RebuildException;
import io.supervisor.core.replica.RebuildListener;
import io.supervisor.core.replica.Replica;
import io.supervisor.core.replica.ReplicaConfig;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.core.replica.ReplicaPorts;
import io.supervisor.core.replica.StateMachine;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.LocalMigrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node whose state is gone, while journal and archive are there: what recovery makes of it. */
class RebuildTest {
  private static final FakeSigner CLIENT = new FakeSigner("client");
  private static final int HEIGHT = 80;

  private final FakeSigner signer = new FakeSigner("only one");
  private final Dice dice = new Dice(1);
  private final Node node = node();
  private long nowMs;

  /** Most blocks have a transaction, whose call fails now and then. */
  @BeforeEach
  void commitBlocks() {
    node.start(nowMs);
    for (int i = 0; height() < HEIGHT; i++) {
      step(new ReplicaInput.Submitted(0, transaction(i)));
    }
  }

  @Test
  void archivedBlocksAreExecutedUpToTheBeginOfTheJournal() {
    checkpoint();
    var before = state();
    long height = height();
    loseState();
    var effects = node.start(nowMs);

    var executed = node.rebuilds.executed;
    assertThat(executed).hasSizeGreaterThan(HEIGHT / 2);
    assertThat(executed)
        .isEqualTo(LongStream.rangeClosed(1, executed.size()).mapToObj(Height::new).toList());
    assertThat(node.rebuilds.started).isEqualTo(1);
    assertThat(node.rebuilds.finished).isEqualTo(1);
    assertThat(height()).isEqualTo(height);
    assertThat(state()).isEqualTo(before);
    assertThat(effects).as("hooks do not run again").noneMatch(RebuildTest::isCommitted);

    untilHeight(height + 3);
    assertThat(node.archive.length()).isEqualTo(height() + 1);
  }

  @Test
  void whatAnOlderCheckpointHoldsIsNotExecuted() {
    node.store.takeCheckpoint();
    long inStore = height();
    untilHeight(inStore + HEIGHT);
    forget(height());
    var before = state();
    node.powerCut(dice);
    node.start(nowMs);

    assertThat(node.rebuilds.executed).isNotEmpty().startsWith(new Height(inStore + 1));
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void theJournalAloneIsEnoughWhileItHoldsEverything() {
    var before = state();
    loseState();
    node.start(nowMs);

    assertThat(node.rebuilds.started).isZero();
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void anotherTransactionIsRefused() {
    checkpoint();
    var block = blockWithTransactions();
    var bodies = new ArrayList<>(block.transactions());
    bodies.set(0, ByteString.copyFrom(transaction(1_000).bytes()));
    replace(
        block,
        new BlockRecord(block.header(), block.precommits(), block.transactionHashes(), bodies));

    assertRefused(block.height(), "transaction 0: got hash " + transaction(1_000).hash());
  }

  @Test
  void anotherTransactionWithItsHashIsRefused() {
    checkpoint();
    var block = blockWithTransactions();
    var hashes = new ArrayList<>(block.transactionHashes());
    var bodies = new ArrayList<>(block.transactions());
    hashes.set(0, transaction(1_000).hash());
    bodies.set(0, ByteString.copyFrom(transaction(1_000).bytes()));
    replace(block, new BlockRecord(block.header(), block.precommits(), hashes, bodies));

    assertRefused(block.height(), "tx_hash");
  }

  @Test
  void anotherHeaderIsRefused() {
    checkpoint();
    var block = blockWithTransactions();
    var header = block.block().toBuilder();
    header.setErrorHash(header.getPrevHash());
    replaceHeader(block, header.build().toByteString());

    assertRefused(block.height(), "precommit: got block " + block.hash());
  }

  @Test
  void aHeaderThatIsNoneIsRefused() {
    checkpoint();
    var block = blockWithTransactions();
    replaceHeader(block, block.block().toBuilder().clearPrevHash().build().toByteString());

    assertRefused(block.height(), "header: ");
  }

  @Test
  void codeThatDoesSomethingElseIsNoticed() {
    checkpoint();
    var block = blockWithTransactions();
    loseState();
    var other =
        new OtherMachine(node.machine) {
          @Override
          public ExecutedBlock execute(KeyValueView parent, BlockContents contents) {
            return super.execute(
                parent,
                contents.height().equals(block.height())
                    ? new BlockContents(contents.height(), contents.proposer(), List.of())
                    : contents);
          }
        };

    assertThatThrownBy(() -> open(other))
        .isInstanceOf(RebuildException.class)
        .hasMessageContaining("block " + block.height() + ": executed here it is ")
        .hasMessageContaining("want " + block.hash())
        .hasMessageContaining("state_hash: got ");
  }

  @Test
  void codeThatCannotBeHadIsNamed() {
    checkpoint();
    loseState();
    var other =
        new OtherMachine(node.machine) {
          @Override
          public Optional<ExecutionError> follow(CommitAction action) {
            return Optional.of(
                CallException.core(CoreError.ARTIFACT_NOT_DEPLOYED, "a.jar: not there").error());
          }
        };

    assertThatThrownBy(() -> open(other))
        .isInstanceOf(RebuildException.class)
        .hasMessageContaining("block 0: ")
        .hasMessageContaining("a.jar: not there");
  }

  private void open(StateMachine machine) {
    Replica.open(
        ReplicaConfig.DEFAULT,
        new ReplicaPorts(
            node.disk, node.store, node.archive, machine, signer, RebuildListener.NONE));
  }

  @Test
  void aMissingBlockIsRefusedBeforeAnythingIsExecuted() {
    checkpoint();
    node.archive.cutTo(10);

    assertRefused(new Height(10), "the archive ends before it");
    assertThat(node.rebuilds.executed).isEmpty();
  }

  /** What was there is there still: once the block is back, the next start goes on. */
  @Test
  void afterARefusalTheNextStartGoesOn() {
    checkpoint();
    var before = state();
    var block = blockWithTransactions();
    replaceHeader(block, ByteString.copyFromUtf8("?"));
    assertRefused(block.height(), "header: ");
    replace(block, block);
    node.start(nowMs);

    assertThat(state()).isEqualTo(before);
    assertThat(node.rebuilds.executed).doesNotHaveDuplicates();
  }

  /** How far the chain has come, only the journal says: without it, votes may be forgotten. */
  @Test
  void withoutItsJournalTheNodeDoesNotStart() {
    checkpoint();
    loseState();
    node.disk.files().forEach(node.disk::delete);

    assertThatThrownBy(() -> node.start(nowMs))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("want 1");
  }

  /** Does as the true one does, but for what a test changes. */
  private static class OtherMachine implements StateMachine {
    private final StateMachine machine;

    OtherMachine(StateMachine machine) {
      this.machine = machine;
    }

    @Override
    public View view(KeyValueView state) {
      return machine.view(state);
    }

    @Override
    public ExecutedBlock genesis() {
      return machine.genesis();
    }

    @Override
    public ExecutedBlock execute(KeyValueView parent, BlockContents contents) {
      return machine.execute(parent, contents);
    }

    @Override
    public List<? extends CommitAction> restored(KeyValueView state) {
      return machine.restored(state);
    }

    @Override
    public Optional<ExecutionError> follow(CommitAction action) {
      return machine.follow(action);
    }

    @Override
    public LocalMigrations migrations() {
      return machine.migrations();
    }

    @Override
    public AfterCommit committed(KeyValueView state, ExecutedBlock block) {
      throw new AssertionError("hooks after a commit do not run again");
    }
  }

  private void assertRefused(Height height, String problem) {
    var archived = node.archive.length();
    loseState();

    assertThatThrownBy(() -> node.start(nowMs))
        .isInstanceOf(RebuildException.class)
        .hasMessageContaining("block " + height + ": ")
        .hasMessageContaining(problem);
    assertThat(node.rebuilds.finished).isZero();
    assertThat(node.archive.length()).isEqualTo(archived);
  }

  private void replaceHeader(BlockRecord block, ByteString header) {
    replace(
        block,
        new BlockRecord(
            header, block.precommits(), block.transactionHashes(), block.transactions()));
  }

  private void replace(BlockRecord block, BlockRecord other) {
    node.archive.replace(block.height(), other);
  }

  private BlockRecord blockWithTransactions() {
    return LongStream.range(20, HEIGHT)
        .mapToObj(height -> node.archive.read(new Height(height)).orElseThrow())
        .filter(block -> !block.transactions().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** As if two checkpoints held everything. */
  private void checkpoint() {
    node.store.takeCheckpoint();
    forget(height());
  }

  private void forget(long upTo) {
    node.archive.sync();
    step(new ReplicaInput.CheckpointsVerified(new Height(upTo)));
  }

  private void loseState() {
    node.powerCut(dice);
    node.store.loseEverything();
  }

  /** All records, those of the trees included. */
  private List<ByteString> state() {
    var records = new ArrayList<ByteString>();
    node.store
        .snapshot()
        .scan(new byte[0], null)
        .forEachRemaining(record -> {
          records.add(ByteString.copyFrom(record.getKey()));
          records.add(ByteString.copyFrom(record.getValue()));
        });
    return records;
  }

  private static boolean isCommitted(ReplicaEffect effect) {
    return effect instanceof ReplicaEffect.Committed;
  }

  private long height() {
    return node.replica().status().height().value();
  }

  private void untilHeight(long height) {
    while (height() < height) {
      step();
    }
  }

  private void step(ReplicaInput... inputs) {
    node.inbox.addAll(List.of(inputs));
    nowMs = Math.max(nowMs, node.replica().wakeAtMs());
    node.step(nowMs);
  }

  private static VerifiedTransaction transaction(int number) {
    return VerifiedTransaction.sign(
        SimulatedChain.COUNTING,
        CountingService.COUNT,
        new byte[] {(byte) number, (byte) (number >> 8)},
        CLIENT);
  }

  private Node node() {
    var roster = new Roster(List.of(signer.publicKey()), 1, 0);
    return new Node(
        0,
        signer,
        true,
        NodeParts.SOUND,
        SimulatedChain.machine(roster, Scenario.draw(new Dice(1))),
        new Totals(),
        _ -> {});
  }
}

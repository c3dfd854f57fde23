package io.supervisor.core.blockchain;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.CallException;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.TxLocation;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.MissingArtifactException;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Blocks as a function of the state before and their contents. */
final class BlockExecutorTest {
  private final ScriptedChain chain = new ScriptedChain().start();

  private void count(CallContext context) {
    var entry = context.data().proofEntry("count", Codecs.u64());
    entry.set(entry.get().orElse(0L) + 1);
  }

  @Test
  void theSameContentsOnTheSameStateGiveTheSameBytes() {
    chain.script().on("count", this::count);
    var contents =
        chain.next(
            chain.transaction(1, "count"), chain.transaction(9, ""), chain.transaction(0, "no"));
    var first = chain.executor().execute(chain.view(), contents);
    var second = chain.executor().execute(chain.view(), contents);
    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(second.patch().encode()).isEqualTo(first.patch().encode());
    assertThat(second.errors()).isEqualTo(first.errors());
  }

  @Test
  void aBlockThatIsNotCommittedLeavesNothing() {
    chain.script().on("count", this::count);
    var alone = chain.next(chain.transaction(1, "count"));
    var hash = chain.executor().execute(chain.view(), alone).hash();
    chain
        .executor()
        .execute(
            chain.view(), chain.next(chain.transaction(1, "count"), chain.transaction(1, "count")));
    assertThat(chain.executor().execute(chain.view(), alone).hash()).isEqualTo(hash);
  }

  @Test
  void transactionsAreFoundByHash() {
    var first = chain.transaction(1, "");
    var second = chain.transaction(1, "");
    var block = chain.block(first, second);
    assertThat(block.header().txCount()).isEqualTo(2);
    assertThat(block.header().txHash())
        .isEqualTo(new TransactionTree(List.of(first.hash(), second.hash())).hash());
    assertThat(chain.core().transactionLocations().get(second.hash()))
        .contains(new TxLocation(new Height(1), 1));
    chain.block(chain.transaction(1, ""));
    assertThat(chain.core().transactionCount().get()).contains(3L);
  }

  @Test
  void descriptionsOfErrorsAreKeptBesideTheHash() {
    chain
        .script()
        .on(
            "fail",
            context -> {
              throw CallException.service(3, "in one's own words");
            });
    var block = chain.block(chain.transaction(1, "fail"));
    var call = new CallInBlock.Transaction(0);
    assertThat(block.header().errorHash()).isNotEqualTo(TreeHash.EMPTY_MAP);
    assertThat(chain.core().callErrors(block.height()).objectHash())
        .isEqualTo(block.header().errorHash());
    assertThat(chain.core().callErrors(block.height()).get(call).orElseThrow().description())
        .isEmpty();
    assertThat(chain.core().callError(block.height(), call))
        .contains(block.errors().getFirst().error());
    assertThat(chain.core().callError(block.height(), new CallInBlock.Transaction(1))).isEmpty();
  }

  @Test
  void configurationAndRulesChangeForTheNextBlock() {
    var more =
        new ConsensusConfig(
            chain.config().validators(), 4_000, 5_000, 10_000, 7, 1 << 20, 10, 200, 500);
    chain.supervised(supervisor -> {
      supervisor.setConsensusConfig(more);
      supervisor.setRules(Rules.REVISED);
      assertThat(supervisor.consensusConfig()).isEqualTo(more);
      assertThat(supervisor.rules()).isEqualTo(Rules.ORIGINAL);
    });
    assertThat(chain.core().consensusConfig()).isEqualTo(more);
    chain.supervised(supervisor -> assertThat(supervisor.rules()).isEqualTo(Rules.REVISED));
  }

  @Test
  void aConfigurationThatIsUndoneIsNotRemembered() {
    var none = ConsensusConfig.of(List.of());
    chain
        .script()
        .on(
            "undone",
            context -> {
              SupervisorContext.of(context).setConsensusConfig(none);
              assertThat(context.chain().validators()).isEmpty();
              throw CallException.service(1, "undone");
            })
        .on("look", context -> assertThat(context.chain().validators()).hasSize(1));
    var block = chain.block(chain.transaction(0, "undone"), chain.transaction(0, "look"));
    assertThat(block.errors())
        .extracting(error -> error.error().codeText())
        .containsExactly("service:1");
  }

  @Test
  void aBlockOfAnotherHeightIsRefused() {
    var contents = new BlockContents(new Height(2), new ValidatorId(0), List.of());
    assertThatThrownBy(() -> chain.executor().execute(chain.view(), contents))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("block 2 does not follow block 0");
    assertThatThrownBy(() -> chain.executor().execute(KeyValueView.EMPTY, contents))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStateThatCannotBeReadIsNoFailureOfTheServiceThatReadIt() {
    chain.block(chain.transaction(1, ""));
    chain.script().on("count", this::count);
    var broken = new BrokenView(chain.view(), "one.count");
    assertThatThrownBy(
            () -> chain.executor().execute(broken, chain.next(chain.transaction(1, "count"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the state cannot be read");
  }

  /** Fails when a record is asked for whose key contains a text. */
  private record BrokenView(KeyValueView view, String text) implements KeyValueView {
    @Override
    public byte @Nullable [] get(byte[] key) {
      check(key);
      return view.get(key);
    }

    @Override
    public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
      check(from);
      return view.scan(from, to);
    }

    private void check(byte[] key) {
      if (new String(key, StandardCharsets.ISO_8859_1).contains(text)) {
        throw new UncheckedIOException(new IOException("disk"));
      }
    }
  }

  @Test
  void missingCodeIsNoFailureOfTheCallThatNeedsIt() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    chain.dispatcher().unload(UPGRADE);
    assertThatThrownBy(() ->
            chain.supervise(supervisor ->
                supervisor.addInstance(
                    new InstanceSpec(new InstanceId(5), "five", UPGRADE), new byte[0])))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("`5:five`");
  }

  @Test
  void aNodeWithoutTheCodeOfAnInstanceCannotGoOn() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    chain.dispatcher().unload(ScriptedChain.SERVICE);
    assertThatThrownBy(() -> chain.block())
        .isInstanceOfSatisfying(
            MissingArtifactException.class,
            e -> assertThat(e.artifact()).isEqualTo(ScriptedChain.SERVICE));
    for (var required : chain.executor().registered(chain.view())) {
      assertThat(chain.dispatcher().deploy(required.artifact(), required.spec())).isEmpty();
    }
    assertThat(chain.block().errors()).isEmpty();
    assertThat(chain.state("one").spec()).isEqualTo(ONE);
  }
}

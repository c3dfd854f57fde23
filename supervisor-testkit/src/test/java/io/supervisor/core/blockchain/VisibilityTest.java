package io.supervisor.core.blockchain;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.CallException;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.InstanceId;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.InstanceStatus;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** In which block a change takes effect: lifecycle.md section 3. */
final class VisibilityTest {
  private final ScriptedChain chain = new ScriptedChain();
  private final List<String> hooks = new ArrayList<>();

  /** A block of a transaction of the supervisor and then one to an instance. */
  private ExecutedBlock blockOf(Consumer<SupervisorContext> change, int instance) {
    chain.script().on("change", context -> change.accept(SupervisorContext.of(context)));
    hooks.clear();
    return chain.block(chain.transaction(0, "change"), chain.transaction(instance, "run"));
  }

  private ExecutedBlock emptyBlock() {
    hooks.clear();
    return chain.block();
  }

  private void start() {
    chain
        .script()
        .on("run", context -> hooks.add("run " + context.instance().id()))
        .beforeTransactions(context -> hooks.add("before " + context.instance().id()))
        .afterTransactions(context -> hooks.add("after " + context.instance().id()));
    chain.start();
  }

  @Test
  void genesisCallsTheHookAfterTransactionsOnly() {
    start();
    assertThat(hooks).containsExactly("after 0", "after 1");
    assertThat(chain.blocks().getFirst().errors()).isEmpty();
  }

  @Test
  void anAddedInstanceHandlesEverythingFromTheNextBlockOn() {
    start();
    var block = blockOf(supervisor -> supervisor.addInstance(instance(5, "five"), new byte[0]), 5);
    assertThat(block.errors())
        .singleElement()
        .satisfies(error -> assertThat(error.error().codeText()).isEqualTo("core:7"))
        .satisfies(error -> assertThat(error.error().callSite()).isEmpty())
        .satisfies(error -> assertThat(error.error().runtimeId()).isEmpty());
    assertThat(hooks).containsExactly("before 0", "before 1", "after 0", "after 1");
    hooks.clear();
    assertThat(chain.block(chain.transaction(5, "run")).errors()).isEmpty();
    assertThat(hooks)
        .containsExactly(
            "before 0", "before 1", "before 5", "run 5", "after 0", "after 1", "after 5");
  }

  @Test
  void aStoppedInstanceHandlesTheRestOfTheBlock() {
    start();
    assertThat(blockOf(supervisor -> supervisor.stop(ONE.id()), 1).errors()).isEmpty();
    assertThat(hooks).containsExactly("before 0", "before 1", "run 1", "after 0", "after 1");
    assertThat(emptyBlock().errors()).isEmpty();
    assertThat(hooks).containsExactly("before 0", "after 0");
  }

  @Test
  void aResumedInstanceHandlesEverythingFromTheNextBlockOn() {
    start();
    blockOf(supervisor -> supervisor.freeze(ONE.id()), 1);
    var block = blockOf(supervisor -> supervisor.resume(ONE.id(), new byte[0]), 1);
    assertThat(block.errors()).hasSize(1);
    assertThat(hooks).containsExactly("before 0", "after 0");
    assertThat(emptyBlock().errors()).isEmpty();
    assertThat(hooks).containsExactly("before 0", "before 1", "after 0", "after 1");
  }

  @Test
  void hooksRunByUnsignedInstanceId() {
    chain.script().beforeTransactions(context -> hooks.add(context.instance().id().toString()));
    chain.start(
        chain
            .genesis(Rules.ORIGINAL)
            .instance(instance(-1, "last"), new byte[0])
            .instance(instance(7, "seven"), new byte[0])
            .build());
    emptyBlock();
    assertThat(hooks).containsExactly("0", "1", "7", "4294967295");
  }

  @Test
  void failedHooksAreIsolatedAndKeepTheirPlaceInTheErrors() {
    start();
    chain
        .script()
        .beforeTransactions(context -> {
          throw CallException.service(1, "before");
        })
        .afterTransactions(context -> {
          throw CallException.service(2, "after");
        });
    var block = emptyBlock();
    assertThat(block.errors())
        .extracting(CallError::call)
        .containsExactly(
            new CallInBlock.BeforeTransactions(InstanceId.SUPERVISOR),
            new CallInBlock.BeforeTransactions(ONE.id()),
            new CallInBlock.AfterTransactions(InstanceId.SUPERVISOR),
            new CallInBlock.AfterTransactions(ONE.id()));
  }

  @Test
  void thePendingStatusIsPartOfTheStateHashOfTheSameBlock() {
    start();
    var idle = chain.executor().execute(chain.view(), chain.next());
    var stopping = blockOf(supervisor -> supervisor.stop(ONE.id()), 1);
    assertThat(stopping.header().stateHash()).isNotEqualTo(idle.header().stateHash());
    assertThat(chain.state("one").status()).contains(InstanceStatus.stopped());
    var next = emptyBlock();
    assertThat(next.header().stateHash()).isEqualTo(stopping.header().stateHash());
  }
}

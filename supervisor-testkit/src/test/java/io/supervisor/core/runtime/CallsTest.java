package io.supervisor.core.runtime;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.CallException;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.CallSite;
import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.EntryIndex;
import io.supervisor.core.blockchain.CallError;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls within calls, and what a call may do: lifecycle.md section 8. */
final class CallsTest {
  private static final InstanceId TWO = new InstanceId(2);

  private final ScriptedChain chain = new ScriptedChain();

  @BeforeEach
  void startWithTwoInstances() {
    chain.start(chain.genesis(Rules.ORIGINAL).instance(instance(2, "two"), new byte[0]).build());
    chain
        .script()
        .on("set", context -> entry(context).set("set"))
        .on(
            "set and fail",
            context -> {
              entry(context).set("set");
              throw CallException.service(7, "on demand");
            });
  }

  private static EntryIndex<String> entry(CallContext context) {
    return context.data().entry("text", Codecs.string());
  }

  private static void call(CallContext context, InstanceId target, String action) {
    context.call(target, "", 0, action.getBytes(StandardCharsets.UTF_8));
  }

  private static String code(Optional<CallError> error) {
    return error.map(found -> found.error().codeText()).orElse("ok");
  }

  private Optional<String> textOf(int instance) {
    var text = new AtomicReference<Optional<String>>();
    assertThat(chain.run(instance, context -> text.set(entry(context).get()))).isEmpty();
    return text.get();
  }

  @Test
  void aCalleeWritesItsOwnDataAndSeesTheCallingInstance() {
    var callers = new ArrayList<Caller>();
    chain.script().on("who", context -> callers.add(context.caller()));
    var error =
        chain.run(
            1,
            context -> {
              call(context, TWO, "set");
              call(context, TWO, "who");
              FrameworkContext.of(context)
                  .forward(TWO, "", 0, "who".getBytes(StandardCharsets.UTF_8));
              callers.add(context.caller());
            });
    assertThat(error).isEmpty();
    assertThat(callers).hasSize(3);
    assertThat(callers.get(0)).isEqualTo(new Caller.Service(ONE.id()));
    assertThat(callers.get(1)).isInstanceOf(Caller.Transaction.class).isEqualTo(callers.get(2));
    assertThat(textOf(2)).contains("set");
    assertThat(textOf(1)).isEmpty();
  }

  @Test
  void theTransactionHashIsSeenAtAllLevelsButNotInHooks() {
    var seen = new ArrayList<Optional<Hash>>();
    chain.script().on("hash", context -> seen.add(context.transactionHash()));
    chain.script().on("outer", context -> call(context, TWO, "hash"));
    var transaction = chain.transaction(1, "outer");
    chain.block(transaction);
    assertThat(seen).containsExactly(Optional.of(transaction.hash()));
    chain.script().afterTransactions(context -> seen.add(context.transactionHash()));
    chain.block();
    assertThat(seen.getLast()).isEmpty();
  }

  @Test
  void aFailedInnerCallUndoesTheWholeCall() {
    var error =
        chain.run(
            1,
            context -> {
              entry(context).set("outer");
              call(context, TWO, "set and fail");
            });
    assertThat(code(error)).isEqualTo("service:7");
    assertThat(error.orElseThrow().error().callSite()).contains(CallSite.method(TWO, "", 0));
    assertThat(error.orElseThrow().backtrace()).containsExactly(CallSite.method(ONE.id(), "", 0));
    assertThat(textOf(1)).isEmpty();
    assertThat(textOf(2)).isEmpty();
  }

  @Test
  void aCallerThatHidesTheFailureOfItsCalleeFailsItself() {
    var error =
        chain.run(
            1,
            context -> {
              entry(context).set("outer");
              assertThatThrownBy(() -> call(context, TWO, "set and fail"))
                  .isInstanceOf(CallException.class);
            });
    assertThat(code(error)).isEqualTo("core:14");
    assertThat(error.orElseThrow().error().callSite()).contains(CallSite.method(ONE.id(), "", 0));
    assertThat(textOf(1)).isEmpty();
    assertThat(textOf(2)).isEmpty();
  }

  @Test
  void afterAFailedInnerCallDataCannotBeReached() {
    var error =
        chain.run(
            1,
            context -> {
              var before = entry(context);
              assertThatThrownBy(() -> call(context, TWO, "set and fail"))
                  .isInstanceOf(CallException.class);
              assertThatThrownBy(before::get).isInstanceOf(IllegalStateException.class);
              assertThatThrownBy(() -> context.dataOf("two"))
                  .isInstanceOf(IllegalStateException.class);
              entry(context).set("outer");
            });
    assertThat(code(error)).isEqualTo("unexpected");
  }

  @Test
  void aCallThatIsRefusedLeavesNoTrace() {
    var error =
        chain.run(
            1,
            context -> {
              assertThatThrownBy(() -> call(context, new InstanceId(99), "set"))
                  .isInstanceOfSatisfying(
                      CallException.class,
                      e -> assertThat(e.error().codeText()).isEqualTo("core:7"));
              entry(context).set("went on");
            });
    assertThat(error).isEmpty();
    assertThat(textOf(1)).contains("went on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown interface", "unknown method"})
  void aCalleeThatLacksTheMethodFailsTheCaller(String what) {
    var error =
        chain.run(
            1,
            context ->
                assertThatThrownBy(
                        () -> {
                          if (what.equals("unknown method")) {
                            context.call(TWO, "", 5, new byte[0]);
                          } else {
                            context.call(TWO, "exonum.Configure", 0, new byte[0]);
                          }
                        })
                    .isInstanceOfSatisfying(
                        CallException.class,
                        e ->
                            assertThat(e.error().codeText())
                                .isEqualTo(
                                    what.equals("unknown method") ? "common:1" : "common:0")));
    assertThat(code(error)).isEqualTo("core:14");
  }

  private int deepest;

  /** Calls itself until a number of nested executions is reached. */
  private void nest(CallContext context, int executions) {
    deepest++;
    if (deepest < executions) {
      call(context, ONE.id(), "nest");
    }
  }

  @Test
  void callsNest128DeepAndNoFurther() {
    chain.script().on("nest", context -> nest(context, 128));
    assertThat(chain.block(chain.transaction(1, "nest")).errors()).isEmpty();
    assertThat(deepest).isEqualTo(128);

    deepest = 0;
    chain.script().on("nest", context -> nest(context, 129));
    var error = chain.block(chain.transaction(1, "nest")).errors().getFirst();
    assertThat(deepest).isEqualTo(128);
    assertThat(error.error().codeText()).isEqualTo("core:8");
    assertThat(error.error().callSite()).contains(CallSite.method(ONE.id(), "", 0));
    assertThat(error.backtrace()).hasSize(127);
  }

  @Test
  void whateverServiceCodeThrowsIsRecordedAndTheBlockGoesOn() {
    chain.script().on("loop", CallsTest::loop);
    chain
        .script()
        .on(
            "link",
            context -> {
              throw new NoClassDefFoundError("a/class/that/is/missing");
            });
    chain
        .script()
        .on(
            "memory",
            context -> {
              throw new OutOfMemoryError("of the service");
            });
    chain
        .script()
        .on(
            "spite",
            context -> {
              throw new SpitefulException();
            });
    var block =
        chain.block(
            chain.transaction(1, "loop"),
            chain.transaction(1, "link"),
            chain.transaction(1, "memory"),
            chain.transaction(1, "spite"),
            chain.transaction(2, "set"));
    assertThat(block.errors())
        .extracting(error -> error.error().codeText())
        .containsExactly("unexpected", "unexpected", "unexpected", "unexpected");
    assertThat(block.errors().get(1).error().description())
        .isEqualTo(NoClassDefFoundError.class.getName());
    assertThat(block.errors().get(3).error().description())
        .isEqualTo(SpitefulException.class.getName());
    assertThat(textOf(1)).isEmpty();
    assertThat(textOf(2)).contains("set");
  }

  @Test
  void aCallThatRunsOutOfStackLeavesNothingWhereverItWasStruck() {
    chain
        .script()
        .on("loop", CallsTest::loop)
        .on("outer", context -> call(context, TWO, "loop"))
        .on(
            "hide",
            context ->
                assertThatThrownBy(() -> call(context, TWO, "loop"))
                    .isInstanceOf(CallException.class));
    var alone = chain.executor().execute(chain.view(), chain.next(chain.transaction(2, "set")));
    var block =
        chain.block(
            chain.transaction(1, "outer"),
            chain.transaction(2, "set"),
            chain.transaction(1, "hide"));
    assertThat(block.header().stateHash()).isEqualTo(alone.header().stateHash());
    assertThat(block.errors())
        .extracting(CallError::call)
        .containsExactly(new CallInBlock.Transaction(0), new CallInBlock.Transaction(2));
    assertThat(block.errors())
        .allSatisfy(error -> {
          assertThat(error.error().codeText()).isEqualTo("unexpected");
          assertThat(error.error().callSite()).contains(CallSite.method(ONE.id(), "", 0));
          assertThat(error.backtrace()).isEmpty();
        });
  }

  private static void loop(CallContext context) {
    recurse(context, 0);
  }

  private static int recurse(CallContext context, int depth) {
    entry(context).set("deeper");
    return depth < Integer.MAX_VALUE ? recurse(context, depth + 1) : depth;
  }

  private static final class SpitefulException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message either");
    }
  }

  @Test
  void aContextIsOfNoUseAfterItsCall() {
    var kept = new AtomicReference<CallContext>();
    assertThat(chain.run(1, kept::set)).isEmpty();
    assertThatThrownBy(() -> kept.get().data()).isInstanceOf(IllegalStateException.class);
    var error = chain.run(2, context -> call(kept.get(), ONE.id(), "set"));
    assertThat(code(error)).isEqualTo("unexpected");
  }

  @Test
  void onlyInstance0IsTheSupervisor() {
    var error = chain.run(1, context -> SupervisorContext.of(context).stop(TWO));
    assertThat(code(error)).isEqualTo("unexpected");
    assertThat(chain.state("two").isActive()).isTrue();
  }

  @Test
  void dataOfOthersAreReadButNotWritten() {
    assertThat(chain.run(2, context -> entry(context).set("two's"))).isEmpty();
    var error =
        chain.run(
            1,
            context -> {
              var foreign = context.dataOf("two").orElseThrow().entry("text", Codecs.string());
              assertThat(foreign.get()).contains("two's");
              foreign.set("one's");
            });
    assertThat(code(error)).isEqualTo("unexpected");
    assertThat(textOf(2)).contains("two's");
  }

  @Test
  void dataAreReadableUnlessTheInstanceIsStopped() {
    var readable = new ArrayList<Boolean>();
    chain.script().on("look", context -> readable.add(context.dataOf("two").isPresent()));
    for (var step :
        List.<Consumer<SupervisorContext>>of(
            supervisor -> supervisor.freeze(TWO),
            supervisor -> supervisor.stop(TWO),
            supervisor -> supervisor.resume(TWO, new byte[0]))) {
      chain.supervised(step);
      chain.block(chain.transaction(1, "look"));
    }
    assertThat(readable).containsExactly(true, false, true);
    assertThat(chain.run(1, context -> assertThat(context.dataOf("nobody")).isEmpty())).isEmpty();
  }

  @Test
  void dataOfAnInstanceAreReadableInTheBlockThatAddsIt() {
    chain.supervised(supervisor -> {
      assertThat(supervisor.dataOf("five")).isEmpty();
      supervisor.addInstance(instance(5, "five"), "set".getBytes(StandardCharsets.UTF_8));
      var five = supervisor.dataOf("five").orElseThrow();
      assertThat(five.entry("text", Codecs.string()).get()).contains("set");
      assertThatThrownBy(() -> call(supervisor, new InstanceId(5), "set"))
          .isInstanceOfSatisfying(
              CallException.class, e -> assertThat(e.error().codeText()).isEqualTo("core:7"));
    });
  }

  @Test
  void anAddedInstanceWhoseBlockFailsLeavesNothingBehindForItsSuccessor() {
    chain.script().on("init", context -> entry(context).set(context.instance().name()));
    var init = "init".getBytes(StandardCharsets.UTF_8);
    chain
        .script()
        .on(
            "add first",
            context -> {
              SupervisorContext.of(context).addInstance(instance(5, "first"), init);
              throw CallException.service(1, "undone");
            })
        .on(
            "add second",
            context -> SupervisorContext.of(context).addInstance(instance(5, "second"), init));
    var block = chain.block(chain.transaction(0, "add first"), chain.transaction(0, "add second"));
    assertThat(block.errors()).hasSize(1);
    assertThat(chain.dispatcherSchema().instance("first")).isEmpty();
    assertThat(textOf(5)).contains("second");
  }
}

package io.supervisor.testkit.scripted;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Signer;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.testkit.TestInstance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Code of services that tests write: a call of method 0 runs the action of the name that stands in
 * its arguments. All instances share the actions.
 */
public final class Script implements ServiceArtifact {
  /** Name of a constructor's action; its parameters are ignored unless they name another one. */
  public static final String NOTHING = "";

  private static final int RUN = 0;

  private final Map<String, Consumer<CallContext>> actions = new HashMap<>();
  private final List<Read> reads = new ArrayList<>();
  private Consumer<CallContext> before = context -> {};
  private Consumer<CallContext> after = context -> {};
  private Consumer<CommitContext> commit = context -> {};

  public Script() {
    actions.put(NOTHING, context -> {});
  }

  /** What a call by this name does, in the constructor and the resume hook also. */
  public Script on(String name, Consumer<CallContext> action) {
    actions.put(name, action);
    return this;
  }

  public Script beforeTransactions(Consumer<CallContext> action) {
    before = action;
    return this;
  }

  public Script afterTransactions(Consumer<CallContext> action) {
    after = action;
    return this;
  }

  public Script afterCommit(Consumer<CommitContext> action) {
    commit = action;
    return this;
  }

  public Script read(Read read) {
    reads.add(read);
    return this;
  }

  /** A transaction that makes an instance of this code run an action. */
  public VerifiedTransaction transaction(TestInstance instance, Signer author, String action) {
    return instance.transaction(author, RUN, bytes(action));
  }

  static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private void run(CallContext context, byte[] name) {
    var action = actions.get(new String(name, StandardCharsets.UTF_8));
    if (action == null) {
      throw new AssertionError("no action " + new String(name, StandardCharsets.UTF_8));
    }
    action.accept(context);
  }

  @Override
  public Service create(InstanceSpec instance) {
    return new Service() {
      @Override
      public List<Method<?>> methods() {
        return List.of(Method.ofBytes(RUN, "run", Script.this::run));
      }

      @Override
      public List<Read> reads() {
        return reads;
      }

      @Override
      public void initialize(CallContext context, byte[] params) {
        run(context, params);
      }

      @Override
      public void resume(CallContext context, byte[] params) {
        run(context, params);
      }

      @Override
      public void beforeTransactions(CallContext context) {
        before.accept(context);
      }

      @Override
      public void afterTransactions(CallContext context) {
        after.accept(context);
      }

      @Override
      public void afterCommit(CommitContext context) {
        commit.accept(context);
      }
    };
  }
}

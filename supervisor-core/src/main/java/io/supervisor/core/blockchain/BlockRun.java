package io.supervisor.core.blockchain;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.runtime.BlockCalls;
import io.supervisor.core.runtime.Failure;
import io.supervisor.core.runtime.LoadedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One attempt at all calls of a block, in their order. */
final class BlockRun {
  private final BlockCalls calls;
  private final GuardedView view;
  private final Map<CallInBlock, Failure> exhausted;
  private final List<CallError> errors = new ArrayList<>();

  /**
   * @param exhausted calls known to run out of stack or memory, which are not carried out any more;
   *     an attempt adds one at most
   */
  BlockRun(BlockCalls calls, GuardedView view, Map<CallInBlock, Failure> exhausted) {
    this.calls = calls;
    this.view = view;
    this.exhausted = exhausted;
  }

  /** False if another attempt has to be made, upon a new fork. */
  boolean complete(List<VerifiedTransaction> transactions) {
    if (!hooks(calls::beforeTransactions, CallInBlock.BeforeTransactions::new)) {
      return false;
    }
    for (var index = 0; index < transactions.size(); index++) {
      var transaction = transactions.get(index);
      if (!make(new CallInBlock.Transaction(index), () -> calls.transaction(transaction))) {
        return false;
      }
    }
    return hooks(calls::afterTransactions, CallInBlock.AfterTransactions::new);
  }

  /** In order of execution. */
  List<CallError> errors() {
    return errors;
  }

  private boolean hooks(
      Function<LoadedService, Optional<Failure>> hook, Function<InstanceId, CallInBlock> call) {
    for (var service : calls.services().active()) {
      if (!make(call.apply(service.id()), () -> hook.apply(service))) {
        return false;
      }
    }
    return true;
  }

  private boolean make(CallInBlock call, Supplier<Optional<Failure>> execution) {
    var known = exhausted.get(call);
    var failure = known == null ? execution.get() : Optional.of(known);
    view.check();
    if (calls.isSpoiled()) {
      exhausted.put(call, failure.orElseThrow());
      return false;
    }
    failure.ifPresent(found -> errors.add(new CallError(call, found.error(), found.backtrace())));
    return true;
  }
}

package io.supervisor.server.chainimport;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.blockchain.ExecutedBlock;
import java.util.Map;
import java.util.TreeMap;

/** How the calls of a block ended, in words that can be compared. */
final class Outcomes {
  static final String SUCCESS = "success";

  private Outcomes() {}

  /** Each transaction, and each hook that failed. */
  static Map<String, String> of(ExecutedBlock block) {
    var outcomes = new TreeMap<String, String>();
    for (int i = 0; i < block.header().txCount(); i++) {
      outcomes.put(name(new CallInBlock.Transaction(i)), SUCCESS);
    }
    block.errors().forEach(error -> outcomes.put(name(error.call()), text(error.error())));
    return outcomes;
  }

  static String name(CallInBlock call) {
    return switch (call) {
      case CallInBlock.BeforeTransactions(var instance) -> "before_transactions of " + instance;
      case CallInBlock.Transaction(var index) -> "transaction " + index;
      case CallInBlock.AfterTransactions(var instance) -> "after_transactions of " + instance;
    };
  }

  /** Kind and code: what hashes cover besides is the call site. */
  static String text(ExecutionError error) {
    return error.codeText()
        + error.callSite().map(site -> " in service " + site.instance().toLong()).orElse("");
  }
}

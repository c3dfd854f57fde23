package io.supervisor.server.http;

import io.supervisor.api.Height;
import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Value;

/** Blocks as the explorer shows them. */
final class BlockValues {
  private BlockValues() {}

  /** Requires that the height is not above that of the view. */
  static Value.StructBuilder of(
      ChainView view,
      Height height,
      boolean withPrecommits,
      boolean withTransactions,
      boolean withTime) {
    var block = view.block(height);
    var answer = Value.struct();
    ProofValues.of(block.block()).members().forEach(answer::with);
    if (withPrecommits) {
      answer.with("precommits", ProofValues.precommits(block));
    }
    if (withTransactions) {
      answer.with("txs", ExplorerApi.transactions(view, height));
    }
    if (withTime) {
      answer.with("time", Value.of(ChainView.time(block).toString()));
    }
    return answer;
  }
}

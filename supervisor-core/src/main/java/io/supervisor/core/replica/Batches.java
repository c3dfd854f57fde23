package io.supervisor.core.replica;

import io.supervisor.api.crypto.VerifiedTransaction;
import java.util.ArrayList;
import java.util.List;

/** Cuts transactions into messages of a size that does not keep others waiting. */
final class Batches {
  private Batches() {}

  /** In the same order; a transaction that is larger than a batch gets one of its own. */
  static List<List<VerifiedTransaction>> of(List<VerifiedTransaction> transactions) {
    var batches = new ArrayList<List<VerifiedTransaction>>();
    var batch = new ArrayList<VerifiedTransaction>();
    long bytes = 0;
    for (var transaction : transactions) {
      boolean full =
          bytes + transaction.size() > PeerLimits.BATCH_BYTES_MAX
              || batch.size() == PeerLimits.TRANSACTIONS_MAX;
      if (full && !batch.isEmpty()) {
        batches.add(List.copyOf(batch));
        batch.clear();
        bytes = 0;
      }
      batch.add(transaction);
      bytes += transaction.size();
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }
}

package io.supervisor.testkit.simulation;

import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.List;

/** Counts the calls of each author, and blocks; every fourth argument is refused. */
final class CountingService implements Service {
  static final int COUNT = 0;
  private static final int REFUSED = 1;

  @Override
  public List<Method<?>> methods() {
    return List.of(Method.ofBytes(COUNT, "Count", CountingService::count));
  }

  @Override
  public void afterTransactions(CallContext context) {
    var blocks = context.data().proofEntry("blocks", Codecs.u64());
    blocks.set(blocks.get().orElse(0L) + 1);
  }

  private static void count(CallContext context, byte[] argument) {
    if (!(context.caller() instanceof Caller.Transaction transaction)) {
      throw new IllegalStateException("called by " + context.caller());
    }
    var counts = counts(context);
    counts.put(transaction.author(), value(counts, transaction.author()) + 1);
    if (argument.length > 0 && argument[0] % 4 == 0) {
      throw CallException.service(REFUSED, "refused");
    }
  }

  private static ProofMapIndex<PublicKey, Long> counts(CallContext context) {
    return context.data().proofMap("counts", Codecs.publicKey(), Codecs.u64());
  }

  private static long value(ProofMapIndex<PublicKey, Long> counts, PublicKey author) {
    return counts.get(author).orElse(0L);
  }
}

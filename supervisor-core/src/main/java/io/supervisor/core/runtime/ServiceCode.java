package io.supervisor.core.runtime;

import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Read;
import java.util.List;

/**
 * Code of one instance, as a {@link Runtime} loaded it. The dispatcher keeps it until the instance
 * changes.
 *
 * <p>Each method may throw {@link io.supervisor.api.CallException} for a declared failure, and
 * anything else, which is recorded as unexpected.
 */
public interface ServiceCode {
  void initialize(CallContext context, byte[] params);

  void resume(CallContext context, byte[] params);

  /**
   * Answers in the order of lifecycle.md section 8: unknown interface {@code common:0}, unknown
   * method {@code common:1}, unreadable arguments {@code common:3}; then the method runs.
   */
  void call(CallContext context, String interfaceName, int method, byte[] arguments);

  void beforeTransactions(CallContext context);

  void afterTransactions(CallContext context);

  void afterCommit(CommitContext context);

  /** What clients may ask, by any thread. */
  List<Read> reads();
}

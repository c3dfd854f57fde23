package io.supervisor.core.runtime;

import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Read;
import java.util.List;

/** Code of an instance whose artifact fails to make it: fails every call for the same reason. */
final class BrokenCode implements ServiceCode {
  private final String reason;

  BrokenCode(String reason) {
    this.reason = reason;
  }

  private IllegalStateException failure() {
    return new IllegalStateException("the artifact cannot make the instance: " + reason);
  }

  @Override
  public void initialize(CallContext context, byte[] params) {
    throw failure();
  }

  @Override
  public void resume(CallContext context, byte[] params) {
    throw failure();
  }

  @Override
  public void call(CallContext context, String interfaceName, int method, byte[] arguments) {
    throw failure();
  }

  @Override
  public void beforeTransactions(CallContext context) {
    throw failure();
  }

  @Override
  public void afterTransactions(CallContext context) {
    throw failure();
  }

  @Override
  public void afterCommit(CommitContext context) {
    throw failure();
  }

  @Override
  public List<Read> reads() {
    return List.of();
  }
}

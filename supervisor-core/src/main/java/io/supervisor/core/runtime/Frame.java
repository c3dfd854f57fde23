package io.supervisor.core.runtime;

import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.Caller;
import io.supervisor.api.CoreError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.ChainView;
import io.supervisor.api.storage.Access;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One call in progress: the context that the called service sees. Source: lifecycle.md section 8.
 */
class Frame implements FrameworkContext {
  /** Calls of one transaction or hook within each other, the outermost included. */
  static final int DEPTH_MAX = 128;

  final BlockCalls block;
  private final InstanceSpec instance;
  private final Caller caller;
  private final @Nullable Hash transactionHash;
  private final int depth;
  private boolean over;

  /**
   * @param depth 0 for transactions and hooks, else one more than that of the calling frame
   */
  Frame(
      BlockCalls block,
      InstanceSpec instance,
      Caller caller,
      @Nullable Hash transactionHash,
      int depth) {
    this.block = block;
    this.instance = instance;
    this.caller = caller;
    this.transactionHash = transactionHash;
    this.depth = depth;
  }

  /** Frame of another instance, one level further in. */
  Frame inner(InstanceSpec callee, Caller as) {
    return block.frame(callee, as, transactionHash, depth + 1);
  }

  /** This instance, as its callees see it. */
  Caller asCaller() {
    return new Caller.Service(instance.id());
  }

  /** The call has returned: whoever kept the context cannot use it any more. */
  void end() {
    over = true;
  }

  /** Throws unless the call is still running, and no inner call has failed. */
  void checkUsable() {
    if (over) {
      throw new IllegalStateException(
          "the context of a call to " + instance.name() + " was used after the call");
    }
    if (block.mustRollBack()) {
      throw new IllegalStateException(
          "an attempt to access blockchain data after an inner call has failed");
    }
  }

  @Override
  public InstanceSpec instance() {
    return instance;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Optional<Hash> transactionHash() {
    return Optional.ofNullable(transactionHash);
  }

  @Override
  public Optional<Height> height() {
    return block.chain().height();
  }

  @Override
  public Access data() {
    checkUsable();
    return block.data(instance);
  }

  @Override
  public ChainView chain() {
    checkUsable();
    return block.chain();
  }

  @Override
  public Optional<Access> dataOf(String instanceName) {
    checkUsable();
    return block
        .schema()
        .instance(instanceName)
        .filter(InstanceState::isReadable)
        .map(state -> block.readOnlyData(instanceName));
  }

  @Override
  public Optional<InstanceSpec> instance(String name) {
    checkUsable();
    return block.schema().instance(name).map(InstanceState::spec);
  }

  @Override
  public Optional<InstanceState> state(InstanceId instance) {
    checkUsable();
    return block.schema().instance(instance);
  }

  @Override
  public Iterable<InstanceState> instances() {
    checkUsable();
    return StreamSupport.stream(block.schema().instances().entries().spliterator(), false)
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public void call(InstanceId target, String interfaceName, int method, byte[] arguments) {
    call(target, interfaceName, method, arguments, asCaller());
  }

  @Override
  public void forward(InstanceId target, String interfaceName, int method, byte[] arguments) {
    call(target, interfaceName, method, arguments, caller);
  }

  /** A call that is refused here leaves no trace; one that the callee fails does. */
  private void call(
      InstanceId target, String interfaceName, int method, byte[] arguments, Caller as) {
    checkUsable();
    if (depth + 1 >= DEPTH_MAX) {
      throw CallException.core(
          CoreError.STACK_OVERFLOW,
          "Maximum depth of call stack (" + DEPTH_MAX + ") has been reached.");
    }
    var callee = block.services().active(target).orElseThrow(BlockCalls::noSuchService);
    var inner = inner(callee.spec(), as);
    block.nested(
        inner,
        CallSite.method(target, interfaceName, method),
        () -> callee.code().call(inner, interfaceName, method, arguments));
  }
}

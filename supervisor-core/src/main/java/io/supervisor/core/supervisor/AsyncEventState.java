package io.supervisor.core.supervisor;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.supervisor.ErrorInfo;

/** How far a request has come once it was accepted. Source: supervisor.md section 2. */
public sealed interface AsyncEventState {
  record Pending() implements AsyncEventState {}

  /** The deadline passed. */
  record Timeout() implements AsyncEventState {}

  record Succeed() implements AsyncEventState {}

  /**
   * The error is part of the state hash, description included.
   *
   * @param height unsigned; last committed block at that time
   */
  record Failed(long height, ExecutionError error) implements AsyncEventState {}

  AsyncEventState PENDING = new Pending();
  AsyncEventState TIMEOUT = new Timeout();
  AsyncEventState SUCCEED = new Succeed();

  MessageCodec<AsyncEventState> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.AsyncEventState.parser(),
          AsyncEventState::read,
          AsyncEventState::toWire);

  default boolean isPending() {
    return this instanceof Pending;
  }

  /** Failed or timed out. */
  default boolean isFailure() {
    return this instanceof Failed || this instanceof Timeout;
  }

  /** Reads a message. */
  static AsyncEventState read(io.supervisor.wire.supervisor.AsyncEventState wire) {
    return switch (wire.getState()) {
      case PENDING, UNRECOGNIZED -> PENDING;
      case TIMEOUT -> TIMEOUT;
      case SUCCESS -> SUCCEED;
      case FAIL -> {
        if (!wire.hasError()) {
          throw new IllegalArgumentException("state: got FAIL without an error");
        }
        yield new Failed(
            wire.getError().getHeight(), Canonical.fromWire(wire.getError().getError()));
      }
    };
  }

  /** Gives canonical bytes. */
  default io.supervisor.wire.supervisor.AsyncEventState toWire() {
    var wire = io.supervisor.wire.supervisor.AsyncEventState.newBuilder();
    switch (this) {
      case Pending _ -> wire.setState(io.supervisor.wire.supervisor.AsyncEventState.Type.PENDING);
      case Timeout _ -> wire.setState(io.supervisor.wire.supervisor.AsyncEventState.Type.TIMEOUT);
      case Succeed _ -> wire.setState(io.supervisor.wire.supervisor.AsyncEventState.Type.SUCCESS);
      case Failed(var height, var error) ->
          wire.setState(io.supervisor.wire.supervisor.AsyncEventState.Type.FAIL)
              .setError(ErrorInfo.newBuilder().setHeight(height).setError(Canonical.toWire(error)));
    }
    return wire.build();
  }
}

package io.supervisor.client;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Future of the first message of a call. Errors are {@link SupervisorException}s. */
final class Unary<Q, A> implements ClientResponseObserver<Q, A> {
  private final Node node;
  private final boolean isStream;
  private final CompletableFuture<A> answer = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<Q> call;

  private Unary(Node node, boolean isStream) {
    this.node = node;
    this.isStream = isStream;
  }

  /** Makes a call that is answered by one message. */
  static <A> CompletableFuture<A> call(Node node, Consumer<StreamObserver<A>> start) {
    return start(new Unary<Object, A>(node, false), start);
  }

  /** Makes a call that is answered by a stream, which ends after its first message. */
  static <A> CompletableFuture<A> first(Node node, Consumer<StreamObserver<A>> start) {
    return start(new Unary<Object, A>(node, true), start);
  }

  private static <A> CompletableFuture<A> start(
      Unary<Object, A> unary, Consumer<StreamObserver<A>> start) {
    start.accept(unary);
    return unary.answer;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> request) {
    call = request;
  }

  @Override
  public void onNext(A message) {
    answer.complete(message);
    if (isStream && call != null) {
      call.cancel("answered", null);
    }
  }

  @Override
  public void onError(Throwable thrown) {
    answer.completeExceptionally(Statuses.exception(node.name(), thrown));
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(
        Statuses.exception(
            node.name(), Status.INTERNAL.withDescription("no answer").asRuntimeException()));
  }
}

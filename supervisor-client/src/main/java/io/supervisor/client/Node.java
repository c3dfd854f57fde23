package io.supervisor.client;

import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One node, as far as this client is concerned.
 *
 * @param name endpoint, for people
 */
record Node(String name, Channel channel) {
  /** A stub whose calls end at a deadline. */
  <S extends AbstractStub<S>> S stub(Function<Channel, S> maker, Duration deadline) {
    return maker.apply(channel).withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }
}

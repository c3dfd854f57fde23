package io.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told when all attempts fail. */
class NodesTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final ManagedChannel channel = InProcessChannelBuilder.forName("nobody").build();
  private final Nodes nodes = new Nodes(List.of(new Node("a", channel), new Node("b", channel)));
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void close() {
    channel.shutdownNow();
  }

  @Test
  void thatTimeRunsOutIsNoNewsWhereNobodyCouldBeReached() {
    assertThatThrownBy(() -> ask(Duration.ofMillis(300), LONG, 2))
        .isInstanceOf(NotConnectedException.class);
  }

  @Test
  void thatTimeRunsOutIsToldWhereSomebodyMayHaveBeenReached() {
    assertThatThrownBy(() -> ask(Duration.ofMillis(300), LONG, 1))
        .isInstanceOf(TimedOutException.class);
    assertThatThrownBy(() -> ask(Duration.ofMillis(300), Duration.ofMillis(10), 2))
        .isInstanceOf(TimedOutException.class);
    assertThat(attempts.get()).isGreaterThan(3);
  }

  /** So many attempts find nobody, those after them wait in vain. */
  private void ask(Duration limit, Duration attemptMax, int unreached) {
    attempts.set(0);
    Waiting.join(
        nodes.call(
            limit,
            attemptMax,
            (node, time) ->
                attempts.incrementAndGet() <= unreached
                    ? CompletableFuture.failedFuture(new NotConnectedException(node.name(), null))
                    : inVain(time)));
  }

  private static CompletableFuture<String> inVain(Duration time) {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new TimedOutException("in vain", Optional.empty(), null);
        },
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS));
  }
}

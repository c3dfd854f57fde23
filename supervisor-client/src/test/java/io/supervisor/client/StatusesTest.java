package io.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class StatusesTest {
  @Test
  void aConnectionThatEndedIsNoFailureOfTheNode() {
    var closed = Status.UNKNOWN.withDescription("channel closed");

    assertThat(exception(closed.withCause(new ClosedChannelException())))
        .isInstanceOf(NotConnectedException.class)
        .hasMessageStartingWith("node n: ");
    assertThat(exception(Status.UNAVAILABLE.withCause(new IOException("reset"))))
        .isInstanceOf(NotConnectedException.class)
        .hasMessage("node n: reset");
  }

  @Test
  void whatANodeFailsWithIsItsFailure() {
    assertThat(exception(Status.UNKNOWN)).isInstanceOf(NodeFailedException.class);
    assertThat(exception(Status.INTERNAL.withDescription("oops")))
        .isInstanceOf(NodeFailedException.class)
        .hasMessageContaining("oops");
  }

  private static SupervisorException exception(Status status) {
    return Statuses.exception("n", status.asRuntimeException());
  }
}

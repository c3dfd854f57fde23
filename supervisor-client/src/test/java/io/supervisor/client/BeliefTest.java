package io.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Height;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client does not believe of some of its nodes. */
@Timeout(60)
class BeliefTest {
  private static final List<io.supervisor.api.PublicKey> KEYS =
      FakeChain.publicKeys(ClientFixture.VALIDATORS);

  private static FakeChain chain(int blocks) {
    var chain = new FakeChain(ClientFixture.VALIDATORS);
    for (var i = 0; i < blocks; i++) {
      chain.add();
    }
    return chain;
  }

  private static SupervisorClient.Builder client(Trust trust, FakeNode... nodes) {
    var builder =
        SupervisorClient.builder()
            .trust(trust)
            .callLimit(Duration.ofSeconds(2))
            .attemptLimits(Duration.ofSeconds(2), Duration.ofSeconds(1));
    for (var node : nodes) {
      builder.channel(node.name, node.channel());
    }
    return builder;
  }

  @Test
  void heightsNeverGoBack() throws Exception {
    try (var ahead = new FakeNode(chain(5));
        var behind = new FakeNode(chain(2));
        var client = client(Trust.validators(KEYS), ahead, behind).build()) {
      assertThat(client.blocks().status().block().height()).isEqualTo(new Height(5));
      for (var i = 0; i < 6; i++) {
        assertThat(client.blocks().status().block().height()).isEqualTo(new Height(5));
      }
      ahead.kill();
      assertThatThrownBy(() -> client.blocks().status())
          .isInstanceOfAny(StaleNodeException.class, NotConnectedException.class);
      // What was asked for by its height is no news.
      assertThat(client.blocks().get(new Height(1)).height()).isEqualTo(new Height(1));
    }
  }

  @Test
  void oneForeignNodeOfFiveIsFollowedByNobody() throws Exception {
    var foreign = new FakeChain(FakeChain.keys(31));
    foreign.add();
    var same = chain(1);
    for (var place = 0; place < 5; place++) {
      var nodes = new FakeNode[5];
      for (var i = 0; i < nodes.length; i++) {
        nodes[i] = new FakeNode(i == place ? foreign : same);
      }
      try (var client = client(Trust.firstUse(), nodes).build()) {
        assertThatThrownBy(() -> client.blocks().get(new Height(1)))
            .isInstanceOf(UnverifiedException.class)
            .hasMessageContaining("do not agree");
      } finally {
        for (var node : nodes) {
          node.close();
        }
      }
    }
  }

  @Test
  void anOldBlockIsNotTheNewestWhereThatIsAskedFor() throws Exception {
    try (var node = new FakeNode(chain(2));
        var careful =
            client(Trust.validators(KEYS), node).greatestAge(Duration.ofSeconds(30)).build();
        var patient =
            client(Trust.validators(KEYS), node).greatestAge(Duration.ofDays(100_000)).build()) {
      assertThatThrownBy(() -> careful.blocks().status())
          .isInstanceOf(StaleNodeException.class)
          .hasMessageContaining("want none older than 30 s");
      assertThat(patient.blocks().status().block().height()).isEqualTo(new Height(2));
    }
  }

  @Test
  void onlyLoopbackIsLoopback() {
    for (var own :
        new String[] {
          "localhost:1",
          "LOCALHOST:1",
          "127.0.0.1:1",
          "127.255.1.9",
          "[::1]:1",
          "[0:0:0:0:0:0:0:1]:1"
        }) {
      assertThat(Loopback.isHostOf(own)).as(own).isTrue();
    }
    for (var other :
        new String[] {
          "127.evil.example:1",
          "127.0.0.1.evil.example:1",
          "127.0.0.256:1",
          "127.0.0:1",
          "localhost.evil.example:1",
          "[::2]:1",
          "1127.0.0.1:1",
          "127.0.0.01:1",
          ""
        }) {
      assertThat(Loopback.isHostOf(other)).as(other).isFalse();
    }
  }
}

package io.supervisor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.supervisor.ConfigChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Administrators bring an instance to another version of its artifact. */
class NetworkMigrationTest {
  private static final KeyPair ALICE = TestKeys.named("alice");
  private static final KeyPair BOB = TestKeys.named("bob");

  @ParameterizedTest
  @EnumSource(Rules.class)
  void dataAreMigratedAndProven(Rules rules) {
    var network = stopped(rules, 5);

    network.migrate(CountersByTen.ID, "counters");
    var counters = network.instance("counters");
    network.apply(new ConfigChange.ResumeService(counters.spec().id(), ByteString.EMPTY));

    assertThat(counters.spec().artifact()).isEqualTo(CountersByTen.ID);
    assertThat(counters.state().statusWord()).isEqualTo("active");
    var proof = Counters.counts(counters.data()).proof(List.of(ALICE.publicKey()));
    var key = Codecs.publicKey().encodeKey(ALICE.publicKey());
    assertThat(counters.provenMap("counts", MapKind.HASHED, proof).get(key))
        .map(Codecs.u64()::decode)
        .contains(50L);
    assertThat(Counters.counts(counters.data()).get(BOB.publicKey())).contains(10L);
  }

  @Test
  void aScriptThatFailsIsTold() {
    var network = stopped(Rules.REVISED, 101);
    var before = network.state().objectHash("counters.counts");

    assertThatThrownBy(() -> network.migrate(CountersByTen.ID, "counters"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("too high: 101");
    assertThat(network.state().objectHash("counters.counts")).isEqualTo(before);
    assertThat(network.instance("counters").state().statusWord()).isEqualTo("stopped");
  }

  private static TestNetwork stopped(Rules rules, int count) {
    var network =
        TestNetwork.builder()
            .rules(rules)
            .service(Counters.ID, new Counters())
            .service(CountersByTen.ID, new CountersByTen())
            .instance(100, "counters", Counters.ID)
            .build();
    var counters = network.instance("counters");
    network
        .createBlock(
            counters.transaction(ALICE, Counters.ADD, new byte[] {(byte) count}),
            counters.transaction(BOB, Counters.ADD, new byte[] {1}))
        .orElseThrow();
    network.deploy(CountersByTen.ID);
    network.apply(new ConfigChange.StopService(counters.spec().id()));
    return network;
  }
}

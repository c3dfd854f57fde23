package purses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.UInt64Value;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.supervisor.ConfigChange;
import io.supervisor.core.supervisor.ConfigPropose;
import io.supervisor.core.time.TimeOracleArtifact;
import io.supervisor.testkit.TestInstance;
import io.supervisor.testkit.TestKeys;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.junit.TestNetworkExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PursesTest {
  private static final ArtifactId PURSES = ArtifactId.parse("1:purses:1.0.0");
  private static final KeyPair ALICE = TestKeys.named("alice");

  @RegisterExtension
  static final TestNetworkExtension NETWORK =
      TestNetworkExtension.of(
          TestNetwork.builder()
              .service(PURSES, new PursesArtifact())
              .instance(100, "purses", PURSES));

  private static VerifiedTransaction transaction(TestInstance purses, int method, long amount) {
    return purses.transaction(ALICE, method, UInt64Value.of(amount));
  }

  @Test
  void aBalanceIsProven(TestNetwork network) {
    var purses = network.instance("purses");
    network.send(transaction(purses, PursesArtifact.DEPOSIT, 100)).orElseThrow();
    network.send(transaction(purses, PursesArtifact.WITHDRAW, 30)).orElseThrow();

    var proof = PursesArtifact.purses(purses.data()).proof(List.of(ALICE.publicKey()));
    var proven = purses.provenMap("purses", MapKind.HASHED, proof);

    var balance = proven.get(Codecs.publicKey().encodeKey(ALICE.publicKey()));
    assertEquals(70, Codecs.u64().decode(balance.orElseThrow()));
  }

  @Test
  void aCallFails(TestNetwork network) {
    var purses = network.instance("purses");
    var deposit = transaction(purses, PursesArtifact.DEPOSIT, 10);
    var withdrawal = transaction(purses, PursesArtifact.WITHDRAW, 11);

    var block = network.createBlock(deposit, withdrawal);

    assertEquals("ok", block.result(deposit).code());
    assertEquals("service:3", block.result(withdrawal).code());
    assertEquals("service:3", network.lightClient().result(withdrawal).code());
  }

  @Test
  void readsAnswer(TestNetwork network) {
    var purses = network.instance("purses");
    network.send(transaction(purses, PursesArtifact.DEPOSIT, 100)).orElseThrow();

    var answer = purses.ask("v1/purse", Map.of("key", ALICE.publicKey().toString()));

    assertEquals(Value.of(100), answer);
  }

  @Test
  void administratorsStartAnother(TestNetwork network) {
    var second = new ConfigChange.StartService(PURSES, "second", ByteString.EMPTY);
    var proposal = new ConfigPropose(network.height().value() + 2, List.of(second), 0);

    network.createBlock(network.as(0).propose(proposal)).orElseThrow();
    network
        .createBlock(network.as(1).confirm(proposal.hash()), network.as(2).confirm(proposal.hash()))
        .orElseThrow();

    assertEquals("active", network.instance("second").state().statusWord());
  }

  @Test
  void nodesReportTheTime(TestNetwork network) {
    network.deploy(TimeOracleArtifact.ID);
    var time = network.start(TimeOracleArtifact.ID, "time", new byte[0]);

    network.clock().advance(Duration.ofDays(1));
    network.createBlock(); // after it, each validator reports its clock
    network.createBlock(); // of the four reports

    assertEquals(Value.of("2026-01-02T00:00:00Z"), time.ask("v1/current_time", Map.of()));
  }

  @Test
  void whatIfIsAskedTwice(TestNetwork network) {
    var purses = network.instance("purses");
    network.send(transaction(purses, PursesArtifact.DEPOSIT, 100)).orElseThrow();

    var before = network.checkpoint();
    network.send(transaction(purses, PursesArtifact.WITHDRAW, 100)).orElseThrow();
    network.rollback(before);

    assertEquals(1, network.height().value());
    assertEquals("ok", network.send(transaction(purses, PursesArtifact.WITHDRAW, 70)).code());
  }
}

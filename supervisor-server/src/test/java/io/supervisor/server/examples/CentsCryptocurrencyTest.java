package io.supervisor.server.examples;

import static io.supervisor.testkit.scripted.ScriptedChain.keyPair;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.client.ValueProofs;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.InstanceStatus;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.examples.cryptocurrency.Wallets;
import io.supervisor.examples.cryptocurrency.cents.CentsArtifact;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.examples.cryptocurrency.message.Transfer;
import io.supervisor.examples.cryptocurrency.message.Wallet;
import io.supervisor.examples.cryptocurrency.plain.message.TxCreateWallet;
import io.supervisor.examples.cryptocurrency.plain.message.TxTransfer;
import io.supervisor.testkit.scripted.ScriptedChain;
import io.supervisor.wire.runtime.MigrationStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cryptocurrency 0.3.0, and the ways to it: examples.md section 6. */
final class CentsCryptocurrencyTest {
  private static final ArtifactId PLAIN = ArtifactId.parse("0:exonum-cryptocurrency:0.1.0");
  private static final ArtifactId UNITS = ArtifactId.parse("0:exonum-cryptocurrency:0.2.0");
  private static final ArtifactId CENTS = ArtifactId.parse("0:exonum-cryptocurrency:0.3.0");
  private static final InstanceId ID = new InstanceId(101);
  private static final String NAME = "crypto";
  private static final KeyPair ALICE = keyPair(50);
  private static final KeyPair BOB = keyPair(51);

  private final ScriptedChain chain =
      new ScriptedChain(
          1,
          Map.<ArtifactId, ServiceArtifact>of(
              PLAIN,
              new io.supervisor.examples.cryptocurrency.plain.CryptocurrencyArtifact(),
              UNITS,
              new CryptocurrencyArtifact(),
              CENTS,
              new CentsArtifact()));

  private int steps;

  private void startWith(ArtifactId artifact) {
    chain.start(chain.genesis(Rules.REVISED).instance(spec(artifact), new byte[0]).build());
  }

  private static InstanceSpec spec(ArtifactId artifact) {
    return new InstanceSpec(ID, NAME, artifact);
  }

  private InstanceSpec spec() {
    return chain.state(NAME).spec();
  }

  private String send(KeyPair author, int method, Message arguments) {
    return chain.send(author, spec(), method, arguments);
  }

  private static Message create(String name) {
    return CreateWallet.newBuilder().setName(name).build();
  }

  private static Message transfer(KeyPair to, long amount) {
    return Transfer.newBuilder().setTo(Canonical.toWire(address(to))).setAmount(amount).build();
  }

  private static Message issue(long amount) {
    return Issue.newBuilder().setAmount(amount).build();
  }

  private static Hash address(KeyPair owner) {
    return Address.of(new Caller.Transaction(owner.publicKey()));
  }

  private Access data() {
    return new Snapshot(chain.view()).access(NAME + ".");
  }

  private Wallet wallet(KeyPair owner) {
    return new Wallets(data()).find(address(owner)).orElseThrow();
  }

  private Iterable<Hash> history(KeyPair owner) {
    return data().group(address(owner).toBytes()).proofList("wallet_history", Codecs.hash());
  }

  private Value answer(String read, Map<String, String> arguments) {
    return chain.answer(spec(), read, arguments);
  }

  private long supply() {
    return ValueProofs.number(ValueProofs.member(answer("v1/supply", Map.of()), "supply"));
  }

  /** Freezes the instance and runs the scripts to version 0.3.0; what came of them. */
  private MigrationStatus runScripts() {
    chain.supervised(supervisor -> {
      supervisor.freeze(ID);
      supervisor.registerArtifact(CENTS, new byte[0]);
    });
    chain.supervised(supervisor -> supervisor.initiateMigration(CENTS, NAME));
    var scripts = chain.executor().migrations();
    while (true) {
      // Each step twice: the first is lost, as in a crash before it was kept.
      var lost = scripts.step(chain.view(), NAME);
      var step = scripts.step(chain.view(), NAME);
      assertThat(step.patch().encode()).isEqualTo(lost.patch().encode());
      chain.network().change(step.patch());
      steps++;
      if (step.progress().result().isPresent()) {
        return step.progress().result().get();
      }
    }
  }

  private void migrate() {
    var result = runScripts();
    assertThat(result.getError()).isEmpty();
    var hash = Canonical.fromWire(result.getHash());
    chain.supervised(supervisor -> supervisor.commitMigration(NAME, hash));
    chain.supervised(supervisor -> supervisor.flushMigration(NAME));
    assertThat(chain.state(NAME).status()).contains(InstanceStatus.frozen());
    resume();
  }

  private void resume() {
    chain.supervised(supervisor -> supervisor.resume(ID, new byte[0]));
    assertThat(chain.state(NAME).isActive()).isTrue();
  }

  @Test
  void oneRequestBringsPlainWalletsToCents() {
    startWith(PLAIN);
    send(ALICE, 0, TxCreateWallet.newBuilder().setName("Alice").build());
    send(BOB, 0, TxCreateWallet.newBuilder().setName("Bob").build());
    var toBob = Canonical.toWire(BOB.publicKey());
    send(ALICE, 1, TxTransfer.newBuilder().setTo(toBob).setAmount(30).build());

    migrate();

    assertThat(spec().artifact()).isEqualTo(CENTS);
    assertThat(wallet(ALICE))
        .isEqualTo(
            Wallet.newBuilder()
                .setOwner(Canonical.toWire(address(ALICE)))
                .setName("Alice")
                .setBalance(7_000)
                .setHistoryHash(Canonical.toWire(Hash.ZERO))
                .build());
    assertThat(wallet(BOB).getBalance()).isEqualTo(13_000);
    assertThat(supply()).isEqualTo(20_000);
    chain.supervised(supervisor -> supervisor.unloadArtifact(PLAIN));
  }

  @Test
  void historiesGoOnAfterTheMigration() {
    startWith(UNITS);
    send(ALICE, 2, create("Alice"));
    send(BOB, 2, create("Bob"));
    send(ALICE, 0, transfer(BOB, 1));
    var before = wallet(ALICE);
    var transactions = history(ALICE);
    assertThat(transactions).hasSize(2);

    migrate();

    assertThat(wallet(ALICE)).isEqualTo(before.toBuilder().setBalance(9_900).build());
    assertThat(history(ALICE)).containsExactlyElementsOf(transactions);

    assertThat(send(ALICE, 0, transfer(BOB, 1))).isEqualTo("ok");

    assertThat(wallet(ALICE).getBalance()).isEqualTo(9_899);
    assertThat(wallet(BOB).getBalance()).isEqualTo(10_101);
    assertThat(wallet(ALICE).getHistoryLen()).isEqualTo(3);
    var list = data().group(address(ALICE).toBytes()).proofList("wallet_history", Codecs.hash());
    assertThat(wallet(ALICE).getHistoryHash()).isEqualTo(Canonical.toWire(list.objectHash()));
    assertThat(supply()).isEqualTo(20_000);
  }

  @Test
  void manyWalletsAreMigratedInSteps() {
    startWith(UNITS);
    var fork = new Fork(chain.view());
    var wallets = new Wallets(fork.access(NAME + ".")).byAddress();
    for (var i = 0; i < 2_500; i++) {
      var owner = Sha256.of(("owner " + i).getBytes(StandardCharsets.UTF_8));
      wallets.put(
          owner, Wallet.newBuilder().setOwner(Canonical.toWire(owner)).setBalance(i).build());
    }
    chain.network().change(fork.toPatch());

    migrate();

    assertThat(steps).isEqualTo(3);
    assertThat(supply()).isEqualTo(2_499L * 2_500 / 2 * 100);
    var seen = 0;
    for (var entry : new Wallets(data()).byAddress().entries()) {
      assertThat(entry.getValue().getBalance() % 100).isZero();
      seen++;
    }
    assertThat(seen).isEqualTo(2_500);
  }

  @Test
  void withoutWalletsThereIsASupplyOfNothing() {
    startWith(UNITS);

    migrate();

    assertThat(supply()).isZero();
    assertThat(data().proofEntry("supply", Codecs.u64()).get()).contains(0L);
  }

  @Test
  void amountsThatDoNotFitLeaveTheDataAsTheyAre() {
    startWith(UNITS);
    send(ALICE, 2, create("Alice"));
    assertThat(send(ALICE, 1, issue(Long.divideUnsigned(-1, 100) - 99))).isEqualTo("ok");
    var before = wallet(ALICE);

    var result = runScripts();

    assertThat(result.getError())
        .isEqualTo(
            "wallet "
                + address(ALICE)
                + ": got 184467440737095517 units, want 184467440737095516 at most");
    rollback(before);
  }

  @Test
  void walletsThatFitButNotTogetherLeaveTheDataAsTheyAre() {
    startWith(UNITS);
    send(ALICE, 2, create("Alice"));
    send(BOB, 2, create("Bob"));
    send(ALICE, 1, issue(Long.divideUnsigned(-1, 100) - 100));
    var before = wallet(ALICE);

    assertThat(runScripts().getError()).isEqualTo("The supply would exceed 2^64-1 cents.");
    rollback(before);
  }

  private void rollback(Wallet alice) {
    chain.supervised(supervisor -> supervisor.rollbackMigration(NAME));
    assertThat(spec().artifact()).isEqualTo(UNITS);
    resume();
    assertThat(wallet(ALICE)).isEqualTo(alice);
    assertThat(send(ALICE, 1, issue(1))).isEqualTo("ok");
  }

  @Test
  void whatCreatesMoneyIsCounted() {
    startWith(CENTS);
    assertThat(supply()).isZero();
    send(ALICE, 2, create("Alice"));
    assertThat(wallet(ALICE).getBalance()).isEqualTo(10_000);
    assertThat(send(ALICE, 1, issue(5))).isEqualTo("ok");
    assertThat(supply()).isEqualTo(10_005);

    assertThat(send(ALICE, 2, create("Alice again"))).isEqualTo("service:0");
    assertThat(send(BOB, 1, issue(5))).isEqualTo("service:2");
    assertThat(send(ALICE, 0, transfer(BOB, 5))).isEqualTo("service:2");
    assertThat(supply()).isEqualTo(10_005);
  }

  @Test
  void aFullSupplyRefusesAndNothingIsLeft() {
    startWith(CENTS);
    send(ALICE, 2, create("Alice"));
    assertThat(send(ALICE, 1, issue(-1 - 19_999))).isEqualTo("ok");
    assertThat(supply()).as("2^64 - 10,000").isEqualTo(-10_000);
    var alice = wallet(ALICE);

    assertThat(send(BOB, 2, create("Bob"))).isEqualTo("service:5");
    assertThat(new Wallets(data()).find(address(BOB))).isEqualTo(Optional.empty());
    assertThat(send(ALICE, 1, issue(10_000))).isEqualTo("service:5");
    assertThat(wallet(ALICE)).isEqualTo(alice);
    assertThat(send(ALICE, 1, issue(9_999))).isEqualTo("ok");
    assertThat(supply()).as("2^64 - 1").isEqualTo(-1);
  }

  @Test
  void theSupplyIsProven() {
    startWith(CENTS);
    send(ALICE, 2, create("Alice"));

    var answer = answer("v1/supply", Map.of());

    var proof =
        ValueProofs.map(
            ValueProofs.member(answer, "supply_proof"), ValueProofs::utf8, ValueProofs::bytes);
    var state = chain.blocks().getLast().header().stateHash();
    var entry =
        proof
            .check(state, MapKind.HASHED)
            .orElseThrow()
            .get((NAME + ".supply").getBytes(StandardCharsets.UTF_8));
    assertThat(entry).hasValue(Codecs.u64().objectHash(10_000L).toBytes());
  }
}

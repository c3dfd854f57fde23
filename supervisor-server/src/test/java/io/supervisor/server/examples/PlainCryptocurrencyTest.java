package io.supervisor.server.examples;

import static io.supervisor.core.scripted.ScriptedChain.keyPair;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.service.Read.Visibility;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.scripted.ScriptedChain;
import io.supervisor.examples.cryptocurrency.plain.CryptocurrencyArtifact;
import io.supervisor.examples.cryptocurrency.plain.message.TxCreateWallet;
import io.supervisor.examples.cryptocurrency.plain.message.TxTransfer;
import io.supervisor.examples.cryptocurrency.plain.message.Wallet;
import io.supervisor.server.replay.ValueJson;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cryptocurrency 0.1.0: examples.md section 2. */
final class PlainCryptocurrencyTest {
  private static final ArtifactId ARTIFACT = ArtifactId.parse("0:exonum-cryptocurrency:0.1.0");
  private static final InstanceSpec CURRENCY =
      new InstanceSpec(new InstanceId(101), "cryptocurrency", ARTIFACT);
  private static final KeyPair ALICE = keyPair(50);
  private static final KeyPair BOB = keyPair(51);

  private final ScriptedChain chain =
      new ScriptedChain(1, Map.of(ARTIFACT, new CryptocurrencyArtifact()));

  @BeforeEach
  void start() {
    chain.start(chain.genesis(Rules.ORIGINAL).instance(CURRENCY, new byte[0]).build());
  }

  private String create(KeyPair owner, String name) {
    return chain.send(owner, CURRENCY, 0, TxCreateWallet.newBuilder().setName(name).build());
  }

  private static Message transfer(KeyPair to, long amount) {
    return TxTransfer.newBuilder()
        .setTo(Canonical.toWire(to.publicKey()))
        .setAmount(amount)
        .build();
  }

  private String send(KeyPair from, KeyPair to, long amount) {
    return chain.send(from, CURRENCY, 1, transfer(to, amount));
  }

  private String json(String read, Map<String, String> arguments) {
    return ValueJson.of(chain.answer(CURRENCY, read, arguments));
  }

  private String wallet(KeyPair owner) {
    return json("v1/wallet", Map.of("pub_key", owner.publicKey().toString()));
  }

  private static String wallet(KeyPair owner, String name, String balance) {
    return "{\"pub_key\":\"%s\",\"name\":\"%s\",\"balance\":%s}"
        .formatted(owner.publicKey(), name, balance);
  }

  @Test
  void aNewWalletHasHundredUnits() {
    assertThat(create(ALICE, "Alice")).isEqualTo("ok");
    assertThat(wallet(ALICE)).isEqualTo(wallet(ALICE, "Alice", "100"));
    assertThat(create(ALICE, "Alice again")).isEqualTo("service:0");
    assertThat(wallet(ALICE)).isEqualTo(wallet(ALICE, "Alice", "100"));
  }

  /** Each step mends what the one before was refused for, and nothing else. */
  @Test
  void transfersAreCheckedInOrder() {
    assertThat(send(ALICE, ALICE, 101)).isEqualTo("service:4");
    assertThat(send(ALICE, BOB, 101)).isEqualTo("service:1");
    create(ALICE, "Alice");
    assertThat(send(ALICE, BOB, 101)).isEqualTo("service:2");
    create(BOB, "Bob");
    assertThat(send(ALICE, BOB, 101)).isEqualTo("service:3");
    assertThat(wallet(ALICE)).isEqualTo(wallet(ALICE, "Alice", "100"));
    assertThat(send(ALICE, BOB, 100)).isEqualTo("ok");
    assertThat(wallet(ALICE)).isEqualTo(wallet(ALICE, "Alice", "0"));
    assertThat(wallet(BOB)).isEqualTo(wallet(BOB, "Bob", "200"));
  }

  /** No transactions lead there: all wallets together would have to hold so much. */
  @Test
  void noWalletOverflows() {
    create(ALICE, "Alice");
    create(BOB, "Bob");
    setBalance(BOB.publicKey(), -1 - 50);
    assertThat(send(ALICE, BOB, 51)).isEqualTo("service:5");
    assertThat(wallet(ALICE)).isEqualTo(wallet(ALICE, "Alice", "100"));
    assertThat(send(ALICE, BOB, 101)).as("the balance is checked first").isEqualTo("service:3");
    assertThat(send(ALICE, BOB, 50)).isEqualTo("ok");
    assertThat(wallet(BOB)).isEqualTo(wallet(BOB, "Bob", "18446744073709551615"));
  }

  private void setBalance(PublicKey owner, long balance) {
    var fork = new Fork(chain.store().snapshot());
    var wallets =
        fork.access(CURRENCY.name() + ".")
            .map("wallets", Codecs.publicKey(), Codecs.protobuf(Wallet.parser()));
    wallets.put(owner, wallets.get(owner).orElseThrow().toBuilder().setBalance(balance).build());
    chain.store().apply(fork.toPatch());
  }

  @Test
  void argumentsAreMessages() {
    var name = BytesValue.of(ALICE.publicKey().toByteString());
    assertThat(chain.send(ALICE, CURRENCY, 1, name))
        .as("a key of two levels")
        .isEqualTo("common:3");
    assertThat(chain.send(ALICE, CURRENCY, 1, TxTransfer.getDefaultInstance()))
        .as("no key")
        .isEqualTo("common:3");
    assertThat(chain.send(ALICE, CURRENCY, 2, name)).isEqualTo("common:1");
  }

  @Test
  void servicesHaveNoWallets() {
    var bytes = TxCreateWallet.newBuilder().setName("service").build().toByteArray();
    var failure = chain.run(1, context -> context.call(CURRENCY.id(), "", 0, bytes));
    assertThat(failure.orElseThrow().error().codeText()).isEqualTo("unexpected");
    assertThat(json("v1/wallets", Map.of())).isEqualTo("[]");
  }

  @Test
  void allWalletsAreListedInTheOrderOfKeys() {
    create(ALICE, "Al\"ice");
    create(BOB, "Bob");
    var first = ALICE.publicKey().toString().compareTo(BOB.publicKey().toString()) < 0;
    var alice = wallet(ALICE, "Al\\\"ice", "100");
    var bob = wallet(BOB, "Bob", "100");
    assertThat(json("v1/wallets", Map.of()))
        .isEqualTo(first ? "[" + alice + "," + bob + "]" : "[" + bob + "," + alice + "]");
  }

  @Test
  void anUnknownWalletIsNotFound() {
    var answer =
        chain.ask(
            CURRENCY,
            "v1/wallet",
            Visibility.PUBLIC,
            Map.of("pub_key", ALICE.publicKey().toString()));
    assertThat(answer)
        .isInstanceOfSatisfying(
            QueryAnswer.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(ReadException.Reason.NOT_FOUND);
              assertThat(refused.title()).isEqualTo("Wallet not found");
            });
  }

  @Test
  void walletsAreInNoHash() {
    var before = new Snapshot(chain.store().snapshot()).aggregated();
    create(ALICE, "Alice");
    assertThat(new Snapshot(chain.store().snapshot()).aggregated()).isEqualTo(before);
    assertThat(chain.blocks().get(1).header().stateHash())
        .isEqualTo(chain.blocks().get(0).header().stateHash());
  }
}

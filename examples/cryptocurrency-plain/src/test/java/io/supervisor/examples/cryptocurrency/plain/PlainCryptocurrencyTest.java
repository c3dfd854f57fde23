package io.supervisor.examples.cryptocurrency.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.service.Read.Visibility;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.ValueJson;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.rules.Rules;
import io.supervisor.examples.cryptocurrency.plain.message.TxCreateWallet;
import io.supervisor.examples.cryptocurrency.plain.message.TxTransfer;
import io.supervisor.examples.cryptocurrency.plain.message.Wallet;
import io.supervisor.testkit.TestInstance;
import io.supervisor.testkit.TestKeys;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.junit.TestNetworkExtension;
import io.supervisor.testkit.scripted.Script;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cryptocurrency 0.1.0: examples.md section 2. */
final class PlainCryptocurrencyTest {
  private static final ArtifactId ARTIFACT = ArtifactId.parse("0:exonum-cryptocurrency:0.1.0");
  private static final ArtifactId FRIEND = ArtifactId.parse("0:friend:1.0.0");
  private static final KeyPair ALICE = TestKeys.named("alice");
  private static final KeyPair BOB = TestKeys.named("bob");
  private static final Script SCRIPT = new Script();

  @RegisterExtension
  static final TestNetworkExtension NETWORK =
      TestNetworkExtension.of(
          TestNetwork.builder()
              .rules(Rules.ORIGINAL)
              .service(ARTIFACT, new CryptocurrencyArtifact())
              .service(FRIEND, SCRIPT)
              .instance(101, "cryptocurrency", ARTIFACT)
              .instance(102, "friend", FRIEND));

  private final TestNetwork network;
  private final TestInstance currency;

  PlainCryptocurrencyTest(TestNetwork network) {
    this.network = network;
    this.currency = network.instance("cryptocurrency");
  }

  /** Sends a transaction; {@code ok} or the error's code. */
  private String send(KeyPair author, int method, Message arguments) {
    return network.send(currency.transaction(author, method, arguments)).code();
  }

  private String create(KeyPair owner, String name) {
    return send(owner, 0, TxCreateWallet.newBuilder().setName(name).build());
  }

  private static Message transfer(KeyPair to, long amount) {
    return TxTransfer.newBuilder()
        .setTo(Canonical.toWire(to.publicKey()))
        .setAmount(amount)
        .build();
  }

  private String send(KeyPair from, KeyPair to, long amount) {
    return send(from, 1, transfer(to, amount));
  }

  private String json(String read, Map<String, String> arguments) {
    return ValueJson.of(currency.ask(read, arguments));
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
    assertThat(send(ALICE, BOB, 102)).isEqualTo("service:2");
    create(BOB, "Bob");
    assertThat(send(ALICE, BOB, 103)).isEqualTo("service:3");
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
    var fork = new Fork(network.state().view());
    var wallets =
        fork.access("cryptocurrency.")
            .map("wallets", Codecs.publicKey(), Codecs.protobuf(Wallet.parser()));
    wallets.put(owner, wallets.get(owner).orElseThrow().toBuilder().setBalance(balance).build());
    network.change(fork.toPatch());
  }

  @Test
  void argumentsAreMessages() {
    var name = BytesValue.of(ALICE.publicKey().toByteString());
    assertThat(send(ALICE, 1, name)).as("a key of two levels").isEqualTo("common:3");
    assertThat(send(ALICE, 1, TxTransfer.getDefaultInstance())).as("no key").isEqualTo("common:3");
    assertThat(send(ALICE, 2, name)).isEqualTo("common:1");
  }

  @Test
  void servicesHaveNoWallets() {
    var bytes = TxCreateWallet.newBuilder().setName("service").build().toByteArray();
    SCRIPT.on("create", context -> context.call(currency.spec().id(), "", 0, bytes));
    assertThat(network.send(SCRIPT.transaction(network.instance("friend"), ALICE, "create")).code())
        .isEqualTo("unexpected");
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
        currency.query(
            "v1/wallet", Visibility.PUBLIC, Map.of("pub_key", ALICE.publicKey().toString()));
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
    var before = network.state().aggregated();
    create(ALICE, "Alice");
    assertThat(network.state().aggregated()).isEqualTo(before);
    assertThat(network.blocks().get(1).header().stateHash())
        .isEqualTo(network.blocks().get(0).header().stateHash());
  }
}

package io.supervisor.examples.cryptocurrency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Caller;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.examples.cryptocurrency.message.Transfer;
import io.supervisor.examples.cryptocurrency.message.Wallet;
import io.supervisor.testkit.CallResult;
import io.supervisor.testkit.TestInstance;
import io.supervisor.testkit.TestKeys;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.junit.TestNetworkExtension;
import io.supervisor.testkit.scripted.Script;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CryptocurrencyServiceTest {
  private static final ArtifactId ARTIFACT = ArtifactId.parse("1:exonum-cryptocurrency:0.2.0");
  private static final ArtifactId FRIEND = ArtifactId.parse("1:friend:1.0.0");
  private static final InstanceId WALLETS = new InstanceId(101);
  private static final KeyPair ALICE = TestKeys.named("alice");
  private static final KeyPair BOB = TestKeys.named("bob");
  private static final String OK = CallResult.OK;

  private static final int TRANSFER = 0;
  private static final int ISSUE = 1;
  private static final int CREATE = 2;

  private final Script script = new Script();

  @RegisterExtension
  final TestNetworkExtension extension =
      TestNetworkExtension.of(
          TestNetwork.builder()
              .service(ARTIFACT, new CryptocurrencyArtifact())
              .service(FRIEND, script)
              .instance(101, "wallet", ARTIFACT)
              .instance(102, "friend", FRIEND));

  private TestNetwork network() {
    return extension.network();
  }

  private TestInstance wallets() {
    return network().instance("wallet");
  }

  private static Hash address(KeyPair user) {
    return Address.of(new Caller.Transaction(user.publicKey()));
  }

  private static Message create(String name) {
    return CreateWallet.newBuilder().setName(name).build();
  }

  private static Message transfer(Hash to, long amount) {
    return Transfer.newBuilder().setTo(Canonical.toWire(to)).setAmount(amount).build();
  }

  private static Message issue(long amount) {
    return Issue.newBuilder().setAmount(amount).build();
  }

  /** Sends a transaction that is in the chain afterwards. */
  private VerifiedTransaction sent(KeyPair author, int method, Message arguments) {
    var transaction = wallets().transaction(author, method, arguments);
    network().createBlock(transaction).result(0).orElseThrow();
    return transaction;
  }

  /** Sends a transaction; {@code ok} or the error's code. */
  private String call(KeyPair author, int method, Message arguments) {
    return network().send(wallets().transaction(author, method, arguments)).code();
  }

  /** Has the other service call; {@code ok} or the error's code. */
  private String callAsService(int method, Message arguments) {
    var action = arguments + " by " + method;
    script.on(action, context -> context.call(WALLETS, "", method, arguments.toByteArray()));
    return network().send(script.transaction(network().instance("friend"), BOB, action)).code();
  }

  /** Has the other service call after the transactions of a block. */
  private Optional<ExecutionError> callInHook(int method, Message arguments) {
    script.afterTransactions(context -> context.call(WALLETS, "", method, arguments.toByteArray()));
    return network()
        .createBlock(List.of())
        .error(new CallInBlock.AfterTransactions(network().instance("friend").spec().id()));
  }

  private Wallet wallet(KeyPair owner) {
    return data().find(address(owner)).orElseThrow();
  }

  private Wallets data() {
    return new Wallets(wallets().data());
  }

  @Test
  void newWalletHoldsHundredUnitsAndItsCreationAsHistory() {
    var creation = sent(ALICE, CREATE, create("Alice"));

    var wallet = wallet(ALICE);
    assertThat(Canonical.fromWire(wallet.getOwner())).isEqualTo(address(ALICE));
    assertThat(wallet.getName()).isEqualTo("Alice");
    assertThat(wallet.getBalance()).isEqualTo(100);
    assertThat(wallet.getHistoryLen()).isEqualTo(1);
    assertThat(Canonical.fromWire(wallet.getHistoryHash()))
        .isEqualTo(TreeHash.list(1, TreeHash.leaf(creation.hash().toBytes())));
  }

  @Test
  void balancesAreProven() {
    sent(ALICE, CREATE, create("Alice"));
    sent(BOB, CREATE, create("Bob"));
    sent(ALICE, TRANSFER, transfer(address(BOB), 30));

    var proof = data().byAddress().proof(List.of(address(ALICE), address(BOB)));
    var proven = wallets().provenMap(Wallets.INDEX, MapKind.RAW, proof);
    assertThat(proven.get(address(ALICE).toBytes()).map(WalletCodec.INSTANCE::decode))
        .hasValueSatisfying(wallet -> assertThat(wallet.getBalance()).isEqualTo(70));
    assertThat(proven.get(address(BOB).toBytes()).map(WalletCodec.INSTANCE::decode))
        .hasValueSatisfying(wallet -> assertThat(wallet.getBalance()).isEqualTo(130));
  }

  @Test
  void walletIsCreatedOnce() {
    sent(ALICE, CREATE, create("Alice"));

    assertThat(call(ALICE, CREATE, create("Alice again"))).isEqualTo("service:0");
    assertThat(wallet(ALICE).getName()).isEqualTo("Alice");
  }

  @Test
  void transferMovesUnitsAndGoesIntoBothHistories() {
    sent(ALICE, CREATE, create("Alice"));
    var creation = sent(BOB, CREATE, create("Bob"));

    var transfer = sent(ALICE, TRANSFER, transfer(address(BOB), 30));

    assertThat(wallet(ALICE).getBalance()).isEqualTo(70);
    assertThat(wallet(BOB).getBalance()).isEqualTo(130);
    assertThat(data().history(address(BOB))).containsExactly(creation.hash(), transfer.hash());
    assertThat(wallet(BOB).getHistoryLen()).isEqualTo(2);
    assertThat(Canonical.fromWire(wallet(BOB).getHistoryHash()))
        .isEqualTo(data().history(address(BOB)).objectHash());
  }

  /** Each step mends what the one before was refused for, and nothing else. */
  @Test
  void transferIsCheckedInOrder() {
    assertThat(call(ALICE, TRANSFER, transfer(address(ALICE), -1))).isEqualTo("service:4");
    assertThat(call(ALICE, TRANSFER, transfer(address(BOB), -1))).isEqualTo("service:1");
    sent(ALICE, CREATE, create("Alice"));
    assertThat(call(ALICE, TRANSFER, transfer(address(BOB), -2))).isEqualTo("service:2");
    sent(BOB, CREATE, create("Bob"));
    assertThat(call(ALICE, TRANSFER, transfer(address(BOB), -3))).isEqualTo("service:3");
    sent(ALICE, ISSUE, issue(-1 - 100));
    assertThat(call(ALICE, TRANSFER, transfer(address(BOB), -4))).isEqualTo("service:5");
    assertThat(call(ALICE, TRANSFER, transfer(address(BOB), -1 - 100))).isEqualTo(OK);

    assertThat(wallet(ALICE).getBalance()).isEqualTo(100);
    assertThat(wallet(BOB).getBalance()).as("2^64-1").isEqualTo(-1);
  }

  @Test
  void whatIsRefusedChangesNothing() {
    sent(ALICE, CREATE, create("Alice"));
    sent(BOB, CREATE, create("Bob"));
    var before = network().state().stateHash();
    var refused = wallets().transaction(ALICE, TRANSFER, transfer(address(BOB), 101));

    network().createBlock(refused, wallets().transaction(BOB, ISSUE, issue(-1)));

    assertThat(network().lightClient().result(refused).code()).isEqualTo("service:3");
    assertThat(network().state().stateHash()).isEqualTo(before);
    assertThat(data().history(address(BOB)).size()).isEqualTo(1);
  }

  @Test
  void issueAddsToTheCallersWallet() {
    assertThat(call(ALICE, ISSUE, issue(6))).as("no wallet").isEqualTo("service:2");
    sent(ALICE, CREATE, create("Alice"));

    assertThat(call(ALICE, ISSUE, issue(5))).isEqualTo(OK);
    assertThat(wallet(ALICE).getBalance()).isEqualTo(105);
    assertThat(wallet(ALICE).getHistoryLen()).isEqualTo(2);
    assertThat(call(ALICE, ISSUE, issue(-1))).as("overflow").isEqualTo("service:5");
  }

  @Test
  void servicesOwnWalletsToo() {
    sent(ALICE, CREATE, create("Alice"));

    assertThat(callAsService(CREATE, create("Service"))).isEqualTo(OK);
    assertThat(callAsService(TRANSFER, transfer(address(ALICE), 1))).isEqualTo(OK);
    assertThat(wallet(ALICE).getBalance()).isEqualTo(101);
  }

  @Test
  void callsOutsideOfTransactionsAreRefused() {
    var calls = List.of(transfer(address(BOB), 1), issue(1), create("Chain"));
    for (int method = 0; method < calls.size(); method++) {
      assertThat(callInHook(method, calls.get(method)))
          .hasValueSatisfying(error -> assertThat(error.codeText()).isEqualTo("common:2"));
    }
  }

  @Test
  void addressOfAnotherSizeIsUnreadable() {
    var transfer = Transfer.newBuilder();
    transfer.getToBuilder().setData(ByteString.copyFrom(new byte[31]));

    assertThat(call(ALICE, TRANSFER, transfer.build())).isEqualTo("common:3");
    assertThat(call(ALICE, TRANSFER, Transfer.getDefaultInstance())).isEqualTo("common:3");
  }

  @Test
  void errorsSayWhatIsWrong() {
    var result = network().send(wallets().transaction(BOB, ISSUE, issue(1)));

    assertThat(result.error().orElseThrow().description()).isEqualTo("Receiver doesn't exist.");
  }

  @Test
  void artifactIsFoundAndBringsItsProtoFile() {
    var artifacts = ServiceLoader.load(ServiceArtifact.class).stream().toList();

    assertThat(artifacts).hasSize(1);
    assertThat(artifacts.get(0).get().protoSources().get("service.proto"))
        .contains("package exonum.examples.cryptocurrency_advanced;");
  }
}

package io.supervisor.examples.cryptocurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.examples.cryptocurrency.message.Transfer;
import io.supervisor.examples.cryptocurrency.message.Wallet;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CryptocurrencyServiceTest {
  private static final Caller ALICE = user("alice");
  private static final Caller BOB = user("bob");
  private static final Caller SERVICE = new Caller.Service(new InstanceId(7));
  private static final String OK = "ok";

  private final MemoryAccess data = new MemoryAccess();
  private final Service service =
      new CryptocurrencyArtifact()
          .create(
              new InstanceSpec(
                  new InstanceId(3), "crypto", ArtifactId.parse("0:exonum-cryptocurrency:0.2.0")));
  private int transactions;

  private static Caller user(String name) {
    return new Caller.Transaction(PublicKey.of(hash(name).toBytes()));
  }

  private static Hash hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Message create(String name) {
    return CreateWallet.newBuilder().setName(name).build();
  }

  private static Message transfer(Caller to, long amount) {
    return Transfer.newBuilder().setTo(Canonical.toWire(Address.of(to))).setAmount(amount).build();
  }

  private static Message issue(long amount) {
    return Issue.newBuilder().setAmount(amount).build();
  }

  /** Calls a method in a transaction of its own; {@code ok} or the error's code. */
  private String call(Caller caller, int method, Message arguments) {
    transactions++;
    return call(new Call(caller, Optional.of(transaction(transactions)), data), method, arguments);
  }

  private String call(Call call, int method, Message arguments) {
    try {
      call(find(method), call, arguments.toByteArray());
      return OK;
    } catch (CallException e) {
      return e.error().codeText();
    }
  }

  private static <A> void call(Method<A> method, Call call, byte[] arguments) {
    method.handler().call(call, method.reader().read(arguments));
  }

  private Method<?> find(int id) {
    return service.methods().stream().filter(method -> method.id() == id).findFirst().orElseThrow();
  }

  private static Hash transaction(int number) {
    return hash("transaction " + number);
  }

  private Wallet wallet(Caller owner) {
    return new Wallets(data).find(Address.of(owner)).orElseThrow();
  }

  @Test
  void newWalletHoldsHundredUnitsAndItsCreationAsHistory() {
    assertThat(call(ALICE, 2, create("Alice"))).isEqualTo(OK);

    var wallet = wallet(ALICE);
    assertThat(Canonical.fromWire(wallet.getOwner())).isEqualTo(Address.of(ALICE));
    assertThat(wallet.getName()).isEqualTo("Alice");
    assertThat(wallet.getBalance()).isEqualTo(100);
    assertThat(wallet.getHistoryLen()).isEqualTo(1);
    assertThat(Canonical.fromWire(wallet.getHistoryHash()))
        .isEqualTo(TreeHash.list(1, TreeHash.leaf(transaction(1).toBytes())));
  }

  @Test
  void walletIsCreatedOnce() {
    call(ALICE, 2, create("Alice"));

    assertThat(call(ALICE, 2, create("Alice again"))).isEqualTo("service:0");
    assertThat(wallet(ALICE).getName()).isEqualTo("Alice");
  }

  @Test
  void transferMovesUnitsAndGoesIntoBothHistories() {
    call(ALICE, 2, create("Alice"));
    call(BOB, 2, create("Bob"));

    assertThat(call(ALICE, 0, transfer(BOB, 30))).isEqualTo(OK);

    assertThat(wallet(ALICE).getBalance()).isEqualTo(70);
    assertThat(wallet(BOB).getBalance()).isEqualTo(130);
    assertThat(new Wallets(data).history(Address.of(BOB)))
        .containsExactly(transaction(2), transaction(3));
    assertThat(wallet(BOB).getHistoryLen()).isEqualTo(2);
    assertThat(Canonical.fromWire(wallet(BOB).getHistoryHash()))
        .isEqualTo(new Wallets(data).history(Address.of(BOB)).objectHash());
  }

  /** Each step mends what the one before was refused for, and nothing else. */
  @Test
  void transferIsCheckedInOrder() {
    assertThat(call(ALICE, 0, transfer(ALICE, -1))).isEqualTo("service:4");
    assertThat(call(ALICE, 0, transfer(BOB, -1))).isEqualTo("service:1");
    call(ALICE, 2, create("Alice"));
    assertThat(call(ALICE, 0, transfer(BOB, -1))).isEqualTo("service:2");
    call(BOB, 2, create("Bob"));
    assertThat(call(ALICE, 0, transfer(BOB, -1))).isEqualTo("service:3");
    call(ALICE, 1, issue(-1 - 100));
    assertThat(call(ALICE, 0, transfer(BOB, -1))).isEqualTo("service:5");
    assertThat(call(ALICE, 0, transfer(BOB, -1 - 100))).isEqualTo(OK);

    assertThat(wallet(ALICE).getBalance()).isEqualTo(100);
    assertThat(wallet(BOB).getBalance()).as("2^64-1").isEqualTo(-1);
  }

  @Test
  void whatIsRefusedChangesNothing() {
    call(ALICE, 2, create("Alice"));
    call(BOB, 2, create("Bob"));
    var alice = wallet(ALICE);
    var bob = wallet(BOB);

    call(ALICE, 0, transfer(BOB, 101));
    call(BOB, 1, issue(-1));

    assertThat(wallet(ALICE)).isEqualTo(alice);
    assertThat(wallet(BOB)).isEqualTo(bob);
    assertThat(new Wallets(data).history(Address.of(BOB)).size()).isEqualTo(1);
  }

  @Test
  void issueAddsToTheCallersWallet() {
    assertThat(call(ALICE, 1, issue(5))).as("no wallet").isEqualTo("service:2");
    call(ALICE, 2, create("Alice"));

    assertThat(call(ALICE, 1, issue(5))).isEqualTo(OK);
    assertThat(wallet(ALICE).getBalance()).isEqualTo(105);
    assertThat(wallet(ALICE).getHistoryLen()).isEqualTo(2);
    assertThat(call(ALICE, 1, issue(-1))).as("overflow").isEqualTo("service:5");
  }

  @Test
  void servicesOwnWalletsToo() {
    call(ALICE, 2, create("Alice"));

    assertThat(call(SERVICE, 2, create("Service"))).isEqualTo(OK);
    assertThat(call(SERVICE, 0, transfer(ALICE, 1))).isEqualTo(OK);
    assertThat(wallet(ALICE).getBalance()).isEqualTo(101);
  }

  @Test
  void callsOutsideOfTransactionsAreRefused() {
    var hook = new Call(new Caller.Blockchain(), Optional.empty(), data);

    assertThat(call(hook, 0, transfer(BOB, 1))).isEqualTo("common:2");
    assertThat(call(hook, 1, issue(1))).isEqualTo("common:2");
    assertThat(call(hook, 2, create("Chain"))).isEqualTo("common:2");
  }

  @Test
  void addressOfAnotherSizeIsUnreadable() {
    var transfer = Transfer.newBuilder();
    transfer.getToBuilder().setData(ByteString.copyFrom(new byte[31]));

    assertThatThrownBy(() -> find(0).reader().read(transfer.build().toByteArray()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> find(0).reader().read(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorsSayWhatIsWrong() {
    var error =
        catchThrowableOfType(
            CallException.class,
            () ->
                call(find(1), new Call(BOB, Optional.of(Hash.ZERO), data), issue(1).toByteArray()));

    assertThat(error.error().description()).isEqualTo("Receiver doesn't exist.");
  }

  @Test
  void artifactIsFoundAndBringsItsProtoFile() {
    var artifacts = ServiceLoader.load(ServiceArtifact.class).stream().toList();

    assertThat(artifacts).hasSize(1);
    assertThat(artifacts.get(0).get().protoSources().get("service.proto"))
        .contains("package exonum.examples.cryptocurrency_advanced;");
  }
}

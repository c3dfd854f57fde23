package io.supervisor.cli.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Codecs;
import io.supervisor.cli.demo.wallet.Wallet;
import io.supervisor.client.QueryAnswer;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.ValueProofs;
import java.util.Map;
import java.util.OptionalLong;

/** Balances of the example service, each with the proof that leads from it to a certified block. */
final class WalletBook {
  private static final String READ = "v1/wallets/info";
  private static final String SUPPLY = "v1/supply";

  private final String instance;
  private final WalletTransactions wallets;

  WalletBook(String instance, WalletTransactions wallets) {
    this.instance = instance;
    this.wallets = wallets;
  }

  /**
   * Balance of a wallet after the last block of the node that answers; empty if it is proven that
   * there is no such wallet.
   *
   * @throws io.supervisor.api.proof.InvalidProofException if the answer proves nothing
   */
  OptionalLong provenBalance(SupervisorClient client, int wallet) {
    var answer =
        client
            .queries()
            .askWithBlock(instance, READ, Map.of("pub_key", wallets.key(wallet).toString()));
    return balance(answer, wallets.address(wallet));
  }

  /**
   * Cents of all wallets together, after the last block of the node that answers; of version 0.3.0.
   *
   * @throws io.supervisor.api.proof.InvalidProofException if the answer proves nothing
   */
  long provenSupply(SupervisorClient client) {
    var answer = client.queries().askWithBlock(instance, SUPPLY, Map.of());
    var supply = ValueProofs.number(ValueProofs.member(answer.value(), "supply"));
    var entry = indexHash(answer, ValueProofs.member(answer.value(), "supply_proof"), "supply");
    Steps.require(
        entry.equals(Codecs.u64().objectHash(supply)), "no supply of " + supply + " is proven");
    return supply;
  }

  private Hash indexHash(QueryAnswer answer, Value proof, String index) {
    var toIndex = ValueProofs.map(proof, ValueProofs::utf8, ValueProofs::bytes);
    return answer.block().orElseThrow().index(toIndex, instance + "." + index).orElseThrow();
  }

  private OptionalLong balance(QueryAnswer answer, Hash address) {
    var proofs = ValueProofs.member(answer.value(), "wallet_proof");
    var toWallet =
        ValueProofs.map(
            ValueProofs.member(proofs, "to_wallet"), ValueProofs::bytes, WalletBook::walletBytes);
    var table = indexHash(answer, ValueProofs.member(proofs, "to_table"), "wallets");
    var bytes = toWallet.check(table, MapKind.RAW).orElseThrow().get(address.toBytes());
    return bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(balance(bytes.get()));
  }

  private static long balance(byte[] wallet) {
    try {
      return Wallet.parseFrom(wallet).getBalance();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("bytes that were just encoded", e);
    }
  }

  private static byte[] walletBytes(Value value) {
    return Wallet.newBuilder()
        .setOwner(hash(value, "owner"))
        .setName(text(ValueProofs.member(value, "name")))
        .setBalance(ValueProofs.number(ValueProofs.member(value, "balance")))
        .setHistoryLen(ValueProofs.number(ValueProofs.member(value, "history_len")))
        .setHistoryHash(hash(value, "history_hash"))
        .build()
        .toByteArray();
  }

  private static io.supervisor.wire.crypto.Hash.Builder hash(Value value, String name) {
    var data = ValueProofs.member(ValueProofs.member(value, name), "data");
    return io.supervisor.wire.crypto.Hash.newBuilder().setData(ValueProofs.byteArray(data));
  }

  private static String text(Value value) {
    return new String(ValueProofs.utf8(value), java.nio.charset.StandardCharsets.UTF_8);
  }
}

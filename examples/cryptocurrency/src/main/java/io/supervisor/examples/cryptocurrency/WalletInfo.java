package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadArguments;
import io.supervisor.api.service.ReadContext;
import io.supervisor.api.service.Value;
import io.supervisor.examples.cryptocurrency.message.Wallet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The wallet of a key and its whole history, with proofs from the last block down. Source:
 * examples.md section 3.
 */
final class WalletInfo {
  private static final String PUBLIC_KEY = "pub_key";

  static final Read READ =
      Read.ofPublic(
          "v1/wallets/info",
          List.of(new Read.Parameter(PUBLIC_KEY, Read.Type.PUBLIC_KEY, true)),
          WalletInfo::answer);

  private WalletInfo() {}

  private static Value answer(ReadContext context, ReadArguments arguments) {
    var key = arguments.get(PUBLIC_KEY, PublicKey.class);
    var owner = Address.of(new Caller.Transaction(key));
    var wallets = new Wallets(context.data());
    var toTable =
        ProofValues.of(
            context.indexProof(Wallets.INDEX),
            name -> Value.of(new String(name, StandardCharsets.UTF_8)),
            Value::hex);
    var toWallet =
        ProofValues.of(
            wallets.byAddress().proof(List.of(owner)),
            Value::hex,
            bytes -> value(WalletCodec.INSTANCE.decode(bytes)));
    return Value.struct()
        .with("block_proof", ProofValues.of(context.block()))
        .with(
            "wallet_proof",
            Value.struct().with("to_table", toTable).with("to_wallet", toWallet).build())
        .with(
            "wallet_history",
            wallets.find(owner).isPresent() ? history(context, wallets, owner) : Value.NULL)
        .build();
  }

  private static Value history(ReadContext context, Wallets wallets, Hash owner) {
    var history = wallets.history(owner);
    var transactions = new ArrayList<Value>();
    for (var hash : history) {
      transactions.add(
          context
              .transaction(hash)
              .map(Value::hex)
              .orElseThrow(() -> new IllegalStateException("no transaction " + hash)));
    }
    // An empty list has a proof too: that there is nothing at its beginning.
    var proof = history.proof(0, Math.max(1, history.size()));
    return Value.struct()
        .with("proof", ProofValues.of(proof, Value::hex))
        .with("transactions", Value.array(transactions))
        .build();
  }

  private static Value value(Wallet wallet) {
    return Value.struct()
        .with("owner", ProofValues.inMessage(wallet.getOwner().getData()))
        .with("name", Value.of(wallet.getName()))
        .with("balance", Value.ofUnsigned(wallet.getBalance()))
        .with("history_len", Value.ofUnsigned(wallet.getHistoryLen()))
        .with("history_hash", ProofValues.inMessage(wallet.getHistoryHash().getData()))
        .build();
  }
}

package io.supervisor.examples.cryptocurrency.plain;

import io.supervisor.api.PublicKey;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadArguments;
import io.supervisor.api.service.ReadContext;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.Value;
import io.supervisor.examples.cryptocurrency.plain.message.Wallet;
import java.util.ArrayList;
import java.util.List;

/** What the service answers. Source: examples.md section 2. */
final class WalletReads {
  private static final String PUBLIC_KEY = "pub_key";

  static final List<Read> ALL =
      List.of(
          Read.ofPublic(
              "v1/wallet",
              List.of(new Read.Parameter(PUBLIC_KEY, Read.Type.PUBLIC_KEY, true)),
              WalletReads::wallet),
          Read.ofPublic("v1/wallets", List.of(), WalletReads::wallets));

  private WalletReads() {}

  private static Value wallet(ReadContext context, ReadArguments arguments) {
    var owner = arguments.get(PUBLIC_KEY, PublicKey.class);
    return Wallets.of(context.data())
        .get(owner)
        .map(WalletReads::value)
        .orElseThrow(
            () -> ReadException.notFound("Wallet not found", "No wallet belongs to key " + owner));
  }

  /** In the order of keys. */
  private static Value wallets(ReadContext context, ReadArguments arguments) {
    var values = new ArrayList<Value>();
    for (var entry : Wallets.of(context.data()).entries()) {
      values.add(value(entry.getValue()));
    }
    return Value.array(values);
  }

  private static Value value(Wallet wallet) {
    return Value.struct()
        .with("pub_key", Value.hex(wallet.getPubKey().getData().toByteArray()))
        .with("name", Value.of(wallet.getName()))
        .with("balance", Value.ofUnsigned(wallet.getBalance()))
        .build();
  }
}

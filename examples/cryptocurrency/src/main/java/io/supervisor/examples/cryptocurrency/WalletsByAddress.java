package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.MigrationContext;
import io.supervisor.api.service.MigrationScript;
import io.supervisor.api.storage.Codecs;
import io.supervisor.examples.cryptocurrency.message.Wallet;

/**
 * Migration from 0.1.0: each wallet becomes one under the address of its owner, with the same name
 * and balance and no history. Source: examples.md section 3.
 */
final class WalletsByAddress implements MigrationScript {
  private static final int CHUNK = 100;

  @Override
  public Step step(MigrationContext context) {
    var old =
        context
            .oldData()
            .map(
                Wallets.INDEX,
                Codecs.publicKey(),
                Codecs.protobuf(io.supervisor.examples.cryptocurrency.plainwallet.Wallet.parser()));
    var wallets = new Wallets(context.newData()).byAddress();
    var isDone =
        context.forEach(
            Wallets.INDEX,
            old,
            Codecs.publicKey(),
            CHUNK,
            (key, wallet) -> {
              var owner = address(key);
              wallets.put(
                  owner,
                  Wallet.newBuilder()
                      .setOwner(Canonical.toWire(owner))
                      .setName(wallet.getName())
                      .setBalance(wallet.getBalance())
                      .setHistoryHash(Canonical.toWire(Hash.ZERO))
                      .build());
            });
    return isDone ? Step.DONE : Step.MORE;
  }

  private static Hash address(PublicKey key) {
    return Address.of(new Caller.Transaction(key));
  }
}

package io.supervisor.examples.cryptocurrency.cents;

import io.supervisor.api.Hash;
import io.supervisor.api.service.MigrationContext;
import io.supervisor.api.service.MigrationScript;
import io.supervisor.api.storage.Codecs;
import io.supervisor.examples.cryptocurrency.Wallets;
import io.supervisor.examples.cryptocurrency.message.Wallet;

/**
 * Migration from 0.2.0: every wallet holds a hundred times as much, in cents, and there is a supply
 * of all of them. Names and histories stay; the lists of the histories are not touched.
 *
 * <p>Fails, so that the data stay those of 0.2.0, where amounts do not fit into 64 bits any more.
 */
final class WalletsInCents implements MigrationScript {
  static final long CENTS_OF_UNIT = 100;

  private static final int CHUNK = 1_000;
  private static final long UNITS_MAX = Long.divideUnsigned(-1, CENTS_OF_UNIT);

  @Override
  public Step step(MigrationContext context) {
    var old = new Wallets(context.oldData()).byAddress();
    var wallets = new Wallets(context.newData()).byAddress();
    var supply = new Supply(context.newData());
    supply.open();
    var isDone =
        context.forEach(
            Wallets.INDEX,
            old,
            Codecs.hash(),
            CHUNK,
            (owner, wallet) -> {
              var cents = cents(owner, wallet);
              wallets.put(owner, wallet.toBuilder().setBalance(cents).build());
              supply.add(cents);
            });
    return isDone ? Step.DONE : Step.MORE;
  }

  private static long cents(Hash owner, Wallet wallet) {
    if (Long.compareUnsigned(wallet.getBalance(), UNITS_MAX) > 0) {
      throw new IllegalStateException(
          "wallet "
              + owner
              + ": got "
              + Long.toUnsignedString(wallet.getBalance())
              + " units, want "
              + Long.toUnsignedString(UNITS_MAX)
              + " at most");
    }
    return wallet.getBalance() * CENTS_OF_UNIT;
  }
}

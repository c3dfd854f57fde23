package io.supervisor.cli.demo;

import static io.supervisor.cli.demo.Steps.require;

import io.supervisor.client.RefusedException;
import io.supervisor.client.SupervisorClient;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The wallets of the tour: what is sent to them, and what each has to hold afterwards. */
final class WalletAccounts {
  private final WalletTransactions transactions;
  private final WalletBook book;
  private final WalletLoad load;
  private final long[] balances;
  private int transfers;

  /**
   * @param book of the same wallets
   */
  WalletAccounts(int wallets, WalletTransactions transactions, WalletBook book, WalletLoad load) {
    this.transactions = transactions;
    this.book = book;
    this.load = load;
    this.balances = new long[wallets];
  }

  /** Opens all wallets, with a balance that is the service's choice. */
  void open(long balance) throws InterruptedException {
    load.commit(IntStream.range(0, balances.length).mapToObj(transactions::create).toList());
    Arrays.fill(balances, balance);
  }

  /** Sends transfers of one unit each, and waits until all are proven to be committed. */
  void transfer(int count) throws InterruptedException {
    // Numbers follow each other, so that every transfer is another transaction.
    var numbers = IntStream.range(transfers, transfers + count);
    load.commit(numbers.mapToObj(transactions::transfer).toList());
    for (var number = transfers; number < transfers + count; number++) {
      balances[transactions.sender(number)]--;
      balances[transactions.receiver(number)]++;
    }
    transfers += count;
  }

  /**
   * Has a node refuse a transfer, as it does while the service does not run.
   *
   * @throws TourFailedException if the node takes it
   */
  void requireRefusal(SupervisorClient from) {
    try {
      var taken = from.transactions().submit(transactions.transfer(transfers));
      throw new TourFailedException("a service that does not run has taken " + taken);
    } catch (RefusedException e) {
      require(e.reason().equals("TRANSACTION_REFUSED"), "refused otherwise: " + e.getMessage());
    }
  }

  /** From now on a unit is that part of what it was. */
  void divideUnit(int parts) {
    Arrays.setAll(balances, wallet -> balances[wallet] * parts);
  }

  /** What all wallets together have to hold. */
  long total() {
    return Arrays.stream(balances).sum();
  }

  /**
   * Has the balance of a wallet proven by a node.
   *
   * @throws TourFailedException if it is another than was reckoned
   */
  long provenBalance(SupervisorClient from, int wallet) {
    var balance = book.provenBalance(from, wallet).orElseThrow();
    require(
        balance == balances[wallet],
        "balance of wallet " + wallet + ": got " + balance + ", want " + balances[wallet]);
    return balance;
  }

  /** As {@link #provenBalance}, for all wallets. */
  long[] provenBalances(SupervisorClient from) {
    return IntStream.range(0, balances.length)
        .mapToLong(wallet -> provenBalance(from, wallet))
        .toArray();
  }
}

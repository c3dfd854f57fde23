package io.supervisor.examples.cryptocurrency;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.CallException;
import io.supervisor.api.CommonError;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.examples.cryptocurrency.message.Transfer;
import io.supervisor.examples.cryptocurrency.message.Wallet;
import java.util.List;

/**
 * Version 0.2.0 of the cryptocurrency. A wallet belongs to the address of its creator, so that
 * services can own wallets as keys can. Failures are {@link CryptocurrencyError}. The next version
 * goes on from what is public here. Source: examples.md section 3.
 */
public final class CryptocurrencyService implements Service {
  private static final long INITIAL_BALANCE = 100;

  private static final List<Method<?>> METHODS =
      List.of(
          method(0, "transfer", Transfer.parser(), CryptocurrencyService::transfer),
          method(1, "issue", Issue.parser(), CryptocurrencyService::issue),
          method(2, "create_wallet", CreateWallet.parser(), CryptocurrencyService::createWallet));

  /** A method of the default interface, whose arguments are a message. */
  public static <M extends Message> Method<M> method(
      int id, String name, Parser<M> parser, Method.Handler<M> handler) {
    return new Method<>("", id, name, bytes -> Canonical.parse(parser, bytes), handler);
  }

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  @Override
  public List<Read> reads() {
    return List.of(WalletInfo.READ);
  }

  /** Opens the indexes, so that there are proofs from the first block on. */
  @Override
  public void initialize(CallContext context, byte[] params) {
    new Wallets(context.data());
  }

  /** Moves an amount from the caller's wallet to another one. */
  public static void transfer(CallContext context, Transfer transfer) {
    var transaction = transactionOf(context);
    var from = Address.of(context.caller());
    var to = Canonical.fromWire(transfer.getTo());
    if (from.equals(to)) {
      throw CryptocurrencyError.SENDER_SAME_AS_RECEIVER.exception();
    }
    var wallets = new Wallets(context.data());
    var sender = wallets.find(from).orElseThrow(CryptocurrencyError.SENDER_NOT_FOUND::exception);
    var receiver = wallets.find(to).orElseThrow(CryptocurrencyError.RECEIVER_NOT_FOUND::exception);
    if (Long.compareUnsigned(sender.getBalance(), transfer.getAmount()) < 0) {
      throw CryptocurrencyError.INSUFFICIENT_CURRENCY_AMOUNT.exception();
    }
    var received = sum(receiver.getBalance(), transfer.getAmount());

    var left = sender.getBalance() - transfer.getAmount();
    wallets.put(from, sender.toBuilder(), left, transaction);
    wallets.put(to, receiver.toBuilder(), received, transaction);
  }

  /** Adds an amount to the caller's wallet. */
  public static void issue(CallContext context, Issue issue) {
    var transaction = transactionOf(context);
    var owner = Address.of(context.caller());
    var wallets = new Wallets(context.data());
    var wallet = wallets.find(owner).orElseThrow(CryptocurrencyError.RECEIVER_NOT_FOUND::exception);

    wallets.put(
        owner, wallet.toBuilder(), sum(wallet.getBalance(), issue.getAmount()), transaction);
  }

  private static void createWallet(CallContext context, CreateWallet request) {
    createWallet(context, request, INITIAL_BALANCE);
  }

  /** Opens a wallet for the caller, which holds an amount. */
  public static void createWallet(CallContext context, CreateWallet request, long balance) {
    var transaction = transactionOf(context);
    var owner = Address.of(context.caller());
    var wallets = new Wallets(context.data());
    if (wallets.byAddress().contains(owner)) {
      throw CryptocurrencyError.WALLET_ALREADY_EXISTS.exception();
    }

    var wallet = Wallet.newBuilder().setOwner(Canonical.toWire(owner)).setName(request.getName());
    wallets.put(owner, wallet, balance, transaction);
  }

  private static Hash transactionOf(CallContext context) {
    return context
        .transactionHash()
        .orElseThrow(() ->
            CallException.common(
                CommonError.UNAUTHORIZED_CALLER,
                "This caller is not authorized to call this method."));
  }

  /** Unsigned sum. */
  private static long sum(long balance, long amount) {
    var sum = balance + amount;
    if (Long.compareUnsigned(sum, balance) < 0) {
      throw CryptocurrencyError.BALANCE_OVERFLOW.exception();
    }
    return sum;
  }
}

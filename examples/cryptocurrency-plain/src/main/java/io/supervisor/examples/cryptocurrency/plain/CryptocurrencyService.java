package io.supervisor.examples.cryptocurrency.plain;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.Caller;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.examples.cryptocurrency.plain.message.TxCreateWallet;
import io.supervisor.examples.cryptocurrency.plain.message.TxTransfer;
import io.supervisor.examples.cryptocurrency.plain.message.Wallet;
import java.util.List;

/**
 * Wallets that hold units and pass them on. Only authors of transactions have one: a call by a
 * service or a hook is an unexpected error. Source: examples.md section 2.
 */
final class CryptocurrencyService implements Service {
  private static final long INITIAL_BALANCE = 100;

  private static final List<Method<?>> METHODS =
      List.of(
          method(0, "create_wallet", TxCreateWallet.parser(), CryptocurrencyService::createWallet),
          method(1, "transfer", TxTransfer.parser(), CryptocurrencyService::transfer));

  private static <M extends Message> Method<M> method(
      int id, String name, Parser<M> parser, Method.Handler<M> handler) {
    return new Method<>("", id, name, bytes -> Canonical.parse(parser, bytes), handler);
  }

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  @Override
  public List<Read> reads() {
    return WalletReads.ALL;
  }

  private static void createWallet(CallContext context, TxCreateWallet request) {
    var owner = author(context);
    var wallets = Wallets.of(context.data());
    if (wallets.contains(owner)) {
      throw CryptocurrencyError.WALLET_ALREADY_EXISTS.exception();
    }
    wallets.put(
        owner,
        Wallet.newBuilder()
            .setPubKey(Canonical.toWire(owner))
            .setName(request.getName())
            .setBalance(INITIAL_BALANCE)
            .build());
  }

  private static void transfer(CallContext context, TxTransfer transfer) {
    var from = author(context);
    var to = Canonical.fromWire(transfer.getTo());
    if (from.equals(to)) {
      throw CryptocurrencyError.SENDER_SAME_AS_RECEIVER.exception();
    }
    var wallets = Wallets.of(context.data());
    var sender = wallets.get(from).orElseThrow(CryptocurrencyError.SENDER_NOT_FOUND::exception);
    var receiver = wallets.get(to).orElseThrow(CryptocurrencyError.RECEIVER_NOT_FOUND::exception);
    if (Long.compareUnsigned(sender.getBalance(), transfer.getAmount()) < 0) {
      throw CryptocurrencyError.INSUFFICIENT_CURRENCY_AMOUNT.exception();
    }
    var received = receiver.getBalance() + transfer.getAmount();
    if (Long.compareUnsigned(received, transfer.getAmount()) < 0) {
      throw CryptocurrencyError.BALANCE_OVERFLOW.exception();
    }
    var left = sender.getBalance() - transfer.getAmount();
    wallets.put(from, sender.toBuilder().setBalance(left).build());
    wallets.put(to, receiver.toBuilder().setBalance(received).build());
  }

  private static PublicKey author(CallContext context) {
    if (context.caller() instanceof Caller.Transaction transaction) {
      return transaction.author();
    }
    throw new IllegalStateException("wallets belong to authors of transactions");
  }
}

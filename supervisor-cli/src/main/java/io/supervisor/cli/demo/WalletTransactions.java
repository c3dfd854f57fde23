package io.supervisor.cli.demo;

import com.google.protobuf.MessageLite;
import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.cli.demo.wallet.CreateWallet;
import io.supervisor.cli.demo.wallet.Transfer;
import io.supervisor.client.TransactionBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Signed transactions of a fixed set of wallets of the example service: the same at every run. */
public final class WalletTransactions {
  private static final int METHOD_TRANSFER = 0;
  private static final int METHOD_CREATE = 2;

  private final InstanceId instance;
  private final List<KeyPair> keys;
  private final List<Hash> addresses;

  public WalletTransactions(InstanceId instance, int wallets) {
    this.instance = instance;
    this.keys =
        IntStream.range(0, wallets)
            .mapToObj(i ->
                KeyPair.fromSeed(
                    Sha256.of(("wallet " + i).getBytes(StandardCharsets.UTF_8)).toBytes()))
            .toList();
    this.addresses =
        keys.stream().map(key -> Address.of(new Caller.Transaction(key.publicKey()))).toList();
  }

  public PublicKey key(int wallet) {
    return keys.get(wallet).publicKey();
  }

  /** Under which the service keeps the wallet. */
  public Hash address(int wallet) {
    return addresses.get(wallet);
  }

  /** Opens a wallet, with 100 units. */
  public VerifiedTransaction create(int wallet) {
    return sign(
        wallet, METHOD_CREATE, CreateWallet.newBuilder().setName("wallet " + wallet).build());
  }

  /** Moves one unit; every number gives another transaction. */
  public VerifiedTransaction transfer(int number) {
    return sign(
        sender(number),
        METHOD_TRANSFER,
        Transfer.newBuilder()
            .setTo(Canonical.toWire(addresses.get(receiver(number))))
            .setAmount(1)
            .setSeed(number)
            .build());
  }

  /** Wallet that a transfer takes from. */
  public int sender(int number) {
    return number % keys.size();
  }

  /** Wallet that a transfer gives to, never its sender. */
  public int receiver(int number) {
    return (sender(number) + 1 + number / keys.size() % (keys.size() - 1)) % keys.size();
  }

  private VerifiedTransaction sign(int wallet, int method, MessageLite arguments) {
    return TransactionBuilder.to(instance)
        .method(method)
        .arguments(arguments)
        .sign(keys.get(wallet));
  }
}

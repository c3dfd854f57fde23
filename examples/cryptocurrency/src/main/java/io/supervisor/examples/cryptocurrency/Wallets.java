package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofListIndex;
import io.supervisor.api.storage.ProofMapIndex;
import io.supervisor.examples.cryptocurrency.message.Wallet;
import java.util.Optional;

/** Indexes of the service. Source: examples.md section 3. */
public final class Wallets {
  /** Name of the index of wallets. */
  public static final String INDEX = "wallets";

  private static final String HISTORY = "wallet_history";

  private final Access access;
  private final ProofMapIndex<Hash, Wallet> wallets;

  /** Opens the index of wallets. */
  public Wallets(Access access) {
    this.access = access;
    this.wallets = access.rawProofMap(INDEX, Codecs.hash(), WalletCodec.INSTANCE);
  }

  /** Wallets by the address of their owner: part of the state hash. */
  public ProofMapIndex<Hash, Wallet> byAddress() {
    return wallets;
  }

  /** The wallet of an address. */
  public Optional<Wallet> find(Hash owner) {
    return wallets.get(owner);
  }

  /** Hashes of the transactions that touched a wallet; the wallet holds the hash of this list. */
  ProofListIndex<Hash> history(Hash owner) {
    return access.group(owner.unsafeBytes()).proofList(HISTORY, Codecs.hash());
  }

  /** Stores a wallet with another balance, after a transaction that goes into its history. */
  void put(Hash owner, Wallet.Builder wallet, long balance, Hash transaction) {
    var history = history(owner);
    history.add(transaction);
    wallets.put(
        owner,
        wallet
            .setBalance(balance)
            .setHistoryLen(history.size())
            .setHistoryHash(Canonical.toWire(history.objectHash()))
            .build());
  }
}

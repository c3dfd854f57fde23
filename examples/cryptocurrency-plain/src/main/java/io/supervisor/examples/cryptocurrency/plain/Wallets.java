package io.supervisor.examples.cryptocurrency.plain;

import io.supervisor.api.PublicKey;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.MapIndex;
import io.supervisor.examples.cryptocurrency.plain.message.Wallet;

/** The only index of the service. */
final class Wallets {
  private Wallets() {}

  /** Wallets by the key of their owner, in plain storage. */
  static MapIndex<PublicKey, Wallet> of(Access access) {
    return access.map("wallets", Codecs.publicKey(), Codecs.protobuf(Wallet.parser()));
  }
}

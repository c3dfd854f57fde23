package io.supervisor.examples.cryptocurrency;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.storage.Codec;
import io.supervisor.examples.cryptocurrency.message.Wallet;

/**
 * Wallets as protobuf writes them, which is canonical as long as both hashes are set: {@link
 * Wallets} does. Spares each transfer the checks that bytes of others would need.
 */
final class WalletCodec implements Codec<Wallet> {
  static final WalletCodec INSTANCE = new WalletCodec();

  @Override
  public byte[] encode(Wallet wallet) {
    return wallet.toByteArray();
  }

  @Override
  public Wallet decode(byte[] bytes) {
    try {
      return Wallet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("wallet: " + e.getMessage(), e);
    }
  }
}

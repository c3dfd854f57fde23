package io.supervisor.server.peer;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.SignatureRule;
import io.supervisor.api.crypto.Signer;
import io.supervisor.rpc.v1.PeerHello;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * First frame of each side: proves that the holder of the TLS key is the holder of a consensus key,
 * in this network. TLS has proved that the other end holds the key of the certificate it showed, so
 * a hello that was overheard is of no use to anybody else.
 */
final class Handshake {
  // A leading zero byte can begin no protobuf message, so no hello is ever a signed message too.
  private static final byte[] DOMAIN =
      "\0supervisor peer hello 1".getBytes(StandardCharsets.US_ASCII);

  private final Signer consensusKey;
  private final Hash genesis;
  private final String software;

  Handshake(Signer consensusKey, Hash genesis, String software) {
    this.consensusKey = consensusKey;
    this.genesis = genesis;
    this.software = software;
  }

  PublicKey ownKey() {
    return consensusKey.publicKey();
  }

  /**
   * What this side says first.
   *
   * @param tlsKey public key of its own certificate, DER
   */
  PeerHello hello(byte[] tlsKey) {
    return PeerHello.newBuilder()
        .setConsensusKey(
            io.supervisor.wire.crypto.PublicKey.newBuilder()
                .setData(consensusKey.publicKey().toByteString()))
        .setGenesis(io.supervisor.wire.crypto.Hash.newBuilder().setData(genesis.toByteString()))
        .setSignature(
            io.supervisor.wire.crypto.Signature.newBuilder()
                .setData(consensusKey.sign(signedBytes(genesis, tlsKey)).toByteString()))
        .setSoftware(software)
        .build();
  }

  /**
   * Checks what the other side said first.
   *
   * @param tlsKey public key of the certificate that the other side showed, DER
   * @return whose stream it is
   * @throws HandshakeException if it is nobody's, or another network's
   */
  PublicKey verify(PeerHello hello, byte[] tlsKey) throws HandshakeException {
    PublicKey author;
    Hash theirGenesis;
    Signature signature;
    try {
      author = PublicKey.of(hello.getConsensusKey().getData());
      theirGenesis = Hash.of(hello.getGenesis().getData());
      signature = Signature.of(hello.getSignature().getData());
    } catch (IllegalArgumentException e) {
      throw new HandshakeException("hello: " + e.getMessage());
    }
    if (!theirGenesis.equals(genesis)) {
      throw new HandshakeException(
          "other network: its genesis is " + theirGenesis + ", ours " + genesis);
    }
    if (!SignatureRule.verify(author, signedBytes(theirGenesis, tlsKey), signature)) {
      throw new HandshakeException("hello: not signed by " + author + " for its certificate");
    }
    return author;
  }

  private static byte[] signedBytes(Hash genesis, byte[] tlsKey) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(DOMAIN);
    bytes.writeBytes(genesis.unsafeBytes());
    bytes.writeBytes(tlsKey);
    return bytes.toByteArray();
  }
}

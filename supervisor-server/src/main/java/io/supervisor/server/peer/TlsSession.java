package io.supervisor.server.peer;

import io.grpc.Attributes;
import io.grpc.Grpc;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What TLS knows of the other side of a call. */
final class TlsSession {
  private TlsSession() {}

  /**
   * Public key of the certificate that the other side showed, DER; empty array if it showed none,
   * which no hello is signed for.
   */
  static byte[] theirKey(Attributes attributes) {
    var session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return new byte[0];
    }
    try {
      return session.getPeerCertificates()[0].getPublicKey().getEncoded();
    } catch (SSLPeerUnverifiedException e) {
      return new byte[0];
    }
  }
}

package io.supervisor.server.peer;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Self-signed P-256 certificate of this process, made anew at each start and kept in memory only:
 * what it is worth comes from {@link Handshake}, which binds it to the consensus key.
 */
final class TlsIdentity {
  private static final Duration CLOCK_SKEW = Duration.ofDays(2);
  private static final Duration LIFETIME = Duration.ofDays(3650);

  private final PrivateKey key;
  private final X509Certificate certificate;

  private TlsIdentity(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  static TlsIdentity generate() {
    try {
      var random = new SecureRandom();
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      var pair = generator.generateKeyPair();
      var name = new X500Name("CN=supervisor node");
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(64, random),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(LIFETIME)),
              name,
              pair.getPublic());
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new TlsIdentity(pair.getPrivate(), certificate);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("every JDK makes P-256 certificates", e);
    }
  }

  /** DER of SubjectPublicKeyInfo: what the handshake signs. */
  byte[] publicKey() {
    return certificate.getPublicKey().getEncoded();
  }

  SslContext serverContext() throws SSLException {
    return finish(SslContextBuilder.forServer(key, certificate).clientAuth(ClientAuth.REQUIRE));
  }

  SslContext clientContext() throws SSLException {
    return finish(SslContextBuilder.forClient().keyManager(key, certificate));
  }

  private static SslContext finish(SslContextBuilder builder) throws SSLException {
    return GrpcSslContexts.configure(builder)
        .trustManager(new PinnedLater())
        .protocols("TLSv1.3")
        .build();
  }
}

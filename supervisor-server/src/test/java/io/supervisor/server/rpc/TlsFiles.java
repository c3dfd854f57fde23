package io.supervisor.server.rpc;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority with certificates for a server and a client, in PEM files. */
record TlsFiles(
    Path authority,
    Path serverCertificate,
    Path serverKey,
    Path clientCertificate,
    Path clientKey) {
  private static final X500Name ISSUER = new X500Name("CN=authority");

  TlsFiles(Path folder) throws IOException {
    this(
        folder.resolve("ca.pem"),
        folder.resolve("server.pem"),
        folder.resolve("server.key"),
        folder.resolve("client.pem"),
        folder.resolve("client.key"));
    try {
      var authorityKeys = keys();
      write(authority, certificate("authority", authorityKeys, authorityKeys, true));
      var server = keys();
      write(serverCertificate, certificate("localhost", server, authorityKeys, false));
      write(serverKey, new JcaPKCS8Generator(server.getPrivate(), null).generate());
      var client = keys();
      write(clientCertificate, certificate("administrator", client, authorityKeys, false));
      write(clientKey, new JcaPKCS8Generator(client.getPrivate(), null).generate());
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException(e);
    }
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Object certificate(String name, KeyPair keys, KeyPair issuer, boolean authority)
      throws IOException, OperatorCreationException {
    var now = Instant.now();
    return new JcaX509v3CertificateBuilder(
            ISSUER,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            new X500Name("CN=" + name),
            keys.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()));
  }

  private static void write(Path file, Object content) throws IOException {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(content);
    }
    Files.writeString(file, text.toString());
  }
}

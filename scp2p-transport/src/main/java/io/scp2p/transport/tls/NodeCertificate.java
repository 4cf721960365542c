package io.scp2p.transport.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed ECDSA P-256 certificate, made anew at each start and never stored. It has nothing
 * to do with the node's own key and proves nothing by itself (section 3.2).
 */
public final class NodeCertificate {
  /** What the reference puts into its certificates and sends as server name. */
  public static final String SERVER_NAME = "localhost";

  /** The reference's validity: a wrong clock must not make a handshake fail. */
  private static final Instant NOT_BEFORE = Instant.parse("1975-01-01T00:00:00Z");

  private static final Instant NOT_AFTER = Instant.parse("4096-01-01T00:00:00Z");
  private static final X500Name SUBJECT = new X500Name("CN=scp2p self signed cert");
  private static final int SERIAL_BITS = 120;

  private final PrivateKey privateKey;
  private final X509Certificate certificate;
  private final byte[] binding;

  private NodeCertificate(PrivateKey privateKey, X509Certificate certificate)
      throws GeneralSecurityException {
    this.privateKey = privateKey;
    this.certificate = certificate;
    this.binding = bindingOf(certificate);
  }

  /**
   * Makes a key pair and a certificate for it.
   *
   * @param random where the key comes from
   * @return a fresh certificate for {@link #SERVER_NAME}
   */
  public static NodeCertificate create(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              SUBJECT,
              new BigInteger(SERIAL_BITS, random).setBit(0),
              Date.from(NOT_BEFORE),
              Date.from(NOT_AFTER),
              SUBJECT,
              SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, SERVER_NAME)));
      ContentSigner signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      byte[] encoded = builder.build(signer).getEncoded();
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return new NodeCertificate(
          pair.getPrivate(),
          (X509Certificate) factory.generateCertificate(new java.io.ByteArrayInputStream(encoded)));
    } catch (GeneralSecurityException | OperatorCreationException | java.io.IOException e) {
      throw new IllegalStateException("this Java runtime cannot make an ECDSA certificate", e);
    }
  }

  /**
   * What both ends of a connection can compute alike: SHA-256 over the encoded certificate.
   *
   * @param certificate the certificate that the server showed
   * @return 32 bytes
   */
  public static byte[] bindingOf(Certificate certificate) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
  }

  /** The private key; it never leaves this process. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** {@link #bindingOf} this certificate; a fresh copy. */
  public byte[] binding() {
    return binding.clone();
  }
}

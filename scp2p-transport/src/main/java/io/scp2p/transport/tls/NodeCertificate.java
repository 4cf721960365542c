package io.scp2p.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

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
  private static final AlgorithmIdentifier SIGNATURE =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  /** The name of the key in {@link #keyStore}. */
  public static final String ALIAS = "node";

  /** What protects the key in {@link #keyStore}. */
  public static final String NO_PASSWORD = "";

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
      byte[] encoded = sign(description(pair.getPublic(), random), pair.getPrivate());
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return new NodeCertificate(
          pair.getPrivate(),
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime cannot make an ECDSA certificate", e);
    }
  }

  private static TBSCertificate description(PublicKey key, SecureRandom random) throws IOException {
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, random).setBit(0)));
    generator.setSignature(SIGNATURE);
    generator.setIssuer(SUBJECT);
    generator.setStartDate(new Time(Date.from(NOT_BEFORE)));
    generator.setEndDate(new Time(Date.from(NOT_AFTER)));
    generator.setSubject(SUBJECT);
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    generator.setExtensions(
        new Extensions(
            Extension.create(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, SERVER_NAME)))));
    return generator.generateTBSCertificate();
  }

  /** As X.509 wants it: what is described, how it is signed, the signature. */
  private static byte[] sign(TBSCertificate description, PrivateKey key)
      throws GeneralSecurityException, IOException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(description.getEncoded(ASN1Encoding.DER));
    return new DERSequence(
            new ASN1Encodable[] {description, SIGNATURE, new DERBitString(signature.sign())})
        .getEncoded(ASN1Encoding.DER);
  }

  /**
   * A key store in memory that holds the key and the certificate, under {@link #ALIAS} and {@link
   * #NO_PASSWORD}. Of the kind that takes no time to encrypt a key with no password: it is never
   * written anywhere, and a node that starts has better things to do.
   */
  public KeyStore keyStore() throws GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("JKS");
    try {
      keys.load(null, null);
    } catch (IOException e) {
      throw new KeyStoreException("an empty key store cannot be made", e);
    }
    keys.setKeyEntry(ALIAS, privateKey, NO_PASSWORD.toCharArray(), new Certificate[] {certificate});
    return keys;
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

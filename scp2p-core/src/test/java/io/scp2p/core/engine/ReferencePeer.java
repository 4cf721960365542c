package io.scp2p.core.engine;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A v1 peer written from the document and from nothing of ours: blocking TLS sockets of the JDK,
 * another CBOR library, prefix and body in two writes (section 2.1). It says whatever a test wants
 * said.
 */
final class ReferencePeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final CBOREncodeOptions KEEP_ORDER =
      new CBOREncodeOptions("keepkeyorder=true;useindeflengthstrings=false");

  private static final List<String> CAPABILITIES =
      List.of("dht", "store", "relay", "content_seed", "mobile_light");

  final SigningKey key;
  final SSLSocket socket;
  private final Socket plain;
  private final DataInputStream in;
  private final OutputStream out;
  private final SecureRandom random = new SecureRandom();
  private final byte[] nonce = bytes(32);
  private final byte[] ephemeral = bytes(32);

  private ReferencePeer(SigningKey key, Socket plain, SSLSocket socket) throws IOException {
    this.key = key;
    this.plain = plain;
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects as section 3.2 says a client of the reference does; no hello yet. */
  static ReferencePeer dial(InetSocketAddress to, String... protocols) throws Exception {
    return dial(SigningKey.generate(Entropy.system()), to, protocols);
  }

  /** As {@link #dial(InetSocketAddress, String...)}, of a node that dials more than once. */
  static ReferencePeer dial(SigningKey key, InetSocketAddress to, String... protocols)
      throws Exception {
    return dial(key, InetAddress.getLoopbackAddress(), to, protocols);
  }

  /** As before, from another address of this machine. */
  static ReferencePeer dial(
      SigningKey key, InetAddress from, InetSocketAddress to, String... protocols)
      throws Exception {
    Socket plain = new Socket();
    plain.bind(new InetSocketAddress(from, 0));
    plain.connect(to, PATIENCE_MILLIS);
    SSLSocket socket =
        (SSLSocket)
            context(false)
                .getSocketFactory()
                .createSocket(plain, to.getAddress().getHostAddress(), to.getPort(), true);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("localhost")));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new ReferencePeer(key, plain, socket);
  }

  static SSLServerSocket listen(String... protocols) throws Exception {
    SSLServerSocket socket =
        (SSLServerSocket)
            context(true)
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  static ReferencePeer accept(SSLServerSocket listener) throws IOException {
    return accept(SigningKey.generate(Entropy.system()), listener);
  }

  static ReferencePeer accept(SigningKey key, SSLServerSocket listener) throws IOException {
    SSLSocket socket = (SSLSocket) listener.accept();
    socket.startHandshake();
    return new ReferencePeer(key, socket, socket);
  }

  private static SSLContext context(boolean server) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] anybody = {new Anybody()};
    if (!server) {
      context.init(null, anybody, null);
      return context;
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    char[] password = new char[0];
    keys.setKeyEntry("it", pair.getPrivate(), password, new Certificate[] {certificate(pair)});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    context.init(managers.getKeyManagers(), anybody, null);
    return context;
  }

  /** Self-signed, by hand, as section 3.2 describes it. */
  private static Certificate certificate(KeyPair pair) throws Exception {
    V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
    AlgorithmIdentifier ecdsa = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    X500Name name = new X500Name("CN=rcgen self signed cert");
    body.setSerialNumber(new ASN1Integer(BigInteger.valueOf(7)));
    body.setSignature(ecdsa);
    body.setIssuer(name);
    body.setSubject(name);
    body.setStartDate(new Time(new Date(0)));
    body.setEndDate(new Time(Date.from(Instant.parse("4096-01-01T00:00:00Z"))));
    body.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    TBSCertificate signed = body.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getEncoded("DER"));
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(signed);
    all.add(ecdsa);
    all.add(new DERBitString(signature.sign()));
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(new DERSequence(all).getEncoded("DER")));
  }

  // Frames.

  void write(byte[] body) throws IOException {
    int length = body.length;
    writePrefix(length);
    out.write(body);
    out.flush();
  }

  void writePrefix(int length) throws IOException {
    out.write(
        new byte[] {
          (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
    out.flush();
  }

  void write(CBORObject item) throws IOException {
    write(item.EncodeToBytes(KEEP_ORDER));
  }

  CBORObject read() throws IOException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return CBORObject.DecodeFromBytes(body);
  }

  /** Whether the other side drops the stream without another word. */
  boolean isDropped() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException | java.net.SocketException | javax.net.ssl.SSLException e) {
      return true;
    }
  }

  /** As many bytes as one TLS record brings. */
  byte[] readRecord() throws IOException {
    byte[] record = new byte[1 << 15];
    return java.util.Arrays.copyOf(record, in.read(record));
  }

  // Hellos (section 4).

  private byte[] bytes(int length) {
    byte[] made = new byte[length];
    random.nextBytes(made);
    return made;
  }

  /** {@code ints(N)} of section 0: an array of unsigned numbers. */
  static CBORObject ints(byte[] bytes) {
    CBORObject array = CBORObject.NewArray();
    for (byte b : bytes) {
      array.Add(b & 0xff);
    }
    return array;
  }

  static CBORObject capabilities() {
    CBORObject map = CBORObject.NewOrderedMap();
    CAPABILITIES.forEach(name -> map.Add(name, false));
    return map;
  }

  /** A signed hello in the reference's form. */
  CBORObject hello(byte[] echoed) {
    long now = System.currentTimeMillis() / 1_000;
    CBORObject echo = echoed == null ? CBORObject.Null : ints(echoed);
    byte[] publicKey = key.nodeKey().bytes();
    CBORObject signed =
        CBORObject.NewArray()
            .Add(ints(publicKey))
            .Add(capabilities())
            .Add(ints(nonce))
            .Add(echo)
            .Add(now)
            .Add(1)
            .Add(ints(ephemeral));
    return CBORObject.NewOrderedMap()
        .Add("node_pubkey", ints(publicKey))
        .Add("capabilities", capabilities())
        .Add("nonce", ints(nonce))
        .Add("echoed_nonce", echo)
        .Add("timestamp_unix_secs", now)
        .Add("protocol_version", 1)
        .Add("ephemeral_pubkey", ints(ephemeral))
        .Add("signature", ints(key.sign(signed.EncodeToBytes(KEEP_ORDER))));
  }

  static byte[] octets(CBORObject ints) {
    byte[] bytes = new byte[ints.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ints.get(i).AsInt32();
    }
    return bytes;
  }

  /** Hello 1, 2, 3; answers hello 2. */
  CBORObject shakeAsInitiator(UnaryOperator<CBORObject> change) throws IOException {
    write(change.apply(hello(null)));
    CBORObject second = read();
    write(change.apply(hello(octets(second.get("nonce")))));
    return second;
  }

  ReferencePeer shaken() throws IOException {
    shakeAsInitiator(hello -> hello);
    return this;
  }

  /** Hello 1, 2, 3; answers hello 1. */
  CBORObject shakeAsResponder(UnaryOperator<CBORObject> change) throws IOException {
    CBORObject first = read();
    write(change.apply(hello(octets(first.get("nonce")))));
    read();
    return first;
  }

  // Envelopes (section 2.2).

  static CBORObject envelope(int type, long requestId, int flags, byte[] payload) {
    return CBORObject.NewOrderedMap()
        .Add("type", type)
        .Add("req_id", requestId)
        .Add("flags", flags)
        .Add("payload", payload);
  }

  void send(int type, long requestId, int flags, byte[] payload) throws IOException {
    write(envelope(type, requestId, flags, payload));
  }

  /** What came, as {@code type/req_id/flags} and the text, if it is an error. */
  String answer() throws IOException {
    CBORObject answer = read();
    int flags = answer.get("flags").AsInt32();
    String text =
        flags == 3
            ? " "
                + new String(
                    answer.get("payload").GetByteString(), java.nio.charset.StandardCharsets.UTF_8)
            : "";
    return answer.get("type").AsInt32()
        + "/"
        + answer.get("req_id").AsInt64Value()
        + "/"
        + flags
        + text;
  }

  /** Ends TCP without a word of TLS, as the reference may (section 3.2). */
  void hangUp() throws IOException {
    plain.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Section 3.2: accepts any certificate. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

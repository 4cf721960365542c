package io.scp2p.core.wire.record;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * One of the three messages of the handshake (specification section 4.1).
 *
 * @param body what the signature covers
 * @param signature Ed25519 by the node key over {@link Body#signingBytes()}
 * @param extension the value of the key {@code x}, outside the signed bytes (section 22.3): v1
 *     nodes ignore it and send none, so whoever acts on it checks a signature of its own
 */
public record Hello(Body body, Bytes signature, @Nullable OpaqueCbor extension)
    implements Encodable {
  /** The one protocol version there is (section 4.4). */
  public static final int PROTOCOL_VERSION = 1;

  private static final FieldNames NAMES =
      FieldNames.of(
          "node_pubkey",
          "capabilities",
          "nonce",
          "echoed_nonce",
          "timestamp_unix_secs",
          "protocol_version",
          "ephemeral_pubkey",
          "signature",
          "x");

  /**
   * The part of a hello that is signed.
   *
   * @param nodeKey the sender's identity
   * @param capabilities what the sender says it does
   * @param nonce 32 random bytes; the initiator repeats its own in the third hello
   * @param echoedNonce the peer's nonce, or null in the first hello
   * @param timestampUnixSeconds the sender's clock, u64
   * @param protocolVersion must be {@link #PROTOCOL_VERSION}, which is checked late (section 4.4)
   * @param ephemeralKey the sender's X25519 public key
   */
  public record Body(
      NodeKey nodeKey,
      Capabilities capabilities,
      Bytes nonce,
      @Nullable Bytes echoedNonce,
      long timestampUnixSeconds,
      int protocolVersion,
      Bytes ephemeralKey) {
    /** Refuses sizes and numbers that have no wire form. */
    public Body {
      nonce.requireSize(WireSizes.NONCE_BYTES, "nonce");
      if (echoedNonce != null) {
        echoedNonce.requireSize(WireSizes.NONCE_BYTES, "echoed nonce");
      }
      UnsignedRange.require("protocol version", protocolVersion, UnsignedRange.MAX_U16);
      ephemeralKey.requireSize(WireSizes.EPHEMERAL_KEY_BYTES, "ephemeral key");
    }

    /** The array of seven that is signed (section 4.2). */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter();
      out.array(7);
      out.id(nodeKey);
      capabilities.write(out);
      out.fixed(nonce);
      writeEchoedNonce(out);
      out.uint(timestampUnixSeconds);
      out.uint(protocolVersion);
      out.fixed(ephemeralKey);
      return out.toBytes();
    }

    /** Completes the hello. */
    public Hello signed(Bytes signature, @Nullable OpaqueCbor extension) {
      return new Hello(this, signature, extension);
    }

    private void writeEchoedNonce(CborWriter out) {
      if (echoedNonce == null) {
        out.nil();
      } else {
        out.fixed(echoedNonce);
      }
    }
  }

  /** Refuses a signature of another size. */
  public Hello {
    signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
  }

  /** Decodes the body of a handshake frame. */
  public static Hello decode(Bytes frameBody) throws WireException {
    if (frameBody.size() > WireLimits.HANDSHAKE_FRAME_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "hello above its limit");
    }
    return CborReader.decode(frameBody, Hello::read);
  }

  /** Reads a hello. */
  public static Hello read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    NodeKey nodeKey = null;
    Capabilities capabilities = null;
    Bytes nonce = null;
    Bytes echoedNonce = null;
    long timestamp = 0;
    int version = 0;
    Bytes ephemeralKey = null;
    Bytes signature = null;
    OpaqueCbor extension = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "node_pubkey" -> nodeKey = NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "capabilities" -> capabilities = Capabilities.read(in);
        case "nonce" -> nonce = in.fixedBytes(WireSizes.NONCE_BYTES);
        case "echoed_nonce" ->
            echoedNonce = in.absent() ? null : in.fixedBytes(WireSizes.NONCE_BYTES);
        case "timestamp_unix_secs" -> timestamp = in.u64();
        case "protocol_version" -> version = in.u16();
        case "ephemeral_pubkey" -> ephemeralKey = in.fixedBytes(WireSizes.EPHEMERAL_KEY_BYTES);
        case "signature" -> signature = in.fixedBytes(WireSizes.SIGNATURE_BYTES);
        case "x" -> extension = in.absent() ? null : in.opaque();
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("node_pubkey", nodeKey),
            fields.need("capabilities", capabilities),
            fields.need("nonce", nonce),
            echoedNonce,
            fields.need("timestamp_unix_secs", timestamp),
            fields.need("protocol_version", version),
            fields.need("ephemeral_pubkey", ephemeralKey));
    return new Hello(body, fields.need("signature", signature), extension);
  }

  @Override
  public void write(CborWriter out) {
    out.map(extension == null ? 8 : 9);
    out.key("node_pubkey");
    out.id(body.nodeKey);
    out.key("capabilities");
    body.capabilities.write(out);
    out.key("nonce");
    out.fixed(body.nonce);
    out.key("echoed_nonce");
    body.writeEchoedNonce(out);
    out.key("timestamp_unix_secs");
    out.uint(body.timestampUnixSeconds);
    out.key("protocol_version");
    out.uint(body.protocolVersion);
    out.key("ephemeral_pubkey");
    out.fixed(body.ephemeralKey);
    out.key("signature");
    out.ints(signature);
    if (extension != null) {
      out.key("x");
      out.raw(extension.encoded());
    }
  }

  @Override
  public int sizeHintBytes() {
    return 640 + (extension == null ? 0 : extension.encoded().size());
  }
}

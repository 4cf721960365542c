package io.scp2p.core.wire.cbor;

import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;

/**
 * One well-formed CBOR item whose shape this layer does not know, kept byte for byte: the extension
 * of a hello above all, whose own signature covers exactly what was received.
 *
 * <p>Whoever understands it reads it as a tree with CBOR-java through {@link #tree()}.
 */
public final class OpaqueCbor {
  private final Bytes encoded;

  /** For bytes that {@link CborReader} has found to be one well-formed item. */
  OpaqueCbor(Bytes encoded) {
    this.encoded = encoded;
  }

  /** Takes bytes that must be exactly one well-formed item. */
  public static OpaqueCbor parse(Bytes encoded) throws WireException {
    return CborReader.decode(encoded, CborReader::opaque);
  }

  /** Encodes a tree: insertion or sorted key order, as the map was made. */
  public static OpaqueCbor of(CBORObject tree) {
    return new OpaqueCbor(Bytes.wrap(tree.EncodeToBytes()));
  }

  /** The item as it was received or encoded. */
  public Bytes encoded() {
    return encoded;
  }

  /**
   * The item as a tree, freshly decoded.
   *
   * @throws WireException if the library finds fault with it: it also refuses duplicate keys and
   *     checks what tags promise
   */
  public CBORObject tree() throws WireException {
    try {
      return CBORObject.DecodeFromBytes(encoded.toArray());
    } catch (CBORException e) {
      throw new WireException(Reason.MALFORMED, "extension content is not valid CBOR");
    }
  }

  /**
   * The item in JSON-like notation, for tools that inspect traffic. It shows the content, so it
   * does not belong into logs.
   */
  public String diagnostic() throws WireException {
    return tree().toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpaqueCbor that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return "OpaqueCbor[" + encoded.size() + "]";
  }
}

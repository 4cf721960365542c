package io.scp2p.core.wire.record;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * A private key at rest, sealed with XChaCha20-Poly1305 (specification section 18.3).
 *
 * @param salt 16 bytes for the passphrase; zeros where there is none
 * @param nonce 24 bytes
 * @param ciphertext including the tag of 16 bytes
 */
public record EncryptedSecret(Bytes salt, Bytes nonce, Bytes ciphertext) implements Encodable {
  /** Bytes of the salt. */
  public static final int SALT_BYTES = 16;

  /** Bytes of the nonce. */
  public static final int NONCE_BYTES = 24;

  private static final FieldNames NAMES = FieldNames.of("salt", "nonce", "ciphertext");

  /** Refuses other sizes. */
  public EncryptedSecret {
    salt.requireSize(SALT_BYTES, "salt");
    nonce.requireSize(NONCE_BYTES, "nonce");
  }

  /** Decodes one secret and nothing after it. */
  public static EncryptedSecret decode(Bytes encoded) throws WireException {
    return CborReader.decode(encoded, EncryptedSecret::read);
  }

  /** Reads a secret. */
  public static EncryptedSecret read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    Bytes salt = null;
    Bytes nonce = null;
    Bytes ciphertext = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "salt" -> salt = in.fixedBytes(SALT_BYTES);
        case "nonce" -> nonce = in.fixedBytes(NONCE_BYTES);
        case "ciphertext" -> ciphertext = in.blob().detached();
        default -> throw fields.unhandled(name);
      }
    }
    return new EncryptedSecret(
        fields.need("salt", salt),
        fields.need("nonce", nonce),
        fields.need("ciphertext", ciphertext));
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("salt");
    out.ints(salt);
    out.key("nonce");
    out.ints(nonce);
    out.key("ciphertext");
    out.ints(ciphertext);
  }
}

package io.scp2p.core.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.Hkdf;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.XChaCha20Poly1305;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The random key of one version of one file (section V4). Whoever has it can read that version. */
public final class FileKey implements AutoCloseable {
  /** Of a key. */
  public static final int KEY_BYTES = 32;

  /** Of a wrapped key. */
  public static final int WRAPPED_BYTES =
      XChaCha20Poly1305.NONCE_BYTES + KEY_BYTES + XChaCha20Poly1305.TAG_BYTES;

  private static final String WRAPPING = "scp2p vault file-key wrapping v1";
  private static final byte[] SEGMENTS = ascii("scp2p vault segments v1");
  private static final byte[] SHARD_ID = ascii("scp2p vault shard-id v1");
  private static final byte[] NO_SALT = {};

  private final FileId file;
  private final SecretBytes secret;

  private FileKey(FileId file, SecretBytes secret) {
    this.file = file;
    this.secret = secret;
  }

  /** A key for a new version of a file. */
  public static FileKey random(FileId file, Entropy entropy) {
    return new FileKey(file, SecretBytes.random(KEY_BYTES, entropy));
  }

  /** The key that somebody shared. */
  public static FileKey of(FileId file, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a file key has 32 bytes, not " + key.length);
    }
    return new FileKey(file, SecretBytes.copyOf(key));
  }

  /** The key that {@link #wrap} wrapped for this owner and this file. */
  public static FileKey unwrap(FileId file, Bytes wrapped, SigningKey owner)
      throws AuthenticationException {
    if (wrapped.size() != WRAPPED_BYTES) {
      throw new AuthenticationException();
    }
    byte[] nonce = wrapped.slice(0, XChaCha20Poly1305.NONCE_BYTES).toArray();
    byte[] sealed =
        wrapped
            .slice(XChaCha20Poly1305.NONCE_BYTES, WRAPPED_BYTES - XChaCha20Poly1305.NONCE_BYTES)
            .toArray();
    try (SecretBytes wrapping = owner.deriveKey(WRAPPING)) {
      byte[] raw = XChaCha20Poly1305.open(wrapping, nonce, file.bytes(), sealed);
      try {
        return of(file, raw);
      } finally {
        Arrays.fill(raw, (byte) 0);
      }
    }
  }

  /** For the owner's catalog: only this owner can unwrap it, and only for this file. */
  public Bytes wrap(SigningKey owner, Entropy entropy) {
    byte[] nonce = entropy.bytes(XChaCha20Poly1305.NONCE_BYTES);
    byte[] raw = secret.export(SecretAccess.iWillProtectTheExportedSecret());
    try (SecretBytes wrapping = owner.deriveKey(WRAPPING)) {
      byte[] sealed = XChaCha20Poly1305.seal(wrapping, nonce, file.bytes(), raw);
      return Bytes.wrap(ByteBuffer.allocate(WRAPPED_BYTES).put(nonce).put(sealed).array());
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /** Which file. */
  public FileId file() {
    return file;
  }

  /** The raw key, for a link. */
  public byte[] export(SecretAccess token) {
    return secret.export(token);
  }

  /**
   * What a shard is called at its holder. Shards of one file have nothing visible in common.
   *
   * @param generation counts the placements of one shard, so that a shard placed anew is not
   *     mistaken for the old one
   */
  public Bytes shardId(int index, long generation) {
    byte[] info =
        ByteBuffer.allocate(SHARD_ID.length + 2 + 8)
            .put(SHARD_ID)
            .putShort((short) index)
            .putLong(generation)
            .array();
    try (SecretBytes id = Hkdf.derive(secret, NO_SALT, info, VaultLimits.SHARD_ID_BYTES)) {
      return Bytes.wrap(id.export(SecretAccess.iWillProtectTheExportedSecret()));
    }
  }

  /** The key that seals segments; the caller closes it. */
  SecretBytes segmentKey() {
    return Hkdf.derive(secret, file.bytes(), SEGMENTS, KEY_BYTES);
  }

  @Override
  public void close() {
    secret.close();
  }

  /** Not the key. */
  @Override
  public String toString() {
    return "FileKey[" + file + "]";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

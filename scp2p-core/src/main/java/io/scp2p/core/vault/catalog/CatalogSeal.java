package io.scp2p.core.vault.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.XChaCha20Poly1305;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.vault.VaultLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Encrypts a page of the catalog for its owner (section V9.3). The seal binds owner, page, device
 * and sequence, so a holder can neither read nor change a page, nor pass one off as another. Pages
 * are padded, so that the number of files shows only roughly.
 */
public final class CatalogSeal {
  private static final String KEY_DOMAIN = "scp2p vault catalog v1";
  private static final byte[] DOMAIN = "scp2p vault page v1".getBytes(StandardCharsets.US_ASCII);
  private static final int PADDING_BYTES = 4_096;

  /** Of a file, at most: id, header and what frames them. */
  private static final int ENTRY_BYTES = 256;

  /** Of a shard, at most: its hash, and its place with two keys, a lease and their frame. */
  private static final int SHARD_BYTES = 144;

  private static final int MAX_CHAR_BYTES = 3;

  private CatalogSeal() {}

  /** The most that a page may hold. */
  public static final int MAX_PLAIN_BYTES =
      VaultLimits.MAX_PAGE_BYTES - PADDING_BYTES - 4 - 24 - XChaCha20Poly1305.TAG_BYTES;

  /**
   * Whether a page has room for another file. An eighth is kept for what happens to files later:
   * every repair adds a placement.
   *
   * @param shards of the file
   * @param nameChars of its name
   */
  public static boolean hasRoom(Catalog page, int shards, int nameChars) {
    long more = ENTRY_BYTES + (long) shards * SHARD_BYTES + (long) nameChars * MAX_CHAR_BYTES;
    return CatalogCodec.encode(page).size() + more <= MAX_PLAIN_BYTES / 8 * 7;
  }

  /**
   * Seals a page.
   *
   * @throws Scp2pException if it is above {@link #MAX_PLAIN_BYTES}
   */
  public static Bytes seal(
      SigningKey owner, int page, Bytes slot, long sequence, Catalog content, Entropy entropy) {
    Bytes plain = CatalogCodec.encode(content);
    if (plain.size() > MAX_PLAIN_BYTES) {
      throw new Scp2pException(
          ErrorCode.CATALOG_FULL,
          "Page "
              + page
              + " of the vault's catalog would have "
              + plain.size()
              + " bytes, at most "
              + MAX_PLAIN_BYTES
              + " are possible. "
              + ErrorCode.CATALOG_FULL.remedy(),
          Map.of("page", Integer.toString(page)));
    }
    int padded = (plain.size() + 4 + PADDING_BYTES - 1) / PADDING_BYTES * PADDING_BYTES;
    byte[] whole = new byte[padded];
    ByteBuffer.wrap(whole).putInt(plain.size());
    plain.copyTo(whole, 4);
    byte[] nonce = entropy.bytes(XChaCha20Poly1305.NONCE_BYTES);
    try (SecretBytes key = owner.deriveKey(KEY_DOMAIN)) {
      byte[] sealed = XChaCha20Poly1305.seal(key, nonce, bound(owner, page, slot, sequence), whole);
      return Bytes.wrap(
          ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    }
  }

  /** Opens a page; nothing if it is not the owner's, not this page, or damaged. */
  public static Optional<Catalog> open(
      SigningKey owner, int page, Bytes slot, long sequence, Bytes sealed) {
    byte[] bytes = sealed.toArray();
    int nonceBytes = XChaCha20Poly1305.NONCE_BYTES;
    if (bytes.length < nonceBytes) {
      return Optional.empty();
    }
    try (SecretBytes key = owner.deriveKey(KEY_DOMAIN)) {
      byte[] whole =
          XChaCha20Poly1305.open(
              key,
              Arrays.copyOf(bytes, nonceBytes),
              bound(owner, page, slot, sequence),
              Arrays.copyOfRange(bytes, nonceBytes, bytes.length));
      int length = whole.length < 4 ? -1 : ByteBuffer.wrap(whole).getInt();
      return length < 0 || length > whole.length - 4
          ? Optional.empty()
          : Optional.of(CatalogCodec.decode(Bytes.wrap(whole, 4, length)));
    } catch (AuthenticationException | WireException e) {
      return Optional.empty();
    }
  }

  private static byte[] bound(SigningKey owner, int page, Bytes slot, long sequence) {
    return ByteBuffer.allocate(DOMAIN.length + 32 + 2 + VaultLimits.SLOT_BYTES + 8)
        .put(DOMAIN)
        .put(owner.publicKey())
        .putShort((short) page)
        .put(slot.toArray())
        .putLong(sequence)
        .array();
  }
}

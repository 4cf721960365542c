package io.scp2p.core.catalog.pages;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where an item stands in a tree: the hash of its path (its name, if it has none) and its content,
 * so that nobody can crowd a branch.
 */
public final class ItemKey implements Comparable<ItemKey> {
  /** Bytes of a key. */
  public static final int LENGTH = Blake3.HASH_BYTES;

  private static final byte[] ZERO = {0};

  private final byte[] hash;

  private ItemKey(byte[] hash) {
    this.hash = hash;
  }

  /** The key of an item. */
  public static ItemKey of(ShareItem item) {
    String path = item.path();
    byte[] text = (path == null ? item.name() : path).getBytes(StandardCharsets.UTF_8);
    return new ItemKey(Blake3.hash(text, ZERO, item.contentId().bytes()));
  }

  /** A key that somebody sent. */
  public static ItemKey of(byte[] hash) {
    if (hash.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes, not " + hash.length);
    }
    return new ItemKey(hash.clone());
  }

  /** Half an octet, counted from the start. */
  int nibble(int index) {
    int octet = hash[index >> 1];
    return (index & 1) == 0 ? (octet >> 4) & 0xf : octet & 0xf;
  }

  /** Whether the key begins with these half octets. */
  boolean beginsWith(Bytes prefix) {
    for (int i = 0; i < prefix.size(); i++) {
      if (nibble(i) != prefix.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the hash. */
  public byte[] bytes() {
    return hash.clone();
  }

  @Override
  public int compareTo(ItemKey other) {
    return Arrays.compareUnsigned(hash, other.hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ItemKey that && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }
}

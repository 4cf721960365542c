package io.scp2p.core.engine.share;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Hasher;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The chunk hashes of one file, page by page: a list is never copied as it grows, and never one
 * value. A terabyte has 4,096 pages, 128 MiB in all, while it is hashed and not longer.
 */
final class HashPages {
  /** Hashes of one row: 32 KiB for 256 MiB of content. */
  static final int PAGE_HASHES = 1_024;

  static final int PAGE_BYTES = PAGE_HASHES * Blake3.HASH_BYTES;

  private final List<byte[]> full = new ArrayList<>();
  private final Blake3Hasher list = Blake3Hasher.hash();
  private byte[] page = new byte[Blake3.HASH_BYTES];
  private int filled;

  void add(byte[] hash) {
    if (filled == page.length) {
      page = Arrays.copyOf(page, Math.min(2 * page.length, PAGE_BYTES));
    }
    System.arraycopy(hash, 0, page, filled, hash.length);
    filled += hash.length;
    if (filled == PAGE_BYTES) {
      close();
    }
  }

  private void close() {
    byte[] done = Arrays.copyOf(page, filled);
    list.update(done);
    full.add(done);
    page = new byte[PAGE_BYTES];
    filled = 0;
  }

  /** Nothing may follow. */
  List<byte[]> finish() {
    if (filled > 0) {
      close();
    }
    page = new byte[0];
    return full;
  }

  /** After {@link #finish}: the chunk list hash of section 1.2. */
  Bytes listHash() {
    return Bytes.wrap(list.digest());
  }
}

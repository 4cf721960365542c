package io.scp2p.core.engine.community;

import io.scp2p.api.id.FixedBytes;
import io.scp2p.api.spi.StateTable;

/** The tables of this package, and how their keys are made. */
final class Tables {
  /** Community id: a {@link CommunityRow}. */
  static final StateTable COMMUNITIES = new StateTable("communities");

  /** Community id, node key: a {@link Seen}. */
  static final StateTable SEEN = new StateTable("community-seen");

  private Tables() {}

  /** Parts one after the other. */
  static byte[] key(FixedBytes first, byte[]... rest) {
    byte[] head = first.bytes();
    int size = head.length;
    for (byte[] part : rest) {
      size += part.length;
    }
    byte[] key = new byte[size];
    System.arraycopy(head, 0, key, 0, head.length);
    int at = head.length;
    for (byte[] part : rest) {
      System.arraycopy(part, 0, key, at, part.length);
      at += part.length;
    }
    return key;
  }
}

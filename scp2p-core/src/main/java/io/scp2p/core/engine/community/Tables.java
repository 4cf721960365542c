package io.scp2p.core.engine.community;

import io.scp2p.api.id.FixedBytes;
import io.scp2p.api.spi.StateTable;
import java.nio.ByteBuffer;

/** The tables of this package, and how their keys are made. */
final class Tables {
  /** Community id: a {@link CommunityRow}. */
  static final StateTable COMMUNITIES = new StateTable("communities");

  /** Community id, node key: a {@link Seen}. */
  static final StateTable SEEN = new StateTable("community-seen");

  /** Community id, tag, subject: a {@link StoredRecord}. */
  static final StateTable RECORDS = new StateTable("community-records");

  /** Community id, number: tag and subject of what came in then. One row for each record. */
  static final StateTable LOG = new StateTable("community-log");

  /** Community id, age, share id: the shares that are listed, the newest first. */
  static final StateTable RECENT = new StateTable("community-recent");

  /** Community id, word, 0, age, share id: which share has which words. */
  static final StateTable WORDS = new StateTable("community-words");

  /**
   * Community id, node key, and the teller of hearsay: how many share records of that member are
   * kept.
   */
  static final StateTable HELD = new StateTable("community-held");

  /** Community id: an {@link IndexCounts}; and the secret of cursors, under a key of its own. */
  static final StateTable INDEX = new StateTable("community-index");

  /** Community id, teller, tag, number from the highest down: tag and subject of hearsay. */
  static final StateTable HEARSAY = new StateTable("community-hearsay");

  /** Community id, teller: how many members and shares he alone has told of. */
  static final StateTable TELLERS = new StateTable("community-tellers");

  /** Community id, tag, subject: what this node itself has signed. */
  static final StateTable OWN = new StateTable("community-own");

  /** Community id, node key: up to where that member's records were read. */
  static final StateTable CURSORS = new StateTable("community-cursors");

  private Tables() {}

  /** A number that sorts as it counts. */
  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** A time that sorts the newest first. */
  static byte[] age(long unixSeconds) {
    return number(Long.MAX_VALUE - unixSeconds);
  }

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

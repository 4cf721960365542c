package io.scp2p.core.engine.community;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.ShareRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * How much is kept of one community.
 *
 * @param lastNumber of the log
 * @param members records of members, tombstones included
 * @param shares records of shares, tombstones included
 * @param joined members without tombstones
 * @param listed shares without tombstones
 */
record IndexCounts(long lastNumber, long members, long shares, long joined, long listed) {
  static final IndexCounts NONE = new IndexCounts(0, 0, 0, 0, 0);

  IndexCounts logged() {
    return new IndexCounts(lastNumber + 1, members, shares, joined, listed);
  }

  /** With one record more, or one less. */
  IndexCounts plus(CommunityRecord record, int more) {
    int alive = record.isTombstone() ? 0 : more;
    return record instanceof ShareRecord
        ? new IndexCounts(lastNumber, members, shares + more, joined, listed + alive)
        : new IndexCounts(lastNumber, members + more, shares, joined + alive, listed);
  }

  byte[] encode() {
    return ByteBuffer.allocate(5 * Long.BYTES)
        .putLong(lastNumber)
        .putLong(members)
        .putLong(shares)
        .putLong(joined)
        .putLong(listed)
        .array();
  }

  static IndexCounts decode(byte[] row) throws StoreException {
    try {
      ByteBuffer in = ByteBuffer.wrap(row);
      return new IndexCounts(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
    } catch (BufferUnderflowException damaged) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "a row is damaged: community index", damaged);
    }
  }
}

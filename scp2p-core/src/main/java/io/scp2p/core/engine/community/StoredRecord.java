package io.scp2p.core.engine.community;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is kept.
 *
 * @param number under which the log names it
 * @param teller the partner who alone says so; null if it is vouched for
 * @param typed the record with its tag
 */
record StoredRecord(long number, @Nullable NodeKey teller, Bytes typed) {
  /** In the number of a row: the key of its teller comes next. */
  private static final long HEARSAY = Long.MIN_VALUE;

  byte[] encode() {
    NodeKey by = teller;
    int head = by == null ? Long.BYTES : Long.BYTES + NodeKey.LENGTH;
    ByteBuffer row = ByteBuffer.allocate(head + typed.size());
    if (by == null) {
      row.putLong(number);
    } else {
      row.putLong(number | HEARSAY).put(by.bytes());
    }
    return row.put(typed.buffer()).array();
  }

  static StoredRecord decode(byte[] row) throws StoreException {
    if (row.length <= Long.BYTES) {
      throw damaged(null);
    }
    ByteBuffer in = ByteBuffer.wrap(row);
    long number = in.getLong();
    NodeKey teller = null;
    if ((number & HEARSAY) != 0) {
      if (in.remaining() <= NodeKey.LENGTH) {
        throw damaged(null);
      }
      byte[] key = new byte[NodeKey.LENGTH];
      in.get(key);
      teller = NodeKey.of(key);
    }
    return new StoredRecord(
        number & ~HEARSAY,
        teller,
        Bytes.wrap(row, in.position(), row.length - in.position()).detached());
  }

  CommunityRecord record() throws StoreException {
    try {
      return CommunityRecord.decode(typed);
    } catch (WireException malformed) {
      throw damaged(malformed);
    }
  }

  private static StoreException damaged(@Nullable Exception cause) {
    return new StoreException(
        StoreException.Reason.CORRUPT, "a row is damaged: community record", cause);
  }
}

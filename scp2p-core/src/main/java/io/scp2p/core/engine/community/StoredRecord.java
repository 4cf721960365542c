package io.scp2p.core.engine.community;

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
 * @param typed the record with its tag
 */
record StoredRecord(long number, Bytes typed) {
  byte[] encode() {
    return ByteBuffer.allocate(Long.BYTES + typed.size())
        .putLong(number)
        .put(typed.buffer())
        .array();
  }

  static StoredRecord decode(byte[] row) throws StoreException {
    if (row.length <= Long.BYTES) {
      throw damaged(null);
    }
    return new StoredRecord(
        ByteBuffer.wrap(row).getLong(),
        Bytes.wrap(row, Long.BYTES, row.length - Long.BYTES).detached());
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

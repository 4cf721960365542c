package io.scp2p.core.wire.record;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * A DHT key with its value and lifetime: what STORE asks to keep and FIND_VALUE finds
 * (specification section 8.5).
 *
 * @param key where it lives
 * @param value verbatim, at most {@link WireLimits#DHT_VALUE_BYTES}; after decoding a window on the
 *     input, to be detached by whoever keeps it
 * @param ttlSeconds remaining lifetime; 2^63 and more is refused, as the reference mis-encodes it
 */
public record DhtEntry(DhtKey key, Bytes value, long ttlSeconds) implements Encodable {
  /** Refuses what has no wire form. */
  public DhtEntry {
    if (value.size() > WireLimits.DHT_VALUE_BYTES) {
      throw new IllegalArgumentException(WireErrorText.DHT_VALUE_TOO_LARGE);
    }
    UnsignedRange.require("ttl", ttlSeconds, Long.MAX_VALUE);
  }

  /** Reads an entry. */
  public static DhtEntry read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(3);
    DhtKey key = null;
    Bytes value = null;
    long ttlSeconds = 0;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> key = DhtKey.of(in.byteString(DhtKey.LENGTH));
        case 1 -> value = readValue(in);
        default -> ttlSeconds = readTtl(in);
      }
    }
    return new DhtEntry(fields.need(0, key), fields.need(1, value), fields.need(2, ttlSeconds));
  }

  private static Bytes readValue(CborReader in) throws WireException {
    int at = in.offset();
    Bytes value = in.byteString();
    if (value.size() > WireLimits.DHT_VALUE_BYTES) {
      throw in.reject(Reason.TOO_LARGE, WireErrorText.DHT_VALUE_TOO_LARGE, at);
    }
    return value;
  }

  private static long readTtl(CborReader in) throws WireException {
    int at = in.offset();
    long ttlSeconds = in.u64();
    if (ttlSeconds < 0) {
      throw in.reject(Reason.OUT_OF_RANGE, "lifetime above 2^63 seconds", at);
    }
    return ttlSeconds;
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key(0);
    out.bytes(key.value());
    out.key(1);
    out.bytes(value);
    out.key(2);
    out.uint(ttlSeconds);
  }

  @Override
  public int sizeHintBytes() {
    return value.size() + 64;
  }
}

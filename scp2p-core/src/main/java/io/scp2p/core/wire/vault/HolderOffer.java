package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers 627: what the owner may still store here. A claim like any other.
 *
 * @param freeBytes for this owner, now
 * @param usedBytes by this owner
 * @param maxShardBytes of one shard
 * @param maxLeaseSeconds longer ones are shortened
 * @param label what fails together with this node, in the words of its operator; may be empty
 */
public record HolderOffer(
    long freeBytes, long usedBytes, long maxShardBytes, long maxLeaseSeconds, String label)
    implements VaultResponse {
  static final int TYPE = 627;
  private static final int KEYS = 6;

  /** Refuses what has no wire form. */
  public HolderOffer {
    UnsignedRange.require("freeBytes", freeBytes, Long.MAX_VALUE);
    UnsignedRange.require("usedBytes", usedBytes, Long.MAX_VALUE);
    UnsignedRange.require("maxShardBytes", maxShardBytes, Long.MAX_VALUE);
    UnsignedRange.require("maxLeaseSeconds", maxLeaseSeconds, UnsignedRange.MAX_U32);
    if (!fits(label)) {
      throw new IllegalArgumentException("a label has at most 64 bytes");
    }
  }

  private static boolean fits(String label) {
    return label.getBytes(StandardCharsets.UTF_8).length <= VaultLimits.MAX_LABEL_BYTES;
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    long freeBytes = 0;
    long usedBytes = 0;
    long maxShardBytes = 0;
    long maxLeaseSeconds = 0;
    @Nullable String label = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        case 1 -> freeBytes = Fields.positive(in);
        case 2 -> usedBytes = Fields.positive(in);
        case 3 -> maxShardBytes = Fields.positive(in);
        case 4 -> maxLeaseSeconds = in.u32();
        default -> label = label(in);
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new HolderOffer(
        fields.need(1, freeBytes),
        fields.need(2, usedBytes),
        fields.need(3, maxShardBytes),
        fields.need(4, maxLeaseSeconds),
        fields.need(5, label));
  }

  private static String label(CborReader in) throws WireException {
    int at = in.offset();
    String label = in.text();
    if (!fits(label)) {
      throw in.reject(Reason.TOO_LARGE, "label too long", at);
    }
    return label;
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.uint(0);
    out.key(1);
    out.uint(freeBytes);
    out.key(2);
    out.uint(usedBytes);
    out.key(3);
    out.uint(maxShardBytes);
    out.key(4);
    out.uint(maxLeaseSeconds);
    out.key(5);
    out.text(label);
  }
}

package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers 625, signed by the holder like a receipt.
 *
 * @param leaseUntilSeconds until when what is kept is kept, Unix time
 * @param missing those of the named shards that are not here
 * @param signature Ed25519 by the holder over {@link #signingBytes}
 */
public record LeasesRenewed(long leaseUntilSeconds, List<Bytes> missing, Bytes signature)
    implements VaultResponse {
  static final int TYPE = 625;
  private static final int KEYS = 4;

  /** Refuses what has no wire form. */
  public LeasesRenewed {
    UnsignedRange.require("leaseUntilSeconds", leaseUntilSeconds, Long.MAX_VALUE);
    missing = Fields.checkedShards(missing);
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** An answer that is still to be signed. */
  public static LeasesRenewed unsigned(long leaseUntilSeconds, List<Bytes> missing) {
    return new LeasesRenewed(leaseUntilSeconds, missing, Fields.NO_SIGNATURE);
  }

  /** The same with a signature. */
  public LeasesRenewed signed(Bytes by) {
    return new LeasesRenewed(leaseUntilSeconds, missing, by);
  }

  /**
   * What the signature covers: the order it answers, too.
   *
   * @param order of the request
   */
  public Bytes signingBytes(Order order) {
    CborWriter out = new CborWriter();
    out.raw(Bytes.wrap("scp2p-x vault renewal v1".getBytes(StandardCharsets.US_ASCII)));
    out.array(6);
    order.writeItems(out);
    out.uint(leaseUntilSeconds);
    Fields.writeShards(out, missing);
    return out.toBytes();
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    long leaseUntilSeconds = 0;
    @Nullable List<Bytes> missing = null;
    @Nullable Bytes signature = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        case 1 -> leaseUntilSeconds = Fields.positive(in);
        case 2 -> missing = Fields.shards(in);
        default -> signature = Bytes.wrap(in.byteString(Fields.SIGNATURE_BYTES));
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new LeasesRenewed(
        fields.need(1, leaseUntilSeconds), fields.need(2, missing), fields.need(3, signature));
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
    out.uint(leaseUntilSeconds);
    out.key(2);
    Fields.writeShards(out, missing);
    out.key(3);
    out.bytes(signature);
  }
}

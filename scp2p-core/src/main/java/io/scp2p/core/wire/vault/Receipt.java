package io.scp2p.core.wire.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers 622: the holder has the shard on disk and signs for it (section V2.2).
 *
 * @param owner whose shard
 * @param holder who signs
 * @param shard its id
 * @param hash BLAKE3 of the whole shard
 * @param sizeBytes of it
 * @param leaseUntilSeconds until when it is kept, Unix time
 * @param atMillis when this was signed
 * @param signature Ed25519 by the holder over {@link #signingBytes}
 */
public record Receipt(
    NodeKey owner,
    NodeKey holder,
    Bytes shard,
    Bytes hash,
    long sizeBytes,
    long leaseUntilSeconds,
    long atMillis,
    Bytes signature)
    implements VaultResponse {
  static final int TYPE = 622;
  private static final int KEYS = 9;

  /** Refuses what has no wire form. */
  public Receipt {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    hash.requireSize(VaultLimits.HASH_BYTES, "hash");
    UnsignedRange.require("sizeBytes", sizeBytes, VaultLimits.MAX_SHARD_BYTES);
    UnsignedRange.require("leaseUntilSeconds", leaseUntilSeconds, Long.MAX_VALUE);
    UnsignedRange.require("atMillis", atMillis, Long.MAX_VALUE);
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  /** A receipt that is still to be signed. */
  public static Receipt unsigned(
      NodeKey owner,
      NodeKey holder,
      Bytes shard,
      Bytes hash,
      long sizeBytes,
      long leaseUntilSeconds,
      long atMillis) {
    return new Receipt(
        owner, holder, shard, hash, sizeBytes, leaseUntilSeconds, atMillis, Fields.NO_SIGNATURE);
  }

  /** The same with a signature. */
  public Receipt signed(Bytes by) {
    return new Receipt(owner, holder, shard, hash, sizeBytes, leaseUntilSeconds, atMillis, by);
  }

  /** What the signature covers. */
  public Bytes signingBytes() {
    CborWriter out = new CborWriter();
    out.raw(Bytes.wrap("scp2p-x vault receipt v1".getBytes(StandardCharsets.US_ASCII)));
    out.array(7);
    out.bytes(owner);
    out.bytes(holder);
    out.bytes(shard);
    out.bytes(hash);
    out.uint(sizeBytes);
    out.uint(leaseUntilSeconds);
    out.uint(atMillis);
    return out.toBytes();
  }

  static VaultResponse read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int status = 0;
    @Nullable NodeKey owner = null;
    @Nullable NodeKey holder = null;
    @Nullable Bytes shard = null;
    @Nullable Bytes hash = null;
    long sizeBytes = 0;
    long leaseUntilSeconds = 0;
    long atMillis = 0;
    @Nullable Bytes signature = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> status = in.u16();
        case 1 -> owner = NodeKey.of(in.byteString(NodeKey.LENGTH));
        case 2 -> holder = NodeKey.of(in.byteString(NodeKey.LENGTH));
        case 3 -> shard = Fields.shard(in);
        case 4 -> hash = Bytes.wrap(in.byteString(VaultLimits.HASH_BYTES));
        case 5 -> sizeBytes = Fields.upTo(in, VaultLimits.MAX_SHARD_BYTES);
        case 6 -> leaseUntilSeconds = Fields.positive(in);
        case 7 -> atMillis = Fields.positive(in);
        default -> signature = Bytes.wrap(in.byteString(Fields.SIGNATURE_BYTES));
      }
    }
    if (fields.need(0, status) != 0) {
      return new VaultRefused(TYPE, status);
    }
    return new Receipt(
        fields.need(1, owner),
        fields.need(2, holder),
        fields.need(3, shard),
        fields.need(4, hash),
        fields.need(5, sizeBytes),
        fields.need(6, leaseUntilSeconds),
        fields.need(7, atMillis),
        fields.need(8, signature));
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
    out.bytes(owner);
    out.key(2);
    out.bytes(holder);
    out.key(3);
    out.bytes(shard);
    out.key(4);
    out.bytes(hash);
    out.key(5);
    out.uint(sizeBytes);
    out.key(6);
    out.uint(leaseUntilSeconds);
    out.key(7);
    out.uint(atMillis);
    out.key(8);
    out.bytes(signature);
  }
}

package io.scp2p.core.wire.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 631: asks a holder to make room for a shard and to rebuild it by itself, out of others that it
 * fetches from their holders (section V3.12). It is told no key, so it can read nothing.
 *
 * @param order who orders it
 * @param shard its id
 * @param sizeBytes how many bytes it will have, like every shard of the file
 * @param pieceLog binary logarithm of the size of its pieces
 * @param leaseSeconds how long it shall be kept
 * @param dataShards k
 * @param parityShards m
 * @param index which shard it is
 * @param sources where others are
 * @param signature of the owner
 */
public record RebuildShard(
    Order order,
    Bytes shard,
    long sizeBytes,
    int pieceLog,
    long leaseSeconds,
    int dataShards,
    int parityShards,
    int index,
    List<From> sources,
    Bytes signature)
    implements SignedOrder {
  static final int TYPE = 631;

  /** Shards named by one order: as many as the largest code has. */
  public static final int MAX_SOURCES = VaultLimits.MAX_DATA_SHARDS + VaultLimits.MAX_PARITY_SHARDS;

  private static final int KEYS = 13;

  /**
   * A shard that is there.
   *
   * @param index which one
   * @param holder where
   * @param shard its id
   * @param hash what it must have
   */
  public record From(int index, NodeKey holder, Bytes shard, Bytes hash) {
    /** Refuses what has no wire form. */
    public From {
      UnsignedRange.require("index", index, MAX_SOURCES - 1);
      shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
      hash.requireSize(VaultLimits.HASH_BYTES, "hash");
    }
  }

  /** Refuses what has no wire form. */
  public RebuildShard {
    shard.requireSize(VaultLimits.SHARD_ID_BYTES, "shard id");
    UnsignedRange.require("sizeBytes", sizeBytes, VaultLimits.MAX_SHARD_BYTES);
    Fields.requirePieceLog(pieceLog);
    UnsignedRange.require("leaseSeconds", leaseSeconds, UnsignedRange.MAX_U32);
    UnsignedRange.require("dataShards", dataShards - 1, VaultLimits.MAX_DATA_SHARDS - 1);
    UnsignedRange.require("parityShards", parityShards, VaultLimits.MAX_PARITY_SHARDS);
    UnsignedRange.require("index", index, dataShards + parityShards - 1);
    UnsignedRange.require("sources", sources.size(), MAX_SOURCES);
    sources = List.copyOf(sources);
    signature.requireSize(Fields.SIGNATURE_BYTES, "signature");
  }

  @Override
  public RebuildShard signed(Bytes made) {
    return new RebuildShard(
        order,
        shard,
        sizeBytes,
        pieceLog,
        leaseSeconds,
        dataShards,
        parityShards,
        index,
        sources,
        made);
  }

  /** The order that makes room for it. */
  public OpenShard opening() {
    return OpenShard.unsigned(order, shard, sizeBytes, pieceLog, leaseSeconds);
  }

  static RebuildShard read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    int at = in.offset();
    Order.Head head = new Order.Head();
    Bytes shard = null;
    long size = 0;
    int log = 0;
    long lease = 0;
    int k = 0;
    int m = 0;
    int index = 0;
    List<From> sources = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0, 1, 2, 3, 4 -> head.take(field, in);
        case 5 -> shard = Fields.shard(in);
        case 6 -> size = Fields.upTo(in, VaultLimits.MAX_SHARD_BYTES);
        case 7 -> log = Fields.pieceLog(in);
        case 8 -> lease = in.u32();
        case 9 -> k = (int) Fields.upTo(in, VaultLimits.MAX_DATA_SHARDS);
        case 10 -> m = (int) Fields.upTo(in, VaultLimits.MAX_PARITY_SHARDS);
        case 11 -> index = (int) Fields.upTo(in, MAX_SOURCES - 1);
        default -> sources = in.list(MAX_SOURCES, "too many sources", RebuildShard::source);
      }
    }
    if (k < 1 || index >= k + m) {
      throw in.reject(Reason.OUT_OF_RANGE, "no such shard in this code", at);
    }
    return new RebuildShard(
        head.order(fields),
        fields.need(5, shard),
        fields.need(6, size),
        (int) fields.need(7, log),
        fields.need(8, lease),
        (int) fields.need(9, k),
        (int) fields.need(10, m),
        (int) fields.need(11, index),
        fields.need(12, sources),
        head.signature(fields));
  }

  private static From source(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(4);
    int index = 0;
    @Nullable NodeKey holder = null;
    @Nullable Bytes shard = null;
    @Nullable Bytes hash = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> index = (int) Fields.upTo(in, MAX_SOURCES - 1);
        case 1 -> holder = NodeKey.of(in.byteString(NodeKey.LENGTH));
        case 2 -> shard = Fields.shard(in);
        default -> hash = Bytes.wrap(in.byteString(VaultLimits.HASH_BYTES));
      }
    }
    return new From(
        (int) fields.need(0, index),
        fields.need(1, holder),
        fields.need(2, shard),
        fields.need(3, hash));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    order.writeKeys(out, signature);
    out.key(5);
    out.bytes(shard);
    out.key(6);
    out.uint(sizeBytes);
    out.key(7);
    out.uint(pieceLog);
    out.key(8);
    out.uint(leaseSeconds);
    out.key(9);
    out.uint(dataShards);
    out.key(10);
    out.uint(parityShards);
    out.key(11);
    out.uint(index);
    out.key(12);
    writeSources(out);
  }

  private void writeSources(CborWriter out) {
    out.array(sources.size());
    for (From source : sources) {
      out.map(4);
      out.key(0);
      out.uint(source.index);
      out.key(1);
      out.bytes(source.holder);
      out.key(2);
      out.bytes(source.shard);
      out.key(3);
      out.bytes(source.hash);
    }
  }

  @Override
  public int signedItems() {
    return 8;
  }

  @Override
  public void writeSigned(CborWriter out) {
    out.bytes(shard);
    out.uint(sizeBytes);
    out.uint(pieceLog);
    out.uint(leaseSeconds);
    out.uint(dataShards);
    out.uint(parityShards);
    out.uint(index);
    writeSources(out);
  }
}

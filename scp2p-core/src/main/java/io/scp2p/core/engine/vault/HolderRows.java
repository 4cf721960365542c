package io.scp2p.core.engine.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.vault.HeldPage;
import io.scp2p.core.protocol.vault.HeldShard;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.ListReader;

/** The rows of a holder. */
final class HolderRows {
  private HolderRows() {}

  /** A shard and the file it is in. */
  record Shard(HeldShard shard, String path) {}

  /** A page and its content. */
  record Page(HeldPage page, Bytes data) {}

  static StoreException corrupt(Exception cause) {
    return new StoreException(
        StoreException.Reason.CORRUPT, "a row of the vault is damaged", cause);
  }

  static byte[] encode(HeldShard shard, String path) {
    CborWriter out = new CborWriter();
    out.array(8);
    out.bytes(shard.owner());
    out.uint(shard.sizeBytes());
    out.uint(shard.pieceLog());
    out.uint(shard.pieces());
    out.uint(shard.leaseUntilSeconds());
    out.bytes(shard.hash());
    out.bytes(shard.ticket());
    out.text(path);
    return out.toBytes().toArray();
  }

  static Shard shard(Bytes id, byte[] row) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(row), in -> shard(id, in));
    } catch (WireException | IllegalArgumentException e) {
      throw corrupt(e);
    }
  }

  private static Shard shard(Bytes id, CborReader in) throws WireException {
    ListReader parts = in.list();
    parts.next();
    NodeKey owner = NodeKey.of(in.byteString(NodeKey.LENGTH));
    parts.next();
    long size = in.u64();
    parts.next();
    int log = in.u8();
    parts.next();
    int pieces = (int) in.u32();
    parts.next();
    long lease = in.u64();
    parts.next();
    Bytes hash = in.byteString().detached();
    parts.next();
    Bytes ticket = in.byteString().detached();
    parts.next();
    String path = in.text();
    parts.next();
    return new Shard(new HeldShard(id, owner, size, log, pieces, lease, hash, ticket), path);
  }

  static byte[] encode(HeldPage page, Bytes data) {
    CborWriter out = new CborWriter();
    out.array(6);
    out.bytes(page.owner());
    out.uint(page.page());
    out.bytes(page.slot());
    out.uint(page.sequence());
    out.uint(page.leaseUntilSeconds());
    out.bytes(data);
    return out.toBytes().toArray();
  }

  static Page page(byte[] row) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(row), HolderRows::page);
    } catch (WireException | IllegalArgumentException e) {
      throw corrupt(e);
    }
  }

  private static Page page(CborReader in) throws WireException {
    ListReader parts = in.list();
    parts.next();
    NodeKey owner = NodeKey.of(in.byteString(NodeKey.LENGTH));
    parts.next();
    int page = in.u8();
    parts.next();
    Bytes slot = in.byteString().detached();
    parts.next();
    long sequence = in.u64();
    parts.next();
    long lease = in.u64();
    parts.next();
    Bytes data = in.byteString().detached();
    parts.next();
    return new Page(new HeldPage(owner, page, slot, sequence, data.size(), lease), data);
  }
}

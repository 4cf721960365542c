package io.scp2p.core.vault.catalog;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stored form of a catalog (section V9.2): equal catalogs have equal bytes. */
public final class CatalogCodec {
  private CatalogCodec() {}

  /** The bytes of a catalog. */
  public static Bytes encode(Catalog catalog) {
    CborWriter out = new CborWriter();
    out.array(catalog.files().size());
    catalog.files().forEach((file, entry) -> write(out, file, entry));
    return out.toBytes();
  }

  /** Reads a catalog. Its bytes were authenticated: an objection means that a device has a bug. */
  public static Catalog decode(Bytes bytes) throws WireException {
    return CborReader.decode(bytes, CatalogCodec::read);
  }

  static Bytes entry(FileEntry entry) {
    CborWriter out = new CborWriter();
    write(out, entry);
    return out.toBytes();
  }

  static Bytes header(FileHeader header) {
    CborWriter out = new CborWriter();
    write(out, header);
    return out.toBytes();
  }

  private static void write(CborWriter out, FileId file, FileEntry entry) {
    out.array(2);
    out.bytes(file);
    write(out, entry);
  }

  private static void write(CborWriter out, FileEntry entry) {
    FileHeader header = entry.header();
    Naming naming = entry.naming();
    out.map(4 + (header == null ? 0 : 1) + (naming == null ? 0 : 1));
    out.key(0);
    out.uint(entry.deletedAtMillis());
    out.key(1);
    out.uint(entry.parityShards());
    out.key(2);
    out.array(entry.hashes().size());
    entry
        .hashes()
        .forEach(
            (index, hash) -> {
              out.array(2);
              out.uint(index);
              out.bytes(hash);
            });
    out.key(3);
    out.array(entry.replicas().size());
    entry
        .replicas()
        .forEach(
            (replica, state) -> {
              out.array(6);
              out.uint(replica.index());
              out.uint(replica.generation());
              out.bytes(replica.holder());
              out.bytes(replica.shard());
              out.uint(state.stage().number());
              out.uint(state.leaseUntilSeconds());
            });
    if (header != null) {
      out.key(4);
      write(out, header);
    }
    if (naming != null) {
      out.key(5);
      out.array(4);
      out.text(naming.name());
      out.uint(naming.targetMilliNines());
      out.uint(naming.atMillis());
      out.bytes(naming.device());
    }
  }

  private static void write(CborWriter out, FileHeader header) {
    out.array(6);
    out.uint(header.layout().plainBytes());
    out.uint(header.layout().dataShards());
    out.uint(header.layout().parityShards());
    out.uint(header.layout().pieceLog());
    out.bytes(header.wrappedKey());
    out.uint(header.storedAtMillis());
  }

  private static Catalog read(CborReader in) throws WireException {
    int at = in.offset();
    SortedMap<FileId, FileEntry> files = new TreeMap<>();
    ListReader elements = in.list();
    try {
      while (elements.next()) {
        ListReader pair = in.list();
        pair.next();
        FileId file = FileId.of(in.byteString(FileId.LENGTH));
        pair.next();
        files.merge(file, readEntry(in), FileEntry::merge);
        pair.next();
      }
    } catch (IllegalArgumentException e) {
      throw in.reject(Reason.OUT_OF_RANGE, "catalog outside its bounds", at);
    }
    return new Catalog(files);
  }

  private static FileEntry readEntry(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(6);
    long deletedAt = 0;
    int parity = 0;
    SortedMap<Integer, Bytes> hashes = new TreeMap<>();
    SortedMap<Replica, ReplicaState> replicas = new TreeMap<>();
    @Nullable FileHeader header = null;
    @Nullable Naming naming = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> deletedAt = in.u64();
        case 1 -> parity = in.u8();
        case 2 -> hashes = readHashes(in);
        case 3 -> replicas = readReplicas(in);
        case 4 -> header = readHeader(in);
        default -> naming = readNaming(in);
      }
    }
    return new FileEntry(header, naming, parity, hashes, replicas, Math.max(0, deletedAt));
  }

  private static SortedMap<Integer, Bytes> readHashes(CborReader in) throws WireException {
    SortedMap<Integer, Bytes> hashes = new TreeMap<>();
    ListReader elements = in.list();
    while (elements.next()) {
      ListReader pair = in.list();
      pair.next();
      int index = in.u8();
      pair.next();
      hashes.put(index, Bytes.wrap(in.byteString(VaultLimits.HASH_BYTES)));
      pair.next();
    }
    return hashes;
  }

  private static SortedMap<Replica, ReplicaState> readReplicas(CborReader in) throws WireException {
    SortedMap<Replica, ReplicaState> replicas = new TreeMap<>();
    ListReader elements = in.list();
    while (elements.next()) {
      ListReader parts = in.list();
      parts.next();
      int index = in.u8();
      parts.next();
      long generation = in.u64();
      parts.next();
      NodeKey holder = NodeKey.of(in.byteString(NodeKey.LENGTH));
      parts.next();
      Bytes shard = Bytes.wrap(in.byteString(VaultLimits.SHARD_ID_BYTES));
      parts.next();
      Stage stage = Stage.of(in.u8());
      parts.next();
      long lease = in.u64();
      parts.next();
      replicas.merge(
          new Replica(index, generation, holder, shard),
          new ReplicaState(stage, lease),
          ReplicaState::merge);
    }
    return replicas;
  }

  private static FileHeader readHeader(CborReader in) throws WireException {
    ListReader parts = in.list();
    parts.next();
    long plainBytes = in.u64();
    parts.next();
    int k = in.u8();
    parts.next();
    int m = in.u8();
    parts.next();
    int log = in.u8();
    parts.next();
    Bytes wrapped = Bytes.wrap(in.byteString(FileKey.WRAPPED_BYTES));
    parts.next();
    long storedAt = in.u64();
    parts.next();
    return new FileHeader(new VaultLayout(plainBytes, k, m, log), wrapped, storedAt);
  }

  private static Naming readNaming(CborReader in) throws WireException {
    ListReader parts = in.list();
    parts.next();
    String name = in.text();
    parts.next();
    long nines = in.u64();
    parts.next();
    long at = in.u64();
    parts.next();
    Bytes device = Bytes.wrap(in.byteString(VaultLimits.SLOT_BYTES));
    parts.next();
    return new Naming(name, nines, at, device);
  }
}

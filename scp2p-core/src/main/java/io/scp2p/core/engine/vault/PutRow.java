package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A put under way, as it is found after a crash.
 *
 * @param source the file that is read, or {@link #sourceOf}
 * @param modifiedNanos its time when the put began
 * @param wrappedKey see {@link FileKey#wrap}
 * @param targets one for every shard
 */
record PutRow(
    FileId file,
    String source,
    long modifiedNanos,
    String name,
    long targetMilliNines,
    boolean allowDegraded,
    VaultLayout layout,
    Bytes wrappedKey,
    List<Target> targets) {
  /** No path begins like this: it is absolute. */
  private static final String ORIGIN = "vault:";

  PutRow {
    targets = List.copyOf(targets);
  }

  /** The source of a put whose plain bytes come out of the vault. */
  static String sourceOf(FileId origin) {
    return ORIGIN + origin.hex();
  }

  /** The file of the vault that is encrypted anew; null if a file of the disk is put. */
  @Nullable FileId origin() {
    return source.startsWith(ORIGIN) ? FileId.parse(source.substring(ORIGIN.length())) : null;
  }

  /** With another holder for one shard. */
  PutRow with(Target target) {
    List<Target> next = new ArrayList<>(targets);
    next.replaceAll(each -> each.index() == target.index() ? target : each);
    return new PutRow(
        file,
        source,
        modifiedNanos,
        name,
        targetMilliNines,
        allowDegraded,
        layout,
        wrappedKey,
        next);
  }

  byte[] encode() {
    CborWriter out = new CborWriter();
    out.array(11);
    out.text(source);
    out.uint(modifiedNanos);
    out.text(name);
    out.uint(targetMilliNines);
    out.bool(allowDegraded);
    out.uint(layout.plainBytes());
    out.uint(layout.dataShards());
    out.uint(layout.parityShards());
    out.uint(layout.pieceLog());
    out.bytes(wrappedKey);
    out.array(targets.size());
    for (Target target : targets) {
      out.array(4);
      out.uint(target.index());
      out.uint(target.generation());
      out.bytes(target.holder());
      out.bytes(target.shard());
    }
    return out.toBytes().toArray();
  }

  static PutRow decode(FileId file, byte[] row) throws StoreException {
    try {
      return CborReader.decode(Bytes.wrap(row), in -> read(file, in));
    } catch (WireException | IllegalArgumentException e) {
      throw HolderRows.corrupt(e);
    }
  }

  private static PutRow read(FileId file, CborReader in) throws WireException {
    ListReader parts = in.list();
    parts.next();
    String source = in.text();
    parts.next();
    long modified = in.u64();
    parts.next();
    String name = in.text();
    parts.next();
    long nines = in.u64();
    parts.next();
    boolean degraded = in.bool();
    parts.next();
    long plain = in.u64();
    parts.next();
    int k = in.u8();
    parts.next();
    int m = in.u8();
    parts.next();
    int log = in.u8();
    parts.next();
    Bytes wrapped = Bytes.wrap(in.byteString(FileKey.WRAPPED_BYTES));
    parts.next();
    List<Target> targets = in.list(PutRow::target);
    parts.next();
    return new PutRow(
        file,
        source,
        modified,
        name,
        nines,
        degraded,
        new VaultLayout(plain, k, m, log),
        wrapped,
        targets);
  }

  private static Target target(CborReader in) throws WireException {
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
    return new Target(index, generation, holder, shard);
  }
}

package io.scp2p.core.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to read one version of one file, and nothing that would let change it (section
 * V8): what stands in the fragment of a link.
 *
 * @param layout how it is cut
 * @param shards where its shards are
 */
public record ReadCapability(FileId file, Bytes key, VaultLayout layout, List<Source> shards) {
  private static final String PREFIX = "scp2p://v/";
  private static final int MAX_SHARDS = 96;

  /**
   * One shard at one holder.
   *
   * @param generation see {@link FileKey#shardId}
   */
  public record Source(int index, long generation, NodeKey holder, Bytes hash) {}

  /** Copies the list. */
  public ReadCapability {
    shards = List.copyOf(shards);
    key.requireSize(FileKey.KEY_BYTES, "file key");
  }

  /** What a file's owner gives away. */
  public static ReadCapability of(FileKey key, VaultLayout layout, List<Source> shards) {
    return new ReadCapability(
        key.file(),
        Bytes.wrap(key.export(SecretAccess.iWillProtectTheExportedSecret())),
        layout,
        shards);
  }

  /** The whole link. */
  public String link() {
    CborWriter out = new CborWriter();
    out.array(6);
    out.bytes(key);
    out.uint(layout.plainBytes());
    out.uint(layout.dataShards());
    out.uint(layout.parityShards());
    out.uint(layout.pieceLog());
    out.array(shards.size());
    for (Source shard : shards) {
      out.map(4);
      out.key(0);
      out.uint(shard.index);
      out.key(1);
      out.uint(shard.generation);
      out.key(2);
      out.bytes(shard.holder);
      out.key(3);
      out.bytes(shard.hash);
    }
    return PREFIX
        + file.hex()
        + "#"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(out.toBytes().toArray());
  }

  /** Reads a link; nothing if it is none, or was damaged on its way. */
  public static Optional<ReadCapability> parse(String link) {
    int fragment = PREFIX.length() + 2 * FileId.LENGTH;
    if (!link.startsWith(PREFIX) || link.indexOf('#') != fragment) {
      return Optional.empty();
    }
    try {
      FileId file = FileId.parse(link.substring(PREFIX.length(), fragment));
      Bytes body = Bytes.wrap(Base64.getUrlDecoder().decode(link.substring(fragment + 1)));
      return Optional.of(CborReader.decode(body, in -> read(file, in)));
    } catch (IllegalArgumentException | WireException e) {
      return Optional.empty();
    }
  }

  private static ReadCapability read(FileId file, CborReader in) throws WireException {
    ListReader parts = in.list();
    part(parts, in);
    Bytes key = Bytes.wrap(in.byteString(FileKey.KEY_BYTES));
    part(parts, in);
    long plainBytes = in.u64();
    part(parts, in);
    int k = in.u8();
    part(parts, in);
    int m = in.u8();
    part(parts, in);
    int log = in.u8();
    part(parts, in);
    List<Source> shards = in.list(MAX_SHARDS, "too many sources", ReadCapability::source);
    if (parts.next()) {
      throw in.reject(Reason.WRONG_LENGTH, "a capability has six parts", in.offset());
    }
    return new ReadCapability(file, key, new VaultLayout(plainBytes, k, m, log), shards);
  }

  private static void part(ListReader parts, CborReader in) throws WireException {
    if (!parts.next()) {
      throw in.reject(Reason.WRONG_LENGTH, "a capability has six parts", in.offset());
    }
  }

  private static Source source(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(4);
    int index = 0;
    long generation = 0;
    @Nullable NodeKey holder = null;
    @Nullable Bytes hash = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> index = in.u8();
        case 1 -> generation = in.u64();
        case 2 -> holder = NodeKey.of(in.byteString(NodeKey.LENGTH));
        default -> hash = Bytes.wrap(in.byteString(VaultLimits.HASH_BYTES));
      }
    }
    return new Source(index, generation, fields.need(2, holder), fields.need(3, hash));
  }
}

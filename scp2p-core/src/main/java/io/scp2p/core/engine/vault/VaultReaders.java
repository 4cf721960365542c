package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.core.engine.transfer.BlockContent;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.ReadCapability;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files that are read in place, one's own and those of others. Lives on the loop. */
final class VaultReaders {
  /** Files that are open at the same time; each may hold some MiB. */
  static final int MAX_OPEN = 16;

  /** As many as a link has room for. */
  private static final int MAX_LINKED_SHARDS = 70;

  private final OwnerVault vault;
  private final Set<VaultBlocks> open = new HashSet<>();

  VaultReaders(OwnerVault vault) {
    this.vault = vault;
  }

  /** Opens a file of the catalog. */
  RemoteContent open(FileId file) {
    return content(blocks(file));
  }

  /** For this node itself. */
  VaultBlocks blocks(FileId file) {
    FileEntry entry = vault.whole(file);
    mayOpen();
    VaultBlocks blocks =
        new VaultBlocks(
            vault,
            file,
            vault.keyOf(file, entry),
            VaultViews.layout(entry),
            () -> VaultViews.readable(vault.whole(file), vault.parts()),
            open::remove);
    open.add(blocks);
    return blocks;
  }

  /** Opens what somebody has given away. */
  RemoteContent open(VaultLink link) {
    ReadCapability right =
        ReadCapability.parse(link.reveal(SecretAccess.iWillProtectTheExportedSecret()))
            .filter(each -> each.layout().isModest())
            .orElseThrow(
                () ->
                    new Scp2pException(
                        ErrorCode.INVALID_LINK,
                        "The vault link is damaged or cut off.",
                        Map.of("file", link.file().toString())));
    mayOpen();
    FileKey key = FileKey.of(right.file(), right.key().toArray());
    List<Source> sources = new ArrayList<>();
    for (ReadCapability.Source each : right.shards()) {
      if (each.index() < right.layout().totalShards()) {
        sources.add(
            new Source(
                each.index(),
                each.holder(),
                key.shardId(each.index(), each.generation()),
                each.hash()));
      }
    }
    VaultBlocks blocks =
        new VaultBlocks(vault, null, key, right.layout(), () -> sources, open::remove);
    open.add(blocks);
    return content(blocks);
  }

  private RemoteContent content(VaultBlocks blocks) {
    return new BlockContent(blocks, vault.parts().transfers().signals());
  }

  private void mayOpen() {
    if (open.size() >= MAX_OPEN) {
      throw new Scp2pException(
          ErrorCode.TOO_MANY_TRANSFERS,
          "Too many files of the vault are open; close some first.",
          Map.of("limit", Integer.toString(MAX_OPEN)));
    }
  }

  /** A link that lets others read a file. */
  VaultLink share(FileId file) {
    FileEntry entry = vault.whole(file);
    VaultLayout layout = VaultViews.layout(entry);
    List<ReadCapability.Source> sources = new ArrayList<>();
    Set<Integer> named = new HashSet<>();
    for (Replica replica : entry.held()) {
      Bytes hash = entry.hashes().get(replica.index());
      if (hash != null && sources.size() < MAX_LINKED_SHARDS && named.add(replica.index())) {
        sources.add(
            new ReadCapability.Source(
                replica.index(), replica.generation(), replica.holder(), hash));
      }
    }
    try (FileKey key = vault.keyOf(file, entry)) {
      return VaultLink.parse(ReadCapability.of(key, layout, sources).link());
    }
  }

  void close() {
    List.copyOf(open).forEach(each -> each.end(ErrorCode.NODE_CLOSED));
  }
}

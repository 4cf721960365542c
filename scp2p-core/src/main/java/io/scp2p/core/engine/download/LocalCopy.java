package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.HashPage;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Takes a content that this node has already, in another file or another share, from its own disk:
 * nobody needs to be asked for it. A copy and no link, so that who changes one file changes no
 * other. Every method may block.
 */
final class LocalCopy {
  private final LocalChunks local;
  private final ArrivingContent content;
  private final Destination destination;
  private final BooleanSupplier abandoned;

  LocalCopy(
      LocalChunks local,
      ArrivingContent content,
      Destination destination,
      BooleanSupplier abandoned) {
    this.local = local;
    this.content = content;
    this.destination = destination;
    this.abandoned = abandoned;
  }

  /**
   * Copies what is here and missing there.
   *
   * @param stored the chunks that are there; those that were copied are added
   * @param hashPages the pages of hashes that are there; likewise
   * @return how many bytes were copied
   */
  long take(BitSet stored, BitSet hashPages) throws StoreException {
    long copied = 0;
    int count = Math.toIntExact(content.chunks());
    for (int chunk = stored.nextClearBit(0); chunk < count; chunk = stored.nextClearBit(chunk)) {
      Optional<byte[]> data = chunk(chunk, hashPages);
      if (data.isEmpty() || !destination.accept(chunk, Bytes.wrap(data.get()))) {
        return copied; // Not here, or not any more what it was: peers have it.
      }
      stored.set(chunk);
      copied += data.get().length;
    }
    return copied;
  }

  private Optional<byte[]> chunk(int chunk, BitSet hashPages) throws StoreException {
    if (abandoned.getAsBoolean()) {
      return Optional.empty();
    }
    Optional<byte[]> data = local.readChunk(content.contentId(), chunk);
    return data.isPresent() && hasHash(chunk, hashPages) ? data : Optional.empty();
  }

  private boolean hasHash(int chunk, BitSet hashPages) throws StoreException {
    HashPageLayout pages = content.hashPages();
    int page = pages.isPaged() ? chunk / HashPageLayout.PAGE_HASHES : 0;
    if (hashPages.get(page) || !content.needsHashList()) {
      return true;
    }
    boolean found = pages.isPaged() ? foundPage(page) : foundList();
    hashPages.set(page, found);
    return found;
  }

  private boolean foundPage(int page) throws StoreException {
    Optional<HashPage> here =
        local.hashPage(content.contentId(), page).filter(found -> content.vouchesFor(page, found));
    if (here.isPresent()) {
      destination.putPage(page, here.get());
    }
    return here.isPresent();
  }

  private boolean foundList() throws StoreException {
    ContentId id = content.contentId();
    Optional<ChunkHashes> here =
        local
            .hashes(id, Math.toIntExact(content.chunks()))
            .flatMap(hashes -> content.verified(new ChunkHashList(id, hashes)));
    if (here.isPresent()) {
      destination.putHashes(here.get());
    }
    return here.isPresent();
  }
}

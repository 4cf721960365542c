package io.scp2p.core.engine.share;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Lookups;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.HaveContent;
import io.scp2p.core.wire.message.ListPublicShares;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.PublicShareList;
import java.util.Optional;

/**
 * Answers what peers ask about shares and contents (specification sections 9.9, 9.10 and 12). Disk
 * and store are asked on the blocking executor, answers are given on the loop; how much may run at
 * a time is up to the serving queue.
 */
public final class ShareServices {
  private final ShareStore store;
  private final ContentLibrary library;
  private final PublicListing listing;
  private final ManifestLookup others;
  private final UploadWatch uploads;
  private final Offload offload;
  private final Lookups lookups;

  /**
   * Services of one node.
   *
   * @param others manifests that are not this node's own
   * @param uploads hears what goes to whom
   */
  public ShareServices(
      ShareStore store,
      ContentLibrary library,
      ManifestLookup others,
      UploadWatch uploads,
      Offload offload) {
    this.store = store;
    this.library = library;
    this.listing = new PublicListing(store);
    this.others = others;
    this.uploads = uploads;
    this.offload = offload;
    this.lookups = new Lookups(offload);
  }

  /** Takes on 400, 402, 499, 500, 502, 611 and 612. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry
        .serve(GetManifest.class, (request, from, to) -> getManifest(request, to))
        .serve(ListPublicShares.class, (request, from, to) -> listPublicShares(request, to))
        .serve(HaveContent.class, (request, from, to) -> haveContent(request, to))
        .serve(GetChunk.class, this::getChunk)
        .serve(GetChunkHashes.class, (request, from, to) -> getChunkHashes(request, to))
        .serve(GetHashPage.class, (request, from, to) -> getHashPage(request, to))
        .serve(GetHoldings.class, (request, from, to) -> getHoldings(request, to));
  }

  private void getManifest(GetManifest request, Responder to) {
    lookups.answer(
        to,
        WireErrorText.MANIFEST_NOT_FOUND,
        () -> {
          Optional<Bytes> own = store.manifest(request.manifestId());
          Optional<Bytes> found = own.isPresent() ? own : others.find(request.manifestId());
          return found.map(bytes -> new ManifestData(request.manifestId(), bytes));
        });
  }

  private void listPublicShares(ListPublicShares request, Responder to) {
    lookups.answer(
        to,
        Answer.BUSY_TEXT,
        () -> Optional.of(new PublicShareList(listing.first(request.maxEntries()))));
  }

  /** Accepted and ignored (section 12.3): who has what is asked of those who have it. */
  private static void haveContent(HaveContent request, Responder to) {
    to.answer(new Answer.Success(new Acknowledgement(request.type())));
  }

  private void getChunk(GetChunk request, Requester from, Responder to) {
    NodeKey peer = from.key();
    Optional<Answer> refusal =
        peer == null ? Optional.empty() : uploads.refusal(from, request.contentId());
    if (refusal.isPresent()) {
      to.answer(refusal.get());
      return;
    }
    lookups.answer(
        answer ->
            to.answer(
                peer != null
                        && answer instanceof Answer.Success success
                        && success.response() instanceof ChunkData chunk
                    ? counted(from, peer, chunk).orElse(answer)
                    : answer),
        WireErrorText.CHUNK_NOT_FOUND,
        () ->
            library
                .readChunk(request.contentId(), request.chunkIndex())
                .map(
                    chunk ->
                        new ChunkData(
                            request.contentId(), request.chunkIndex(), Bytes.wrap(chunk))));
  }

  private Optional<Answer> counted(Requester from, NodeKey peer, ChunkData chunk) {
    Optional<Answer> refusal = uploads.admit(from);
    if (refusal.isEmpty()) {
      uploads.sent(peer, chunk.contentId(), chunk.data().size());
    }
    return refusal;
  }

  private void getChunkHashes(GetChunkHashes request, Responder to) {
    var unused =
        offload
            .call(() -> chunkHashes(request))
            .whenComplete(
                (found, failure) ->
                    to.answer(
                        failure == null
                            ? found
                            : new Answer.Failure(WireErrorText.CHUNK_HASHES_NOT_FOUND)));
  }

  private void getHashPage(GetHashPage request, Responder to) {
    lookups.answer(
        to,
        WireErrorText.CHUNK_HASHES_NOT_FOUND,
        () -> library.hashPage(request.contentId(), request.page()));
  }

  private void getHoldings(GetHoldings request, Responder to) {
    lookups.answer(to, WireErrorText.CHUNK_NOT_FOUND, () -> library.holdings(request.contentId()));
  }

  private Answer chunkHashes(GetChunkHashes request) throws StoreException {
    long count = library.chunkCount(request.contentId()).orElse(0L);
    if (count > ChunkHashList.MAX_COUNT) {
      return new Answer.Failure(WireErrorText.ANSWER_TOO_LARGE);
    }
    Optional<Bytes> hashes = library.hashes(request.contentId(), 0, ChunkHashList.MAX_COUNT);
    return hashes.isPresent()
        ? new Answer.Success(new ChunkHashList(request.contentId(), hashes.get()))
        : new Answer.Failure(WireErrorText.CHUNK_HASHES_NOT_FOUND);
  }
}

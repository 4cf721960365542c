package io.scp2p.core.engine.share;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareSummary;
import io.scp2p.core.wire.record.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of a share of this node, as it is stored.
 *
 * @param shareKey who signs it
 * @param seq its number
 * @param manifestId what its head names
 * @param title of the share
 * @param description of the share
 * @param visibility whether it is listed
 * @param communities it is bound to
 * @param itemCount how many files it has
 * @param totalBytes of all files
 * @param totalChunks of all files
 * @param publishedAt unix seconds: of the manifest and of the head
 * @param expiresAt unix seconds, or null
 * @param fitsV1 whether the manifest has all items; otherwise it has none, and only the paged
 *     catalog has them
 * @param previousSeq the version before, whose items and manifest are still there; 0 if none
 * @param previousManifestId of that version
 * @param headSignature completes the head
 */
public record PublishedShare(
    ShareKey shareKey,
    long seq,
    ManifestId manifestId,
    @Nullable String title,
    @Nullable String description,
    Visibility visibility,
    List<CommunityId> communities,
    long itemCount,
    long totalBytes,
    long totalChunks,
    long publishedAt,
    @Nullable Long expiresAt,
    boolean fitsV1,
    long previousSeq,
    @Nullable ManifestId previousManifestId,
    Bytes headSignature) {
  private static final int VERSION = 1;

  /** Copies the communities. */
  public PublishedShare {
    communities = List.copyOf(communities);
  }

  /**
   * Whether it is shown to whoever asks (section 9.7). That is about listing only: a private share
   * can be read by anybody who knows its id (section 21, Q-31).
   */
  public boolean isListed() {
    return visibility == Visibility.PUBLIC;
  }

  /** Whether it is shown in a community; the caller has made sure that this node has joined it. */
  public boolean isListedIn(CommunityId community) {
    return isListed() && communities.contains(community);
  }

  /** The id that follows from the key. */
  public ShareId id() {
    return shareKey.id();
  }

  /** The signed head (section 9.5). */
  public ShareHead head() {
    return new ShareHead.Body(id(), seq, manifestId, publishedAt).signed(headSignature);
  }

  /** The entry in a listing (section 9.9). */
  public ShareSummary summary() {
    return new ShareSummary(id(), shareKey, seq, manifestId, title, description);
  }

  /**
   * As the host sees it.
   *
   * @param hints where others may look for it
   */
  public Share toShare(List<BootstrapAddress> hints) {
    return new Share(
        ShareLink.of(shareKey, hints),
        seq,
        manifestId,
        title,
        description,
        visibility == Visibility.PUBLIC
            ? io.scp2p.api.share.Visibility.PUBLIC
            : io.scp2p.api.share.Visibility.PRIVATE,
        Set.copyOf(communities),
        itemCount,
        totalBytes,
        Instant.ofEpochSecond(publishedAt));
  }

  byte[] encode() {
    RowOut out =
        new RowOut()
            .u8(VERSION)
            .id(shareKey)
            .u64(seq)
            .id(manifestId)
            .textOrNull(title)
            .textOrNull(description)
            .u8(visibility == Visibility.PUBLIC ? 1 : 0)
            .u32(communities.size());
    communities.forEach(out::id);
    out.u64(itemCount).u64(totalBytes).u64(totalChunks).u64(publishedAt);
    out.u8(expiresAt == null ? 0 : 1).u64(expiresAt == null ? 0 : expiresAt);
    out.u8(fitsV1 ? 1 : 0).u64(previousSeq).u8(previousManifestId == null ? 0 : 1);
    if (previousManifestId != null) {
      out.id(previousManifestId);
    }
    return out.raw(headSignature).toArray();
  }

  static PublishedShare decode(byte[] row) throws StoreException {
    return RowIn.read("share", row, PublishedShare::read);
  }

  private static PublishedShare read(RowIn in) {
    in.version(VERSION);
    ShareKey shareKey = ShareKey.of(in.raw(ShareKey.LENGTH));
    long seq = in.u64();
    ManifestId manifestId = ManifestId.of(in.raw(ManifestId.LENGTH));
    String title = in.textOrNull();
    String description = in.textOrNull();
    Visibility visibility = in.u8() == 1 ? Visibility.PUBLIC : Visibility.PRIVATE;
    List<CommunityId> communities = new ArrayList<>();
    for (int left = in.u32(); left > 0; left--) {
      communities.add(CommunityId.of(in.raw(CommunityId.LENGTH)));
    }
    long itemCount = in.u64();
    long totalBytes = in.u64();
    long totalChunks = in.u64();
    long publishedAt = in.u64();
    boolean expires = in.u8() == 1;
    long expiresAt = in.u64();
    boolean fitsV1 = in.u8() == 1;
    long previousSeq = in.u64();
    ManifestId previous = in.u8() == 1 ? ManifestId.of(in.raw(ManifestId.LENGTH)) : null;
    return new PublishedShare(
        shareKey,
        seq,
        manifestId,
        title,
        description,
        visibility,
        communities,
        itemCount,
        totalBytes,
        totalChunks,
        publishedAt,
        expires ? expiresAt : null,
        fitsV1,
        previousSeq,
        previous,
        Bytes.wrap(in.raw(64)));
  }

  /** The id alone: titles are the publisher's business. */
  @Override
  public String toString() {
    return "PublishedShare[" + id() + ", seq=" + seq + "]";
  }
}

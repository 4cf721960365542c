package io.scp2p.core.protocol.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.protocol.sync.Finding;
import io.scp2p.core.protocol.sync.HeadCheck;
import io.scp2p.core.protocol.sync.ManifestCheck;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.protocol.sync.VerifiedManifest;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an offer of a catalog is worth (docs/catalog-protocol.md, section C4). */
public final class OfferCheck {
  /** A manifest without items; title, description and communities of our publishers fit. */
  static final int MAX_SKELETON_BYTES = 64 << 10;

  private final ShareKey shareKey;
  private final long seq;
  private final long maxItems;

  /**
   * Checks of one attempt.
   *
   * @param seq older versions are of no use
   * @param maxItems items in a version; more are refused
   */
  public OfferCheck(ShareKey shareKey, long seq, long maxItems) {
    this.shareKey = shareKey;
    this.seq = seq;
    this.maxItems = maxItems;
  }

  /** Examines an answer to 680. */
  public CatalogFinding examine(CatalogOffer offer, long nowUnixSeconds) {
    try {
      return look(offer, nowUnixSeconds);
    } catch (WireException malformed) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
  }

  private CatalogFinding look(CatalogOffer offer, long nowUnixSeconds) throws WireException {
    if (offer.manifest().size() > MAX_SKELETON_BYTES) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    Optional<VerifiedHead> verified =
        HeadCheck.verify(shareKey, CborReader.decode(offer.head(), ShareHead::read));
    Optional<SignedRoot> signed = SignedRoot.verify(offer.root(), offer.signature(), shareKey);
    if (verified.isEmpty() || signed.isEmpty()) {
      return new CatalogFinding.Wrong(ErrorCode.SIGNATURE_INVALID);
    }
    VerifiedHead head = verified.get();
    CatalogRoot root = signed.get().root();
    if (root.seq() != head.seq() || !root.manifest().equals(head.manifestId())) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    if (U64.isLess(head.seq(), seq)) {
      return new CatalogFinding.Nothing();
    }
    if (root.itemCount() > maxItems) {
      return new CatalogFinding.Unusable(ErrorCode.TOO_MANY_ITEMS);
    }
    Manifest skeleton = Manifest.decode(offer.manifest());
    return judge(head, signed.get(), skeleton, changes(offer.changes()), nowUnixSeconds);
  }

  private static @Nullable CatalogChanges changes(@Nullable Bytes encoded) throws WireException {
    return encoded == null ? null : CborReader.decode(encoded, CatalogChanges::read);
  }

  private static CatalogFinding judge(
      VerifiedHead head,
      SignedRoot root,
      Manifest skeleton,
      @Nullable CatalogChanges changes,
      long nowUnixSeconds) {
    if (!skeleton.body().items().isEmpty()) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    VerifiedManifest outline = null;
    if (ManifestSeal.id(skeleton).equals(head.manifestId())) {
      Finding finding = ManifestCheck.cached(head, skeleton.encoded(), nowUnixSeconds);
      if (finding instanceof Finding.Unusable unusable) {
        return new CatalogFinding.Unusable(unusable.why());
      }
      if (!(finding instanceof Finding.Found found)) {
        return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
      }
      outline = found.manifest();
    } else if (root.root().itemCount() > ManifestLimits.MAX_ITEMS) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    return new CatalogFinding.Offer(head, root, skeleton, outline, changes);
  }
}

package io.scp2p.examples.fuzz;

import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.KeyedItem;
import io.scp2p.core.catalog.pages.ManifestSkeleton;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageLimits;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.Manifest;
import java.util.List;
import java.util.Set;

/** Paged catalogs, what they are made of, and the records of communities. */
final class CatalogTargets {
  private static final String PAGES = "catalog-extension";

  private CatalogTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        target(
            "catalog-root",
            "the root of a paged catalog",
            RoundTrip.other(CatalogRoot::decode, CatalogRoot::bytes, root -> root.ref())),
        target(
            "catalog-page",
            "a page, which has one form only",
            RoundTrip.other(
                bytes -> new Encoded(Page.decode(bytes)),
                page -> page.page.encoded(),
                CatalogTargets::isBounded)),
        target(
            "catalog-changes",
            "what was removed and added",
            RoundTrip.record(
                bytes -> CborReader.decode(bytes, CatalogChanges::read),
                changes ->
                    Finding.unless(
                        changes.size() <= CatalogChanges.MAX_CHANGES, "too many changes"))),
        target(
            "catalog-item",
            "an item in the form that pages have",
            RoundTrip.other(
                bytes -> CborReader.decode(bytes, KeyedItem::read),
                KeyedItem::encoded,
                item ->
                    Finding.unless(
                        KeyedItem.of(item.item()).equals(item), "an item has two forms"))),
        new FuzzTarget(
            "manifest-checks",
            "what is asked of a manifest before it is believed",
            vectors -> vectors.octets("signed-objects", "signature-checks", "decoding-records"),
            CatalogTargets::manifest),
        new FuzzTarget(
            "community-record",
            "a member's or a share's record with its tag",
            vectors -> vectors.octets(Set.of("typed", "stays", "goes"), "community-extension"),
            CatalogTargets::record));
  }

  private static FuzzTarget target(String name, String says, FuzzTarget.Feed feed) {
    return new FuzzTarget(name, says, vectors -> vectors.octets(PAGES), feed);
  }

  /** A page is what it encodes to. */
  private record Encoded(Page page) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Encoded that
          && page.encoded().equals(that.page.encoded())
          && page.ref().equals(that.page.ref());
    }

    @Override
    public int hashCode() {
      return page.encoded().hashCode();
    }
  }

  private static void isBounded(Encoded encoded) {
    Page page = encoded.page;
    Finding.unless(page.items().size() <= PageLimits.MAX_ITEMS, "a large leaf");
    Finding.unless(page.children().size() <= PageLimits.BRANCHES, "a broad page");
    Finding.unless(page.ref().prefix().size() <= PageLimits.MAX_DEPTH, "a deep page");
    Finding.unless(page.isLeaf() == page.children().isEmpty(), "neither leaf nor inner page");
  }

  private static boolean manifest(byte[] input) {
    Manifest manifest = RoundTrip.decoded(Manifest::decode, input);
    if (manifest == null) {
      return false;
    }
    boolean modest = ManifestLimits.check(manifest.body(), input.length).isEmpty();
    ManifestSeal.verify(manifest, 1_700_000_020L);
    if (modest) {
      Manifest bare = ManifestSkeleton.strip(manifest);
      Manifest filled = ManifestSkeleton.fill(bare, manifest.body().items());
      Finding.unless(
          filled.body().items().size() == manifest.body().items().size(), "items were lost");
      Finding.unless(
          ManifestSkeleton.strip(filled).equals(bare), "a skeleton is not what it was made of");
    }
    return true;
  }

  private static boolean record(byte[] input) {
    CommunityRecord record = RoundTrip.decoded(CommunityRecord::decode, input);
    if (record == null) {
      return false;
    }
    Finding.unless(input.length <= RecordLimits.MAX_RECORD_BYTES, "a record above its limit");
    Finding.unless(!record.signingBytes().isEmpty(), "nothing is signed");
    Finding.unless(record.subject().length > 0, "a record about nothing");
    return true;
  }
}

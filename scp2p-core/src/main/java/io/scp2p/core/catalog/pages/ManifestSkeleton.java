package io.scp2p.core.catalog.pages;

import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import java.util.Comparator;
import java.util.List;

/**
 * A signed manifest without its items: whoever has the items from elsewhere puts them back, and
 * sees by the id whether the manifest is whole again. So v1 followers can be served by whoever
 * follows through pages.
 */
public final class ManifestSkeleton {
  /**
   * The order in which publishers write items: folder by folder, each in the order of code points.
   */
  public static final Comparator<ShareItem> ORDER = ManifestSkeleton::compare;

  private ManifestSkeleton() {}

  /** The manifest without its items. */
  public static Manifest strip(Manifest manifest) {
    return withItems(manifest, List.of());
  }

  /** Puts items back, which are few enough for a manifest. */
  public static Manifest fill(Manifest skeleton, List<ShareItem> items) {
    if (items.size() > ManifestLimits.MAX_ITEMS) {
      throw new IllegalArgumentException("a manifest does not have " + items.size() + " items");
    }
    return withItems(skeleton, items.stream().sorted(ORDER).toList());
  }

  private static Manifest withItems(Manifest manifest, List<ShareItem> items) {
    Manifest.Body body = manifest.body();
    return new Manifest(
        new Manifest.Body(
            body.version(),
            body.shareKey(),
            body.shareId(),
            body.seq(),
            body.createdAt(),
            body.expiresAt(),
            body.title(),
            body.description(),
            body.visibility(),
            body.communities(),
            items,
            body.recommendedShares()),
        manifest.signature());
  }

  private static int compare(ShareItem a, ShareItem b) {
    return compare(text(a), text(b));
  }

  private static String text(ShareItem item) {
    String path = item.path();
    return path == null ? item.name() : path;
  }

  /** By code point, a slash before everything else. */
  private static int compare(String a, String b) {
    int end = Math.min(a.length(), b.length());
    for (int i = 0; i < end; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        return Integer.compare(weight(left), weight(right));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  // Surrogates stand for code points above all that have a unit of their own.
  private static int weight(char unit) {
    return unit == '/' ? -1 : Character.isSurrogate(unit) ? unit + 0x1_0000 : unit;
  }
}

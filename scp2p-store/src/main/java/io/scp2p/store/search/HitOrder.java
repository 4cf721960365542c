package io.scp2p.store.search;

import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.share.ShareItem;
import java.util.Comparator;

/**
 * The orders of hits. Each is total and depends on nothing but the items themselves: what is left
 * equal is put in order by name, path, edition and content, and those name a document.
 */
final class HitOrder {
  private static final Comparator<Hit> BY_RANK = Comparator.comparingInt(hit -> hit.rank);
  private static final Comparator<Hit> BY_KEY = Comparator.comparingLong(hit -> hit.key);
  private static final Comparator<Hit> BY_SCORE =
      Comparator.comparingDouble((Hit hit) -> hit.score).reversed();
  private static final Comparator<Hit> BY_TEXT =
      Comparator.<Hit, String>comparing(
              hit -> hit.item().normal().name(), HitOrder::compareCodePoints)
          .thenComparing(hit -> path(hit.item().item()), HitOrder::compareCodePoints)
          .thenComparing(BY_RANK)
          .thenComparing(hit -> hit.item().item().content());

  private HitOrder() {}

  static Comparator<Hit> of(SearchOrder order) {
    return switch (order) {
      case RELEVANCE ->
          BY_SCORE.thenComparing(BY_RANK).thenComparing(BY_KEY).thenComparing(BY_TEXT);
      case SIZE -> BY_KEY.reversed().thenComparing(BY_TEXT);
      case NEWEST -> BY_RANK.thenComparing(BY_KEY).thenComparing(BY_TEXT);
      case NAME -> BY_KEY.thenComparing(BY_TEXT);
    };
  }

  /** No path comes before every path. */
  private static String path(ShareItem item) {
    return item.path() == null ? "" : "/" + item.path();
  }

  /** As UTF-8 compares, so that keys and texts agree. */
  static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // Surrogates stand for code points above all others.
        boolean bothOrNone = Character.isSurrogate(a) == Character.isSurrogate(b);
        return bothOrNone ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}

package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.ShareSummary;
import io.scp2p.core.wire.record.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The public shares of this node, in the order of section 9.9: newest first, then the higher
 * number, then the lower id. What is asked for again and again is sorted once, until something is
 * published. May block; safe for all threads.
 */
final class PublicListing {
  /** More does not fit into an answer: a summary takes at least 300 bytes. */
  static final int MAX_LISTED = 3_500;

  /** Room for the head of the list around the summaries. */
  private static final int AROUND_BYTES = 64;

  private static final Comparator<PublishedShare> NEWEST_FIRST =
      Comparator.comparingLong(PublishedShare::publishedAt)
          .thenComparingLong(PublishedShare::seq)
          .reversed()
          .thenComparing(PublishedShare::id);

  private final ShareStore store;
  private volatile Listed listed = new Listed(-1, List.of());

  /** The list, and what it was made from. */
  private record Listed(long generation, List<ShareSummary> newest) {}

  PublicListing(ShareStore store) {
    this.store = store;
  }

  /** At most so many, and as many as fit into an answer; none if none are asked for. */
  List<ShareSummary> first(int maxEntries) throws StoreException {
    Listed current = listed;
    long generation = store.generation();
    if (current.generation != generation) {
      current = new Listed(generation, read());
      listed = current;
    }
    return current.newest.subList(0, Math.min(maxEntries, current.newest.size()));
  }

  private List<ShareSummary> read() throws StoreException {
    PriorityQueue<PublishedShare> oldestFirst = new PriorityQueue<>(NEWEST_FIRST.reversed());
    try (StateCursor rows = store.state().scan(Tables.SHARES, new byte[0])) {
      while (rows.next()) {
        PublishedShare share = PublishedShare.decode(rows.value());
        if (share.visibility() == Visibility.PUBLIC) {
          oldestFirst.add(share);
        }
        if (oldestFirst.size() > MAX_LISTED) {
          oldestFirst.remove();
        }
      }
    }
    List<PublishedShare> newest = new ArrayList<>(oldestFirst);
    newest.sort(NEWEST_FIRST);
    List<ShareSummary> fitting = new ArrayList<>();
    int bytes = AROUND_BYTES;
    for (PublishedShare share : newest) {
      ShareSummary summary = share.summary();
      bytes += summary.encoded().size();
      if (bytes > WireLimits.PAYLOAD_BYTES) {
        break;
      }
      fitting.add(summary);
    }
    return List.copyOf(fitting);
  }
}

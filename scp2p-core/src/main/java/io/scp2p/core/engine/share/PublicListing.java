package io.scp2p.core.engine.share;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.ShareSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The public shares of this node, in the order of section 9.9: newest first, then the higher
 * number, then the lower id. What is asked for again and again is sorted once, until something is
 * published. May block; safe for all threads.
 */
public final class PublicListing {
  /** More does not fit into an answer: a summary takes at least 300 bytes. */
  static final int MAX_LISTED = 3_500;

  /** Lists of communities that are remembered; nobody lists in more without meaning harm. */
  static final int MAX_COMMUNITIES = 256;

  /** Room for the head of the list around the summaries. */
  private static final int AROUND_BYTES = 64;

  private static final Comparator<PublishedShare> NEWEST_FIRST =
      Comparator.comparingLong(PublishedShare::publishedAt)
          .thenComparingLong(PublishedShare::seq)
          .reversed()
          .thenComparing(PublishedShare::id);

  private final ShareStore store;
  private final Map<CommunityId, Listed> bound = new ConcurrentHashMap<>();
  private volatile Listed listed = new Listed(-1, List.of());

  /** The list, and what it was made from. */
  private record Listed(long generation, List<ShareSummary> newest) {}

  /** Lists what is in a store. Reads nothing yet. */
  public PublicListing(ShareStore store) {
    this.store = store;
  }

  /** At most so many, and as many as fit into an answer; none if none are asked for. */
  List<ShareSummary> first(int maxEntries) throws StoreException {
    Listed current = listed;
    long generation = store.generation();
    if (current.generation != generation) {
      current = new Listed(generation, read(PublishedShare::isListed));
      listed = current;
    }
    return first(current, maxEntries);
  }

  /**
   * As {@link #first}, of those bound to a community (section 11.4). That this node has joined it
   * is the caller's to know.
   */
  public List<ShareSummary> inCommunity(CommunityId community, int maxEntries)
      throws StoreException {
    Listed current = bound.get(community);
    long generation = store.generation();
    if (current == null || current.generation != generation) {
      current = new Listed(generation, read(share -> share.isListedIn(community)));
      if (bound.size() >= MAX_COMMUNITIES) {
        bound.clear();
      }
      bound.put(community, current);
    }
    return first(current, maxEntries);
  }

  private static List<ShareSummary> first(Listed current, int maxEntries) {
    return current.newest.subList(0, Math.min(maxEntries, current.newest.size()));
  }

  private List<ShareSummary> read(Predicate<PublishedShare> wanted) throws StoreException {
    PriorityQueue<PublishedShare> oldestFirst = new PriorityQueue<>(NEWEST_FIRST.reversed());
    try (StateCursor rows = store.state().scan(Tables.SHARES, new byte[0])) {
      while (rows.next()) {
        PublishedShare share = PublishedShare.decode(rows.value());
        if (wanted.test(share)) {
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

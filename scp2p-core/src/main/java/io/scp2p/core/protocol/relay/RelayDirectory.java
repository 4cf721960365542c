package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.RelayAnnouncement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The relays this node has heard of (specification sections 14.6, 14.7 and 14.9). Of two
 * announcements of one relay the one issued last counts, not the one that came last (quirk Q-26);
 * expired ones are gone. Whoever adds one has verified it.
 */
public final class RelayDirectory {
  /** Section 14.7: announcements that one answer lists. */
  public static final int MAX_LISTED = 16;

  /** Announcements kept; when full the one that ends first goes. */
  public static final int MAX_RELAYS = 256;

  /** An announcement from the future by more than a clock may be wrong (section 4.3). */
  static final long MAX_SKEW_SECONDS = 300;

  private static final int MIN_SCORE = -10;
  private static final int MAX_SCORE = 10;
  private static final int SUCCESS = 1;
  private static final int FAILURE = -3;

  private final Map<NodeKey, RelayAnnouncement> byKey = new LinkedHashMap<>();
  private final Map<NodeKey, Integer> scores = new LinkedHashMap<>();

  /**
   * Somebody has announced himself.
   *
   * @return whether it is news
   */
  public boolean add(RelayAnnouncement announcement, long nowUnix) {
    RelayAnnouncement.Body body = announcement.body();
    RelayAnnouncement known = byKey.get(body.relayKey());
    boolean fromTheFuture = U64.isLess(nowUnix + MAX_SKEW_SECONDS, body.issuedAt());
    if (AnnouncementSeal.isExpired(body, nowUnix)
        || fromTheFuture
        || (known != null && !U64.isLess(known.body().issuedAt(), body.issuedAt()))) {
      return false;
    }
    expire(nowUnix);
    if (known == null && byKey.size() >= MAX_RELAYS) {
      byKey.values().stream()
          .min(Comparator.comparingLong(each -> each.body().expiresAt()))
          .ifPresent(first -> byKey.remove(first.body().relayKey()));
    }
    byKey.put(body.relayKey(), announcement);
    return true;
  }

  private void expire(long nowUnix) {
    byKey.values().removeIf(each -> AnnouncementSeal.isExpired(each.body(), nowUnix));
  }

  /** Relays that can be used now, the best first; at most so many. */
  public List<RelayAnnouncement> best(int count, long nowUnix) {
    expire(nowUnix);
    List<RelayAnnouncement> all = new ArrayList<>(byKey.values());
    all.sort(Comparator.comparingInt(each -> -score(each.body().relayKey())));
    return all.subList(0, Math.max(0, Math.min(count, all.size())));
  }

  /** What 460 is answered with. */
  public List<RelayAnnouncement> list(int wanted, long nowUnix) {
    return best(Math.min(wanted, MAX_LISTED), nowUnix);
  }

  /** A relay did what it should, or failed (section 14.9). */
  public void rate(NodeKey relay, boolean worked) {
    int score = score(relay) + (worked ? SUCCESS : FAILURE);
    scores.remove(relay);
    scores.put(relay, Math.max(MIN_SCORE, Math.min(MAX_SCORE, score)));
    if (scores.size() > MAX_RELAYS) {
      scores.remove(scores.keySet().iterator().next());
    }
  }

  /** How a relay has proved itself. */
  public int score(NodeKey relay) {
    return scores.getOrDefault(relay, 0);
  }

  /** How many there are. */
  public int size() {
    return byKey.size();
  }
}

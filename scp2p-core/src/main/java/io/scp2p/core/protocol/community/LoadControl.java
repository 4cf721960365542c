package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.TokenBucket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much one peer may ask about one community (docs/community-protocol.md, section K6), besides
 * the limits that hold for all requests. Those who ask through a tunnel share one allowance.
 */
public final class LoadControl {
  /** Questions that are worked on at the same time, of all peers. */
  public static final int MAX_RUNNING = 16;

  /** Of one peer. */
  public static final int MAX_RUNNING_PER_PEER = 4;

  /** Peers whose allowances are remembered; a forgotten one begins with a full one. */
  static final int MAX_PEERS = 1_024;

  /** Pages of members or shares: a second, and at once. */
  static final int PAGES_PER_SECOND = 10;

  static final int PAGES_BURST = 60;

  /** Searches read more than pages. */
  static final int SEARCHES_PER_SECOND = 4;

  static final int SEARCHES_BURST = 20;

  /** Enough to get a large community in one go. */
  static final int EVENTS_BURST = 600;

  /** Records announced; each costs a signature. */
  static final int RECORDS_PER_SECOND = 100;

  static final int RECORDS_BURST = 5_000;

  private record Who(@Nullable NodeKey peer, CommunityId community) {}

  /** What one peer has left. */
  private static final class Allowance {
    private final TokenBucket pages;
    private final TokenBucket searches;
    private final TokenBucket events;
    private final TokenBucket records;
    private int running;

    Allowance(long nowNanos) {
      pages = new TokenBucket(PAGES_PER_SECOND, PAGES_BURST, nowNanos);
      searches = new TokenBucket(SEARCHES_PER_SECOND, SEARCHES_BURST, nowNanos);
      events = new TokenBucket(PAGES_PER_SECOND, EVENTS_BURST, nowNanos);
      records = new TokenBucket(RECORDS_PER_SECOND, RECORDS_BURST, nowNanos);
    }

    TokenBucket of(PageRequest.Kind kind) {
      return switch (kind) {
        case MEMBERS, SHARES -> pages;
        case SEARCH -> searches;
        case EVENTS -> events;
      };
    }
  }

  private final Map<Who, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true);
  private int running;

  /** Whether a question may be worked on now; then {@link #ended} has to follow. */
  public boolean admit(
      @Nullable NodeKey peer, CommunityId community, PageRequest.Kind kind, long nowNanos) {
    Allowance allowance = allowance(peer, community, nowNanos);
    return begin(allowance, allowance.of(kind), 1, nowNanos);
  }

  /** The same, of an announcement of so many records. */
  public boolean admitRecords(
      @Nullable NodeKey peer, CommunityId community, int records, long nowNanos) {
    Allowance allowance = allowance(peer, community, nowNanos);
    return begin(allowance, allowance.records, Math.max(1, records), nowNanos);
  }

  private boolean begin(Allowance allowance, TokenBucket bucket, int amount, long nowNanos) {
    boolean free = running < MAX_RUNNING && allowance.running < MAX_RUNNING_PER_PEER;
    if (!free || !bucket.tryTake(amount, nowNanos)) {
      return false;
    }
    running++;
    allowance.running++;
    return true;
  }

  /** Something that was admitted has been answered. */
  public void ended(@Nullable NodeKey peer, CommunityId community) {
    running--;
    Allowance allowance = allowances.get(new Who(peer, community));
    if (allowance != null && allowance.running > 0) {
      allowance.running--;
    }
  }

  private Allowance allowance(@Nullable NodeKey peer, CommunityId community, long nowNanos) {
    Allowance allowance =
        allowances.computeIfAbsent(new Who(peer, community), who -> new Allowance(nowNanos));
    if (allowances.size() > MAX_PEERS) {
      Iterator<Who> oldest = allowances.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return allowance;
  }

  int peers() {
    return allowances.size();
  }
}

package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.TrustLevel;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.core.wire.record.Blocklist;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where searches may look (specification sections 13.2 to 13.4): followed shares by trust, with
 * their weights, and own shares with the default weight, without what blocklists name. Changed on
 * the loop, read on any thread.
 *
 * <p>A blocklist hides other people's shares but not our own: who publishes something wants to find
 * it. Contents it hides everywhere.
 */
public final class SearchScopes {
  private final Map<ShareId, FollowPlan> plans = new HashMap<>();
  private final Set<ShareId> own = new HashSet<>();
  private final Map<ShareId, Blocklist> blocklists = new HashMap<>();
  private volatile Snapshot snapshot = new Snapshot(Map.of(), Set.of(), Set.of(), Set.of());

  private record Snapshot(
      Map<ShareId, FollowPlan> plans,
      Set<ShareId> own,
      Set<ShareId> blockedShares,
      Set<ContentId> blockedContents,
      Map<Set<TrustLevel>, SearchScope> made) {
    Snapshot(
        Map<ShareId, FollowPlan> plans,
        Set<ShareId> own,
        Set<ShareId> blockedShares,
        Set<ContentId> blockedContents) {
      this(
          Map.copyOf(plans),
          Set.copyOf(own),
          Set.copyOf(blockedShares),
          Set.copyOf(blockedContents),
          new ConcurrentHashMap<>());
    }
  }

  SearchScopes() {}

  /** The scope of a query that looks into shares of these levels, and into own ones. */
  public SearchScope of(Set<TrustLevel> trust) {
    Snapshot now = snapshot;
    // At most eight sets exist, so what is remembered is bounded.
    return now.made.computeIfAbsent(Set.copyOf(trust), levels -> make(now, levels));
  }

  private static SearchScope make(Snapshot now, Set<TrustLevel> trust) {
    Map<ShareId, Double> weights = new HashMap<>();
    now.plans.forEach(
        (share, plan) -> {
          if (trust.contains(plan.trust()) && !now.blockedShares.contains(share)) {
            weights.put(share, plan.weight());
          }
        });
    now.own.forEach(share -> weights.putIfAbsent(share, FollowPlan.DEFAULT_WEIGHT));
    return new SearchScope(weights, now.blockedContents);
  }

  void loaded(
      Collection<FollowPlan> followed, Collection<ShareId> ours, Map<ShareId, Blocklist> rules) {
    followed.forEach(plan -> plans.put(plan.link().shareId(), plan));
    own.addAll(ours);
    blocklists.putAll(rules);
    publish();
  }

  void follow(FollowPlan plan) {
    plans.put(plan.link().shareId(), plan);
    publish();
  }

  void unfollow(ShareId share) {
    plans.remove(share);
    blocklists.remove(share);
    publish();
  }

  void own(ShareId share, boolean ours) {
    if (ours ? own.add(share) : own.remove(share)) {
      publish();
    }
  }

  void rules(ShareId share, Blocklist rules) {
    blocklists.put(share, rules);
    publish();
  }

  void noRules(ShareId share) {
    if (blocklists.remove(share) != null) {
      publish();
    }
  }

  private void publish() {
    Set<ShareId> shares = new HashSet<>();
    Set<ContentId> contents = new HashSet<>();
    for (Blocklist rules : blocklists.values()) {
      shares.addAll(rules.blockedShares());
      contents.addAll(rules.blockedContents());
    }
    snapshot = new Snapshot(plans, own, shares, contents);
  }
}

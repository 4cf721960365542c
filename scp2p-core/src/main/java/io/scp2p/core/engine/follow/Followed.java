package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.core.protocol.sync.LocalVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One followed share in memory. Owned by the loop. */
final class Followed {
  /** Peers whose last refused offer is remembered, so that it is not told every minute. */
  static final int MAX_REFUSALS = 64;

  FollowPlan plan;
  @Nullable ShareVersion newest;
  @Nullable Instant checkedAt;
  @Nullable ErrorCode problem;
  @Nullable SyncRun run;
  boolean gone;

  /** Whether it has a catalog beyond its manifests. */
  boolean paged;

  /** Completed when the running look ends. */
  CompletableFuture<Subscription> running = new CompletableFuture<>();

  /** Completed when the look after that ends; all who ask meanwhile share it. */
  CompletableFuture<Subscription> next = new CompletableFuture<>();

  private final Map<NodeKey, Refusal> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeKey, Refusal> eldest) {
          return size() > MAX_REFUSALS;
        }
      };

  private record Refusal(ErrorCode what, long seq) {}

  Followed(FollowPlan plan) {
    this.plan = plan;
  }

  ShareId share() {
    return plan.link().shareId();
  }

  Subscription snapshot() {
    return new Subscription(plan, newest, checkedAt, problem);
  }

  @Nullable LocalVersion local() {
    return newest == null
        ? null
        : new LocalVersion(newest.sequence(), newest.manifest(), newest.itemCount() == 0, paged);
  }

  /** Whether this refusal is another one than the last by this peer. */
  boolean isNews(NodeKey peer, ErrorCode what, long seq) {
    Refusal refusal = new Refusal(what, seq);
    return !refusal.equals(refusals.put(peer, refusal));
  }
}

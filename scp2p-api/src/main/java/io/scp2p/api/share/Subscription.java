package io.scp2p.api.share;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A share this node follows.
 *
 * @param plan how it is followed
 * @param newest the newest verified version, or null before the first
 * @param checkedAt when a newer version was last looked for, or null if never
 * @param problem why the last look failed, or null if it did not; of a blocklist also why its rules
 *     could not be had
 */
public record Subscription(
    FollowPlan plan,
    @Nullable ShareVersion newest,
    @Nullable Instant checkedAt,
    @Nullable ErrorCode problem) {
  /** Requires the plan. */
  public Subscription {
    Objects.requireNonNull(plan, "plan");
  }

  /** {@return the id of the share} */
  public ShareId shareId() {
    return plan.link().shareId();
  }

  /** {@return how others find the share} */
  public ShareLink link() {
    return plan.link();
  }

  /** {@return the newest verified version, once there is one} */
  public Optional<ShareVersion> version() {
    return Optional.ofNullable(newest);
  }
}

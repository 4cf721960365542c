package io.scp2p.api.transfer;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What to download, and where to.
 *
 * @param share from which share
 * @param items which of its contents; empty means all
 * @param target the folder that receives them
 * @param priority which goes first
 * @param collision what happens to what is there
 * @param safeNames whether names that this platform cannot have are changed; otherwise they fail
 * @param maxBytesPerSecond for this transfer; 0 means no limit of its own
 */
public record DownloadPlan(
    ShareId share,
    Set<ContentId> items,
    Path target,
    Priority priority,
    CollisionRule collision,
    boolean safeNames,
    long maxBytesPerSecond) {
  /** Nothing that exists is ever lost by default. */
  public static final CollisionRule DEFAULT_COLLISION = CollisionRule.KEEP_IF_SAME;

  /** Takes a copy of the items and refuses a negative limit. */
  public DownloadPlan {
    Objects.requireNonNull(share, "share");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(collision, "collision");
    items = Set.copyOf(items);
    if (maxBytesPerSecond < 0) {
      throw new IllegalArgumentException("maxBytesPerSecond is negative: " + maxBytesPerSecond);
    }
  }

  /**
   * Everything in the newest version of a share.
   *
   * @param share a share this node follows or publishes
   * @return a builder, ended by {@link Builder#into}
   */
  public static Builder share(ShareId share) {
    return new Builder(share);
  }

  /**
   * One content of a share.
   *
   * @param ref which
   * @return a builder, ended by {@link Builder#into}
   */
  public static Builder content(ContentRef ref) {
    return share(ref.share()).items(List.of(ref.content()));
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final ShareId share;
    private final Set<ContentId> items = new LinkedHashSet<>();
    private Priority priority = Priority.NORMAL;
    private CollisionRule collision = DEFAULT_COLLISION;
    private boolean safeNames = true;
    private long maxBytesPerSecond;

    private Builder(ShareId share) {
      this.share = Objects.requireNonNull(share, "share");
    }

    /**
     * Adds contents to a selection; without any, everything is downloaded.
     *
     * @param contents which
     * @return this builder
     */
    public Builder items(Iterable<ContentId> contents) {
      contents.forEach(items::add);
      return this;
    }

    /**
     * Sets which goes first; {@link Priority#NORMAL} if not called.
     *
     * @param value the priority
     * @return this builder
     */
    public Builder priority(Priority value) {
      priority = Objects.requireNonNull(value, "priority");
      return this;
    }

    /**
     * Sets what happens to what is there; {@link #DEFAULT_COLLISION} if not called.
     *
     * @param value the rule
     * @return this builder
     */
    public Builder collision(CollisionRule value) {
      collision = Objects.requireNonNull(value, "collision");
      return this;
    }

    /**
     * Fails instead of changing names that this platform cannot have.
     *
     * @return this builder
     */
    public Builder exactNames() {
      safeNames = false;
      return this;
    }

    /**
     * Limits this transfer; without limit if not called.
     *
     * @param value bytes a second; 0 means no limit
     * @return this builder
     */
    public Builder maxBytesPerSecond(long value) {
      maxBytesPerSecond = value;
      return this;
    }

    /**
     * Names the folder and ends the plan.
     *
     * @param target created if it is missing
     * @return the plan
     */
    public DownloadPlan into(Path target) {
      return new DownloadPlan(
          share, items, target, priority, collision, safeNames, maxBytesPerSecond);
    }
  }
}

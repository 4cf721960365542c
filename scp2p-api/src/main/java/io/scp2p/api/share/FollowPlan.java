package io.scp2p.api.share;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.Map;
import java.util.Objects;

/**
 * Which share to follow, and how.
 *
 * @param link the share; its key is needed to verify every version
 * @param trust how far it is trusted
 * @param weight its factor in search results (specification section 13.2)
 * @param blocklist whether its rules hide other shares and contents (specification section 13.4)
 */
public record FollowPlan(ShareLink link, TrustLevel trust, double weight, boolean blocklist) {
  /** Specification section 13.3. */
  public static final TrustLevel DEFAULT_TRUST = TrustLevel.NORMAL;

  /** Specification section 13.2. */
  public static final double DEFAULT_WEIGHT = 1.0;

  /** Far beyond any sensible preference; keeps scores finite. */
  public static final double MAX_WEIGHT = 1_000.0;

  /** Refuses a weight that would upset the ranking. */
  public FollowPlan {
    Objects.requireNonNull(link, "link");
    Objects.requireNonNull(trust, "trust");
    if (!(weight >= 0 && weight <= MAX_WEIGHT)) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT,
          "weight must be 0 to " + MAX_WEIGHT + ".",
          Map.of("weight", Double.toString(weight)));
    }
  }

  /**
   * Follows with the defaults.
   *
   * @param link the share
   * @return the plan
   */
  public static FollowPlan of(ShareLink link) {
    return new FollowPlan(link, DEFAULT_TRUST, DEFAULT_WEIGHT, false);
  }

  /**
   * The same plan with another trust.
   *
   * @param value how far it is trusted
   * @return a new plan
   */
  public FollowPlan withTrust(TrustLevel value) {
    return new FollowPlan(link, value, weight, blocklist);
  }

  /**
   * The same plan with another weight.
   *
   * @param value 0 to {@link #MAX_WEIGHT}
   * @return a new plan
   */
  public FollowPlan withWeight(double value) {
    return new FollowPlan(link, trust, value, blocklist);
  }

  /**
   * The same plan with the share as blocklist.
   *
   * @return a new plan
   */
  public FollowPlan asBlocklist() {
    return new FollowPlan(link, trust, weight, true);
  }
}

package io.scp2p.api.config;

import io.scp2p.api.vault.Coding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The vault, as owner and as holder.
 *
 * @param coding how files are split unless a plan says otherwise
 * @param offeredBytes kept for others; 0 offers nothing
 * @param perOwnerBytes kept for one owner
 * @param leaseDuration how long a shard is kept without renewal
 * @param auditInterval between proofs of possession asked of one holder
 * @param repairDelay a holder may be away before its shards are rebuilt, while enough others remain
 * @param repairBytesPerSecond for all repairs together
 * @param reciprocal whether space is offered only to those who store for this node
 * @param operatorLabel names what fails together with this node: nodes of one label never get more
 *     shards of a file than may be lost; empty for none
 */
public record VaultConfig(
    Coding coding,
    long offeredBytes,
    long perOwnerBytes,
    Duration leaseDuration,
    Duration auditInterval,
    Duration repairDelay,
    long repairBytesPerSecond,
    boolean reciprocal,
    String operatorLabel) {
  /** Half again the size; any two holders may be lost. */
  public static final Coding DEFAULT_CODING = Coding.DEFAULT;

  /** Keeping the data of others is for the user to offer. */
  public static final long DEFAULT_OFFERED_BYTES = 0L;

  /** One owner cannot fill a home disk. */
  public static final long DEFAULT_PER_OWNER_BYTES = 10L << 30;

  /** A holiday of the owner. */
  public static final Duration DEFAULT_LEASE_DURATION = Duration.ofDays(30);

  /** Two proofs a day cost a few kilobytes each holder. */
  public static final Duration DEFAULT_AUDIT_INTERVAL = Duration.ofHours(12);

  /** Most holders come back within a day; moving bytes for them would be waste. */
  public static final Duration DEFAULT_REPAIR_DELAY = Duration.ofHours(24);

  /** A repair should never be felt. */
  public static final long DEFAULT_REPAIR_BYTES_PER_SECOND = 2L << 20;

  /** Open to all until the space is scarce. */
  public static final boolean DEFAULT_RECIPROCAL = false;

  /** A node stands for itself. */
  public static final String DEFAULT_OPERATOR_LABEL = "";

  /** Longer labels do not fit into an offer. */
  public static final int MAX_OPERATOR_LABEL_BYTES = 64;

  private static final Rule<Coding> CODING = Rule.any("vault.coding");
  private static final Rule<Long> OFFERED_BYTES = Rule.atLeast("vault.offeredBytes", 0L);
  private static final Rule<Long> PER_OWNER_BYTES = Rule.atLeast("vault.perOwnerBytes", 1L << 20);
  private static final Rule<Duration> LEASE_DURATION = Rule.positive("vault.leaseDuration");
  private static final Rule<Duration> AUDIT_INTERVAL = Rule.positive("vault.auditInterval");
  private static final Rule<Duration> REPAIR_DELAY = Rule.positive("vault.repairDelay");
  private static final Rule<Long> REPAIR_BYTES_PER_SECOND =
      Rule.atLeast("vault.repairBytesPerSecond", 1_024L);
  private static final Rule<Boolean> RECIPROCAL = Rule.any("vault.reciprocal");
  private static final Rule<String> OPERATOR_LABEL = Rule.any("vault.operatorLabel");

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public VaultConfig {
    CODING.check(coding);
    OFFERED_BYTES.check(offeredBytes);
    PER_OWNER_BYTES.check(perOwnerBytes);
    LEASE_DURATION.check(leaseDuration);
    AUDIT_INTERVAL.check(auditInterval);
    REPAIR_DELAY.check(repairDelay);
    REPAIR_BYTES_PER_SECOND.check(repairBytesPerSecond);
    OPERATOR_LABEL.check(operatorLabel);
    Rule.require(
        operatorLabel.getBytes(StandardCharsets.UTF_8).length <= MAX_OPERATOR_LABEL_BYTES,
        "vault.operatorLabel",
        "has at most " + MAX_OPERATOR_LABEL_BYTES + " bytes");
    Rule.require(
        offeredBytes == 0 || perOwnerBytes <= offeredBytes,
        "vault.perOwnerBytes",
        "must not be above vault.offeredBytes " + offeredBytes);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Coding> coding = new Setting<>(CODING);
    private final Setting<Long> offeredBytes = new Setting<>(OFFERED_BYTES);
    private final Setting<Long> perOwnerBytes = new Setting<>(PER_OWNER_BYTES);
    private final Setting<Duration> leaseDuration = new Setting<>(LEASE_DURATION);
    private final Setting<Duration> auditInterval = new Setting<>(AUDIT_INTERVAL);
    private final Setting<Duration> repairDelay = new Setting<>(REPAIR_DELAY);
    private final Setting<Long> repairBytesPerSecond = new Setting<>(REPAIR_BYTES_PER_SECOND);
    private final Setting<Boolean> reciprocal = new Setting<>(RECIPROCAL);
    private final Setting<String> operatorLabel = new Setting<>(OPERATOR_LABEL);

    private Builder() {}

    /**
     * Sets {@code coding}; {@link #DEFAULT_CODING} if not called.
     *
     * @param value how files are split unless a plan says otherwise
     * @return this builder
     */
    public Builder coding(Coding value) {
      coding.set(value);
      return this;
    }

    /**
     * Sets {@code offeredBytes}; {@link #DEFAULT_OFFERED_BYTES} if not called.
     *
     * @param value kept for others; 0 offers nothing
     * @return this builder
     */
    public Builder offeredBytes(long value) {
      offeredBytes.set(value);
      return this;
    }

    /**
     * Sets {@code perOwnerBytes}; {@link #DEFAULT_PER_OWNER_BYTES} if not called.
     *
     * @param value kept for one owner
     * @return this builder
     */
    public Builder perOwnerBytes(long value) {
      perOwnerBytes.set(value);
      return this;
    }

    /**
     * Sets {@code leaseDuration}; {@link #DEFAULT_LEASE_DURATION} if not called.
     *
     * @param value how long a shard is kept without renewal
     * @return this builder
     */
    public Builder leaseDuration(Duration value) {
      leaseDuration.set(value);
      return this;
    }

    /**
     * Sets {@code auditInterval}; {@link #DEFAULT_AUDIT_INTERVAL} if not called.
     *
     * @param value between proofs of possession asked of one holder
     * @return this builder
     */
    public Builder auditInterval(Duration value) {
      auditInterval.set(value);
      return this;
    }

    /**
     * Sets {@code repairDelay}; {@link #DEFAULT_REPAIR_DELAY} if not called.
     *
     * @param value a holder may be away before its shards are rebuilt, while enough others remain
     * @return this builder
     */
    public Builder repairDelay(Duration value) {
      repairDelay.set(value);
      return this;
    }

    /**
     * Sets {@code repairBytesPerSecond}; {@link #DEFAULT_REPAIR_BYTES_PER_SECOND} if not called.
     *
     * @param value for all repairs together
     * @return this builder
     */
    public Builder repairBytesPerSecond(long value) {
      repairBytesPerSecond.set(value);
      return this;
    }

    /**
     * Sets {@code reciprocal}; {@link #DEFAULT_RECIPROCAL} if not called.
     *
     * @param value whether space is offered only to those who store for this node
     * @return this builder
     */
    public Builder reciprocal(boolean value) {
      reciprocal.set(value);
      return this;
    }

    /**
     * Sets {@code operatorLabel}; {@link #DEFAULT_OPERATOR_LABEL} if not called.
     *
     * @param value names what fails together with this node
     * @return this builder
     */
    public Builder operatorLabel(String value) {
      operatorLabel.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public VaultConfig build() {
      long offered = offeredBytes.or(DEFAULT_OFFERED_BYTES);
      // Offering less than the default for one owner is no contradiction of the caller.
      long perOwner =
          offered == 0 ? DEFAULT_PER_OWNER_BYTES : Math.min(offered, DEFAULT_PER_OWNER_BYTES);
      return new VaultConfig(
          coding.or(DEFAULT_CODING),
          offeredBytes.or(DEFAULT_OFFERED_BYTES),
          perOwnerBytes.or(perOwner),
          leaseDuration.or(DEFAULT_LEASE_DURATION),
          auditInterval.or(DEFAULT_AUDIT_INTERVAL),
          repairDelay.or(DEFAULT_REPAIR_DELAY),
          repairBytesPerSecond.or(DEFAULT_REPAIR_BYTES_PER_SECOND),
          reciprocal.or(DEFAULT_RECIPROCAL),
          operatorLabel.or(DEFAULT_OPERATOR_LABEL));
    }
  }
}

package io.scp2p.api.vault;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to put into the vault.
 *
 * @param source an existing file
 * @param name its name in the vault, text of at most 1,024 characters; an existing file of that
 *     name gets a new version
 * @param coding how it is split; null as the node's {@code vault.coding} says
 * @param targetNines how durable it has to be: 4 means that 1 in 10,000 such files may be lost in a
 *     year; parity is added until the estimate reaches it
 * @param allowDegraded whether fewer failure domains than the policy asks for are accepted
 */
public record VaultPutPlan(
    Path source, String name, @Nullable Coding coding, double targetNines, boolean allowDegraded) {
  /** One file in 10,000 a year; reached by 4+2 when holders are well connected. */
  public static final double DEFAULT_TARGET_NINES = 4;

  /** Beyond this the estimate means nothing. */
  public static final double MAX_TARGET_NINES = 12;

  /** Refuses a target that cannot be estimated. */
  public VaultPutPlan {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(name, "name");
    if (!(targetNines >= 0 && targetNines <= MAX_TARGET_NINES)) {
      throw new IllegalArgumentException("targetNines is 0 to 12, not " + targetNines);
    }
  }

  /**
   * A file to put.
   *
   * @param source an existing file
   * @return a builder
   */
  public static Builder file(Path source) {
    return new Builder(source);
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Path source;
    private String name;
    private @Nullable Coding coding;
    private double targetNines = DEFAULT_TARGET_NINES;
    private boolean allowDegraded;

    private Builder(Path source) {
      this.source = source;
      this.name = String.valueOf(source.getFileName());
    }

    /**
     * Sets its name in the vault; the name of the file if not called.
     *
     * @param value the name
     * @return this builder
     */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      return this;
    }

    /**
     * Sets how it is split; as the node's {@code vault.coding} says if not called.
     *
     * @param value data and parity shards
     * @return this builder
     */
    public Builder coding(Coding value) {
      coding = Objects.requireNonNull(value, "coding");
      return this;
    }

    /**
     * Sets how durable it has to be; {@link #DEFAULT_TARGET_NINES} if not called.
     *
     * @param value 0 to {@link #MAX_TARGET_NINES}
     * @return this builder
     */
    public Builder targetNines(double value) {
      targetNines = value;
      return this;
    }

    /**
     * Accepts fewer failure domains than the policy asks for; the result says so.
     *
     * @return this builder
     */
    public Builder allowDegraded() {
      allowDegraded = true;
      return this;
    }

    /** {@return the plan} */
    public VaultPutPlan build() {
      return new VaultPutPlan(source, name, coding, targetNines, allowDegraded);
    }
  }
}

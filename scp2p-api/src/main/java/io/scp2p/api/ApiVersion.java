package io.scp2p.api;

import java.util.Comparator;

/**
 * A version of this API, under the rules of semantic versioning: a new major version may break
 * callers, a minor one only adds, a patch only repairs. Below 1.0.0 a minor version may break.
 *
 * @param major changes when callers may break
 * @param minor changes when something was added
 * @param patch changes when something was repaired
 */
public record ApiVersion(int major, int minor, int patch) implements Comparable<ApiVersion> {
  private static final ApiVersion CURRENT = new ApiVersion(0, 1, 0);

  /** Refuses negative parts. */
  public ApiVersion {
    if (major < 0 || minor < 0 || patch < 0) {
      throw new IllegalArgumentException(
          "version parts are not negative: " + major + "." + minor + "." + patch);
    }
  }

  /** {@return the version of the API that is on the path} */
  public static ApiVersion current() {
    return CURRENT;
  }

  /**
   * Whether code written against {@code wanted} runs with this version.
   *
   * @param wanted the version a caller was compiled against
   * @return true if nothing the caller uses can be missing
   */
  public boolean isCompatibleWith(ApiVersion wanted) {
    boolean sameLine = major == wanted.major && (major > 0 || minor == wanted.minor);
    return sameLine && compareTo(wanted) >= 0;
  }

  @Override
  public int compareTo(ApiVersion other) {
    return Comparator.comparingInt(ApiVersion::major)
        .thenComparingInt(ApiVersion::minor)
        .thenComparingInt(ApiVersion::patch)
        .compare(this, other);
  }

  /** Such as {@code 1.2.3}. */
  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}

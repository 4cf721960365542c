package io.scp2p.api.pairing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to send to another person.
 *
 * @param paths files and folders
 * @param message a text to show before the other side accepts, or null
 * @param codeLifetime how long the code waits for the other side
 */
public record SendPlan(List<Path> paths, @Nullable String message, Duration codeLifetime) {
  /** Long enough for a call and a walk to the other room. */
  public static final Duration DEFAULT_CODE_LIFETIME = Duration.ofMinutes(10);

  /** Refuses a plan that sends nothing. */
  public SendPlan {
    paths = List.copyOf(paths);
    Objects.requireNonNull(codeLifetime, "codeLifetime");
    if (paths.isEmpty() && message == null) {
      throw new IllegalArgumentException("nothing to send");
    }
    if (codeLifetime.isNegative() || codeLifetime.isZero()) {
      throw new IllegalArgumentException("codeLifetime must be positive, not " + codeLifetime);
    }
  }

  /**
   * Sends files and folders.
   *
   * @param paths what
   * @return the plan
   */
  public static SendPlan of(Path... paths) {
    return new SendPlan(List.of(paths), null, DEFAULT_CODE_LIFETIME);
  }

  /**
   * Sends a piece of text.
   *
   * @param message what
   * @return the plan
   */
  public static SendPlan text(String message) {
    return new SendPlan(List.of(), message, DEFAULT_CODE_LIFETIME);
  }

  /** Without the content: logs carry no user data. */
  @Override
  public String toString() {
    return "SendPlan[" + paths.size() + " paths, message " + (message != null) + "]";
  }
}

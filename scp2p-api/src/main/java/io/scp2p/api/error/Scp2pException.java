package io.scp2p.api.error;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one exception the SDK signals. Branch on {@link #code()} or {@link #advice()}; never parse
 * the message, which may change in any version.
 */
public final class Scp2pException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final TreeMap<String, String> details;

  /**
   * An error without details.
   *
   * @param code what kind of error
   * @param text what happened, for people
   */
  public Scp2pException(ErrorCode code, String text) {
    this(code, text, Map.of(), null);
  }

  /**
   * An error with details. These are for logs: ids, counts and addresses, never key material or
   * user content.
   *
   * @param code what kind of error
   * @param text what happened, for people
   * @param details names and values
   */
  public Scp2pException(ErrorCode code, String text, Map<String, String> details) {
    this(code, text, details, null);
  }

  /**
   * An error with details and a cause.
   *
   * @param code what kind of error
   * @param text what happened, for people
   * @param details names and values, as above
   * @param cause what led to it, or null
   */
  public Scp2pException(
      ErrorCode code, String text, Map<String, String> details, @Nullable Throwable cause) {
    super(message(code, text, details), cause);
    this.code = code;
    this.details = new TreeMap<>(details);
  }

  private static String message(ErrorCode code, String text, Map<String, String> details) {
    Objects.requireNonNull(text, "text");
    String known = details.isEmpty() ? "" : " " + new TreeMap<>(details);
    return code.id() + " " + text + known + " What to do: " + code.remedy();
  }

  /** {@return what kind of error it is} */
  public ErrorCode code() {
    return code;
  }

  /** {@return what the host can do next: the advice of the code} */
  public Advice advice() {
    return code.advice();
  }

  /** {@return whether the same call may be repeated as it is: only where that can do no harm} */
  public boolean retryable() {
    return code.retryable();
  }

  /** {@return names and values in alphabetical order; safe to log} */
  public Map<String, String> details() {
    return Collections.unmodifiableMap(details);
  }
}

package io.scp2p.examples.node.daemon.http;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. */
public final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Body body;

  /**
   * What the caller is told.
   *
   * @param code a name that never changes its meaning
   * @param number of the API's code, or null
   * @param message what happened
   * @param action what to do
   * @param retryable whether the same request may be repeated
   * @param details names and values
   */
  public record Body(
      String code,
      @Nullable Integer number,
      String message,
      String action,
      boolean retryable,
      Map<String, String> details) {}

  private HttpFailure(int status, Body body, @Nullable Throwable cause) {
    super(body.code() + ": " + body.message(), cause);
    this.status = status;
    this.body = body;
  }

  /** A failure of the interface itself. */
  public static HttpFailure of(int status, String code, String message, String action) {
    return new HttpFailure(status, new Body(code, null, message, action, false, Map.of()), null);
  }

  /** A member, parameter or header that cannot be. */
  public static HttpFailure invalid(String field, String message) {
    Body body =
        new Body(
            ErrorCode.INVALID_ARGUMENT.name(),
            ErrorCode.INVALID_ARGUMENT.number(),
            message,
            ErrorCode.INVALID_ARGUMENT.remedy(),
            false,
            Map.of("field", field));
    return new HttpFailure(400, body, null);
  }

  /** There is nothing at this address. */
  public static HttpFailure notFound(String what) {
    return of(404, "HTTP_NOT_FOUND", what + " does not exist.", "Look at docs/http-api.md.");
  }

  /** Whatever went wrong, as the caller is told. */
  public static HttpFailure from(Throwable failure) {
    if (failure instanceof HttpFailure known) {
      return known;
    }
    if (failure instanceof Scp2pException known) {
      return new HttpFailure(Statuses.of(known.code()), body(known), known);
    }
    if (failure instanceof IOException disk) {
      return from(DiskTrouble.of(disk));
    }
    if (failure instanceof UncheckedIOException disk) {
      return from(DiskTrouble.of(disk));
    }
    if (failure instanceof TimeoutException) {
      return of(408, "HTTP_TIMED_OUT", "The request took too long.", "Try again.");
    }
    // A bug: what it says is for the log, not for the caller.
    Body body =
        new Body(
            ErrorCode.INTERNAL.name(),
            ErrorCode.INTERNAL.number(),
            "The daemon failed: " + failure.getClass().getSimpleName() + ".",
            ErrorCode.INTERNAL.remedy(),
            false,
            Map.of());
    return new HttpFailure(500, body, failure);
  }

  /** An error of the API, as the body has it. */
  public static Body body(Scp2pException failure) {
    ErrorCode code = failure.code();
    return new Body(
        code.name(),
        code.number(),
        text(failure),
        code.remedy(),
        failure.retryable(),
        new TreeMap<>(failure.details()));
  }

  /** An error code alone, where nothing else is known. */
  public static Body body(ErrorCode code) {
    return new Body(
        code.name(), code.number(), code.name(), code.remedy(), code.retryable(), Map.of());
  }

  /** The message without what the other members say. */
  private static String text(Scp2pException failure) {
    String text = String.valueOf(failure.getMessage());
    String prefix = failure.code().id() + " ";
    String suffix = " What to do: " + failure.code().remedy();
    String details = failure.details().isEmpty() ? "" : " " + failure.details();
    String rest = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    return withoutEnd(withoutEnd(rest, suffix), details);
  }

  private static String withoutEnd(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What the caller is told. */
  public Body body() {
    return body;
  }

  /** Whether somebody should look into it. */
  public boolean isBug() {
    return body.code().equals(ErrorCode.INTERNAL.name());
  }
}

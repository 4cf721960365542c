package io.scp2p.examples.node.daemon.client;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** What the daemon has refused, or why it could not be asked. Branch on {@link #code()}. */
public final class DaemonException extends RuntimeException {
  /** It is there and does not answer. */
  public static final String NO_ANSWER = "DAEMON_NO_ANSWER";

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String action;
  private final boolean retryable;
  private final TreeMap<String, String> details = new TreeMap<>();

  DaemonException(int status, String code, String message, String action, boolean retryable) {
    super(message);
    this.status = status;
    this.code = code;
    this.action = action;
    this.retryable = retryable;
  }

  static DaemonException of(int status, Json error) {
    DaemonException failure =
        new DaemonException(
            status,
            or(error.at("code"), "HTTP_" + status),
            or(error.at("message"), "The daemon answered with " + status + "."),
            or(error.at("action"), "Look at its log."),
            error.at("retryable").isTrue());
    error
        .at("details")
        .members()
        .forEach(detail -> failure.details.put(detail.getKey(), detail.getValue().text()));
    return failure;
  }

  private static String or(Json value, String fallback) {
    return value.isNull() ? fallback : value.text();
  }

  /** The HTTP status; 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** A name of docs/error-codes.md or docs/http-api.md, or one of the constants here. */
  public String code() {
    return code;
  }

  /** What a person can do next. */
  public String action() {
    return action;
  }

  /** Whether the same call may simply be repeated. */
  public boolean retryable() {
    return retryable;
  }

  /** Names and values; safe to print. */
  public Map<String, String> details() {
    return Map.copyOf(details);
  }
}

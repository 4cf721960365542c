package io.scp2p.examples.node.command;

import java.util.Map;

/** What a command found wrong itself; said as the daemon says its own. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Json error;

  private CommandFailure(Json error) {
    super(error.at("message").text());
    this.error = error;
  }

  /** What stands in {@code error} of a transfer. */
  static CommandFailure of(Json error) {
    return new CommandFailure(error);
  }

  static CommandFailure of(String code, String message, String action, boolean retryable) {
    return new CommandFailure(
        Json.of(
            Map.of("code", code, "message", message, "action", action, "retryable", retryable)));
  }

  Json json() {
    return error;
  }
}

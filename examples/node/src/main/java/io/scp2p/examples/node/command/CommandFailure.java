package io.scp2p.examples.node.command;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.examples.node.daemon.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  static CommandFailure of(CommandCode code, String message, String action) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("code", code.name());
    members.put("message", message);
    members.put("action", action);
    members.put("retryable", code.retryable());
    return new CommandFailure(Json.of(members));
  }

  /** An error code of the API, with what happened and what to do about it on the command line. */
  static CommandFailure of(ErrorCode code, String message, String action) {
    return of(new Scp2pException(code, message), action);
  }

  /** An error of the API, with what to do about it on the command line. */
  static CommandFailure of(Scp2pException failure, String action) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    FailureReport.error(failure)
        .members()
        .forEach(member -> members.put(member.getKey(), member.getValue().raw()));
    members.put("action", action);
    return new CommandFailure(Json.of(members));
  }

  /** The same, and what to do after that. */
  CommandFailure andThen(String action) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    error.members().forEach(member -> members.put(member.getKey(), member.getValue().raw()));
    members.put("action", (error.at("action").text() + " " + action).strip());
    return new CommandFailure(Json.of(members));
  }

  Json json() {
    return error;
  }
}

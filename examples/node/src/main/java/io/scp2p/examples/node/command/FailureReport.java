package io.scp2p.examples.node.command;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import reactor.core.Exceptions;

/**
 * Says what failed, on standard error: the stable code, the reason, and what to do; not a stack.
 * With {@code --json} as the object that the daemon would answer.
 */
public final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String END_OF_OPTIONS = "--";

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    Json error = error(failure);
    return say(error, command, command.getParseResult().hasMatchedOption(AnyCommand.JSON));
  }

  /** A wrong command line: what was parsed of it does not count, but what was typed does. */
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    boolean json =
        Arrays.stream(arguments)
            .takeWhile(argument -> !argument.equals(END_OF_OPTIONS))
            .anyMatch(AnyCommand.JSON::equals);
    if (arguments.length == 0) { // Somebody looks what there is.
      command.usage(command.getErr());
      return ExitCode.USAGE.number();
    }
    return say(usage(failure), command, json);
  }

  private static Json usage(ParameterException failure) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName(" ");
    StringBuilder action = new StringBuilder();
    if (failure instanceof UnmatchedArgumentException unknown && !suggestions(unknown).isEmpty()) {
      action.append("Did you mean ").append(suggestions(unknown)).append("? ");
    }
    action.append("See: ").append(name).append(" --help");
    return CommandFailure.of(
            CommandCode.USAGE, String.valueOf(failure.getMessage()), action.toString())
        .json();
  }

  private static String suggestions(UnmatchedArgumentException unknown) {
    return String.join(" or ", unknown.getSuggestions());
  }

  private static int say(Json error, CommandLine command, boolean json) {
    if (AtExit.isEnding()) {
      return exitCode(error).number(); // What was under way has said how it was left.
    }
    if (json) {
      command.getErr().println(Json.of(Map.of("error", Map.copyOf(known(error)))));
    } else {
      String number = error.at("number").isNull() ? "" : " (SCP2P-" + error.at("number") + ")";
      command.getErr().println("error: " + error.at("code").text() + number);
      command.getErr().println("  " + Output.clean(error.at("message").text()));
      for (Map.Entry<String, Json> detail : error.at("details").members()) {
        command.getErr().println("  " + detail.getKey() + ": " + detail(detail));
      }
      if (!error.at("action").text().isEmpty()) {
        command.getErr().println("  What to do: " + error.at("action").text());
      }
    }
    command.getErr().flush();
    return exitCode(error).number();
  }

  /** Sizes are counted for programs, and said for people, too. */
  private static String detail(Map.Entry<String, Json> detail) {
    String value = Output.clean(detail.getValue().text());
    return detail.getKey().endsWith("Bytes") && value.matches("\\d{4,18}")
        ? value + " (" + ProgressBar.bytes(Long.parseLong(value)) + ")"
        : value;
  }

  /** What it comes from: Reactor and the streams of the JDK wrap what they may not throw. */
  private static Throwable origin(Throwable failure) {
    Throwable inner = Exceptions.unwrap(failure);
    Throwable cause = inner.getCause();
    return inner instanceof UncheckedIOException && cause != null ? cause : inner;
  }

  private static Map<String, Object> known(Json error) {
    Map<String, Object> members = new LinkedHashMap<>();
    error.members().stream()
        .filter(member -> !member.getValue().isNull())
        .forEach(member -> members.put(member.getKey(), raw(member.getValue())));
    return members;
  }

  private static Object raw(Json value) {
    Object raw = value.raw();
    return raw == null ? "" : raw;
  }

  static Json error(Throwable thrown) {
    Throwable failure = origin(thrown);
    if (failure instanceof CommandFailure answered) {
      return answered.json();
    }
    if (failure instanceof IOException trouble) {
      return FileTrouble.of(trouble).json();
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (failure instanceof DaemonException answered) {
      members.put("code", answered.code());
      members.put("number", number(answered.code()));
      members.put("message", answered.getMessage());
      members.put("action", answered.action());
      members.put("retryable", answered.retryable());
      members.put("details", answered.details());
    } else if (failure instanceof Scp2pException known) {
      HttpFailure.Body body = HttpFailure.body(known); // As a daemon says it.
      members.put("code", body.code());
      members.put("number", body.number());
      members.put("message", body.message());
      members.put("action", body.action());
      members.put("retryable", body.retryable());
      members.put("details", body.details());
    } else {
      members.put("code", ErrorCode.INTERNAL.name());
      members.put("number", ErrorCode.INTERNAL.number());
      members.put("message", failure.toString());
      members.put("action", ErrorCode.INTERNAL.remedy());
      members.put("retryable", false);
    }
    return Json.of(members);
  }

  private static @Nullable Integer number(String code) {
    return Arrays.stream(ErrorCode.values())
        .filter(known -> known.name().equals(code))
        .map(ErrorCode::number)
        .findFirst()
        .orElse(null);
  }

  /** Codes of the API by their advice, those of the interface by whether they may be repeated. */
  static ExitCode exitCode(Json error) {
    return CommandCode.of(error.at("code").text())
        .map(CommandCode::exit)
        .or(
            () ->
                ErrorCode.of((int) error.at("number").number())
                    .map(known -> ExitCode.of(known.advice())))
        .orElse(error.at("retryable").isTrue() ? ExitCode.RETRY : ExitCode.FAILED);
  }
}

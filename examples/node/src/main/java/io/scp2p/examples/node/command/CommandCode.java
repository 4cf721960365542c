package io.scp2p.examples.node.command;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the command line finds wrong itself. Listed in {@code docs/cli.md}; names never change their
 * meaning. Errors of the node are in {@code docs/error-codes.md}.
 */
public enum CommandCode {
  USAGE(ExitCode.USAGE, "The command line is wrong: nothing was done."),
  DAEMON_NOT_RUNNING(ExitCode.NO_DAEMON, "No daemon runs on this home."),
  DAEMON_NO_ANSWER(ExitCode.RETRY, "A daemon runs on this home and does not answer."),
  DAEMON_RUNS(ExitCode.FAILED, "A daemon runs on this home; this needs a home without one."),
  NO_SUCH_NAME(ExitCode.FAILED, "Nothing has this id, link or name."),
  AMBIGUOUS_NAME(ExitCode.FAILED, "Several things have this name, or an id that begins so."),
  NOTHING_FOUND(ExitCode.FAILED, "Nothing in the share matches the words."),
  NOT_CONFIRMED(ExitCode.FAILED, "The question was not answered with yes."),
  SECRET_NEEDED(ExitCode.FAILED, "A secret is needed, and neither file nor terminal has it."),
  SECRET_EXPOSED(ExitCode.FAILED, "Others can read the file that holds the secret."),
  FILE_EXISTS(ExitCode.FAILED, "A secret is not written over a file that is there."),
  KEY_KIND(ExitCode.FAILED, "The file holds a key of another kind."),
  KEY_EXISTS(ExitCode.FAILED, "The home has a node already, and was not to be given another key."),
  TRANSFER_CANCELLED(ExitCode.FAILED, "The transfer was cancelled, by somebody else."),
  TRANSFER_OPEN(ExitCode.RETRY, "The transfer has not ended; the daemon stopped telling of it."),
  NOT_FETCHED(ExitCode.RETRY, "A file did not come whole; what had come is removed."),
  DEMO_FAILED(ExitCode.FAILED, "A part of the demo failed; its logs are kept."),
  IO_FAILED(ExitCode.FAILED, "The system refused something; the message has its words.");

  private final ExitCode exit;
  private final String meaning;

  CommandCode(ExitCode exit, String meaning) {
    this.exit = exit;
    this.meaning = meaning;
  }

  /** How a command ends with it. */
  public ExitCode exit() {
    return exit;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** Whether the same command may succeed later. */
  boolean retryable() {
    return exit == ExitCode.RETRY;
  }

  /** That of a name. */
  static Optional<CommandCode> of(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }
}

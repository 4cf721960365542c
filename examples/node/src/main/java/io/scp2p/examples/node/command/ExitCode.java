package io.scp2p.examples.node.command;

import io.scp2p.api.error.Advice;

/** How a command ends, for scripts. Listed in {@code docs/cli.md}; numbers never change meaning. */
public enum ExitCode {
  OK(0, "It did what it was asked for."),
  FAILED(1, "It failed, and will again until something is changed: see what it says."),
  USAGE(2, "The command line is wrong: nothing was done."),
  RETRY(3, "It failed for now: the same command may succeed later."),
  NO_DAEMON(4, "No daemon runs on this home: start one with scp2p run."),
  DECIDE(5, "Somebody has to decide, usually whom to trust or which passphrase to enter."),
  INTERRUPTED(130, "Ctrl-C: what was under way is paused or cancelled, and it says which."),
  TERMINATED(143, "SIGTERM, as of a service manager: the same as Ctrl-C; run closes cleanly.");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** What the advice of an error comes to. */
  static ExitCode of(Advice advice) {
    return switch (advice) {
      case RETRY_LATER, TRY_ANOTHER_PEER -> RETRY;
      case ASK_THE_USER -> DECIDE;
      case FIX_THE_CALL, FIX_THE_HOST, NOTHING, REPORT -> FAILED;
    };
  }
}

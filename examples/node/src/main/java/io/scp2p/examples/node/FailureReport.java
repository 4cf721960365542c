package io.scp2p.examples.node;

import io.scp2p.api.error.Scp2pException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what failed in one line: the stable code and what to do, not a stack. */
final class FailureReport implements IExecutionExceptionHandler {
  /** Something failed while the command ran; 2 is a wrong command line. */
  static final int EXIT_FAILED = 1;

  /** Trying again later may help. */
  static final int EXIT_RETRY = 3;

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof Scp2pException known) {
      command.getErr().println("error: " + known.getMessage());
      return known.retryable() ? EXIT_RETRY : EXIT_FAILED;
    }
    command.getErr().println("error: " + failure);
    return EXIT_FAILED;
  }
}

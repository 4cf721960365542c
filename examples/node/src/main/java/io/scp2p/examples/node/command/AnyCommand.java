package io.scp2p.examples.node.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What all commands have in common. Failures leave it as exceptions; {@link FailureReport} says
 * them.
 */
@Command(mixinStandardHelpOptions = true)
abstract class AnyCommand implements Callable<Integer> {
  static final String JSON = "--json";

  @Option(names = JSON, description = "Answer in JSON: one value, or one a line for streams.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    return run(new Output(commandLine().getOut(), json)).number();
  }

  abstract ExitCode run(Output out) throws Exception;

  /** The parser of this command. */
  final CommandLine commandLine() {
    return Objects.requireNonNull(spec).commandLine();
  }

  /** A wrong command line that picocli cannot see. */
  final ParameterException usage(String wrong) {
    return new ParameterException(commandLine(), wrong);
  }
}

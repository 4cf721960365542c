package io.scp2p.examples.node.command;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that asks the daemon. Failures leave it as exceptions; {@link FailureReport} says them.
 */
@Command(mixinStandardHelpOptions = true)
abstract class DaemonCommand implements Callable<Integer> {
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = JSON, description = "Answer in JSON: one value, or one a line for streams.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  static final String JSON = "--json";

  @Override
  public final Integer call() {
    Output out = new Output(Objects.requireNonNull(spec).commandLine().getOut(), json);
    return run(home.daemon(), out).number();
  }

  abstract ExitCode run(HomeDaemon daemon, Output out);

  /** A wrong command line that picocli cannot see. */
  ParameterException usage(String wrong) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), wrong);
  }

  /** Puts a member into a body unless it was not given. */
  static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}

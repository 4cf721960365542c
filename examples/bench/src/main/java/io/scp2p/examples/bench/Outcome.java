package io.scp2p.examples.bench;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a figure's command has printed.
 *
 * @param load what else the machine did when it began, in threads that wanted to run
 */
record Outcome(Figure figure, String commandLine, int exitCode, List<String> lines, double load) {
  private static final Pattern RESULT =
      Pattern.compile("(.+?)\\s+median ([\\d.]+) \\(([\\d.]+) to ([\\d.]+)\\).*");

  /** The result whose line begins like that; none if the command has failed before. */
  Optional<Spread> result(Target target) {
    for (String line : lines) {
      Matcher result = RESULT.matcher(line);
      if (result.matches() && result.group(1).equals(target.line())) {
        return Optional.of(
            new Spread(
                Double.parseDouble(result.group(3)),
                Double.parseDouble(result.group(2)),
                Double.parseDouble(result.group(4))));
      }
    }
    return Optional.empty();
  }
}

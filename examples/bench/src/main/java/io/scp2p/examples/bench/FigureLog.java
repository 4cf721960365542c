package io.scp2p.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command printed, in a file whose last line says how it ended: a later run may go on from
 * it.
 */
record FigureLog(Path file) {
  private static final Pattern END =
      Pattern.compile(
          "-- exit code 0, after (?<seconds>[0-9.]+) s, load (?<load>-?[0-9.]+): (?<what>.*)");

  /** Only what went well: the rest is done again. */
  void end(Outcome outcome) throws IOException {
    if (outcome.exitCode().orElse(1) == 0) {
      String line =
          String.format(
              Locale.ROOT,
              "-- exit code 0, after %.1f s, load %.1f: %s%n",
              outcome.seconds(),
              outcome.load(),
              outcome.commandLine());
      Files.writeString(file, line, StandardOpenOption.APPEND);
    }
  }

  /** What this very command came to, if it went to its end. */
  Optional<Outcome> outcome(String commandLine) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    int last = lines.size() - 1;
    Matcher end = END.matcher(lines.isEmpty() ? "" : lines.get(last));
    if (!end.matches() || !end.group("what").equals(commandLine)) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome(
            commandLine,
            OptionalInt.of(0),
            null,
            List.copyOf(lines.subList(0, last)),
            Double.parseDouble(end.group("seconds")),
            Double.parseDouble(end.group("load"))));
  }
}

package io.scp2p.examples.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a figure's command has printed.
 *
 * @param exitCode empty if it could not be started or had to be ended
 * @param trouble why nothing came, if that is known
 * @param lines all it said, on both outputs
 * @param seconds that it took
 * @param load what else the machine did when it began, in threads that wanted to run
 */
record Outcome(
    String commandLine,
    OptionalInt exitCode,
    @Nullable String trouble,
    List<String> lines,
    double seconds,
    double load) {
  private static final Pattern EXCUSE =
      Pattern.compile("skipped: (?<why>.*)|.*?(?<missing>[^|:]*\\bnot installed\\b[^|]*?)[ |]*");

  /** What the target wants to know; empty if the command did not say it. */
  Optional<Measured> result(Target target) {
    String said = String.join("\n", lines);
    return target.read(exitCode.isPresent() ? said + "\nexit code " + exitCode.getAsInt() : said);
  }

  /** Why there is no result. */
  String excuse() {
    if (trouble != null) {
      return trouble;
    }
    for (String line : lines) {
      Matcher excuse = EXCUSE.matcher(line);
      if (excuse.matches()) {
        String why = excuse.group("why");
        return (why == null ? excuse.group("missing") : why).trim();
      }
    }
    int code = exitCode.orElse(0);
    return code == 0 ? "it did not say so" : "exit code " + code;
  }
}

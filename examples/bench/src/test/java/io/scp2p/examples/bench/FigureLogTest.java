package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureLogTest {
  private static final String COMMAND = "bench download --runs 5";

  @TempDir private Path directory;

  private FigureLog log(String... printed) throws Exception {
    return new FigureLog(Files.write(directory.resolve("download.log"), List.of(printed)));
  }

  private static Outcome ended(int exitCode, String... printed) {
    return new Outcome(COMMAND, OptionalInt.of(exitCode), null, List.of(printed), 12.5, 0.7);
  }

  @Test
  void whatEndedWellIsThereForTheNextRun() throws Exception {
    FigureLog log = log("one", "two");
    log.end(ended(0, "one", "two"));
    assertThat(log.outcome(COMMAND)).contains(ended(0, "one", "two"));
    assertThat(log.outcome("bench download --runs 2")).as("another command").isEmpty();
  }

  @Test
  void whatBrokeOffOrFailedIsTakenAgain() throws Exception {
    assertThat(log().outcome(COMMAND)).as("nothing printed yet").isEmpty();
    FigureLog log = log("one");
    assertThat(log.outcome(COMMAND)).as("cut short").isEmpty();
    log.end(ended(1, "one"));
    assertThat(log.outcome(COMMAND)).as("failed").isEmpty();
    assertThat(new FigureLog(directory.resolve("none.log")).outcome(COMMAND)).isEmpty();
  }
}

package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Target RATIO = Target.atLeast("ours : theirs", 0.60);
  private static final Target TIME = Target.atMost("ms", 1_000);
  private static final Figure FIGURE =
      new Figure(
          "some",
          "a row",
          "bench some",
          "bench some -q",
          Duration.ofMinutes(1),
          List.of(RATIO, TIME));

  private static Report report(int exitCode, String... lines) {
    Outcome outcome =
        new Outcome("bench some", OptionalInt.of(exitCode), null, List.of(lines), 7, 0.5);
    return new Report(List.of(new Taken(FIGURE, outcome)), 1);
  }

  private static String markdown(Report report) {
    return report.markdown("machine", "bench all", "bench.svg");
  }

  @Test
  void whatWasMeasuredIsHeldAgainstItsTarget() {
    Report report =
        report(
            0, "ours : theirs   median 0.53 (0.52 to 0.61)", "ms    median 300.00 (1.00 to 2.00)");
    assertThat(report.missed()).isEqualTo(1);
    assertThat(markdown(report))
        .contains("1 of 2 targets are met.")
        .contains(
            "| a row | `some` | ours : theirs | 0.53 | 0.52 – 0.61 | ≥ 0.60 | **no** | 0.5 |\n"
                + "|  | `some` | ms | 300.00 | 1.00 – 2.00 | ≤ 1,000 | yes | 0.5 |\n")
        .contains("$ bench some\nours : theirs")
        .contains("exit code 0, after 7 s");
    assertThat(new Chart(report.rows()).svg()).contains(">0.88<").contains(">3.33<");
  }

  @Test
  void whatWasNotMeasuredIsSaidAndCountsAsMissed() {
    Report report = report(2, "skipped: no room");
    assertThat(report.missed()).isEqualTo(2);
    assertThat(markdown(report))
        .contains(
            "| ours : theirs | not measured: no room | – | ≥ 0.60 | **no**, exit code 2 | 0.5 |");
    assertThat(new Chart(report.rows()).svg()).contains(">not measured<");
  }

  @Test
  void aReportOfARunThatGoesOnSaysSo() {
    Report report = new Report(report(0).taken(), 3);
    assertThat(markdown(report)).contains("**Not finished: 1 of 3 figures.**");
    assertThat(markdown(report(0))).doesNotContain("Not finished");
  }

  @Test
  void whatABuildSaysOfItselfIsLeftOut() {
    assertThat(
            markdown(report(0, "[INFO] Building", "\u001B[0m\u001B[0m", "\u001B[1mms\u001B[m 3")))
        .contains("$ bench some\n\nms 3\nexit code 0");
  }

  @Test
  void ofLongOutputsTheLastLinesAreShownOnceForACommand() {
    List<String> lines = new java.util.ArrayList<>(Collections.nCopies(500, "line"));
    lines.add("ms median 1.00 (1.00 to 1.00)");
    Taken taken =
        new Taken(FIGURE, new Outcome("bench some", OptionalInt.of(0), null, lines, 7, 0.5));
    assertThat(markdown(new Report(List.of(taken, taken), 2)))
        .containsOnlyOnce("$ bench some")
        .contains("... 381 lines ...")
        .contains("ms median 1.00 (1.00 to 1.00)\nexit code 0");
  }
}

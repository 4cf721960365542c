package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Target RATIO = Target.atLeast("ours : theirs", 0.60);
  private static final Target TIME = Target.atMost("ms", 1_000);
  private static final Figure FIGURE = new Figure("some", "--full", "", List.of(RATIO, TIME));

  private static Report report(String... lines) {
    return new Report(List.of(new Outcome(FIGURE, "some --full", 0, List.of(lines), 0.5)));
  }

  @Test
  void whatWasMeasuredIsHeldAgainstItsTarget() {
    Report report =
        report("ours : theirs   median 0.53 (0.52 to 0.61)", "ms    median 300.00 (1.00 to 2.00)");
    assertThat(report.missed()).isEqualTo(1);
    assertThat(report.markdown("machine", "bench all", "bench.svg"))
        .contains("| `some --full` | ours : theirs | 0.53 | 0.52 – 0.61 | ≥ 0.60 | **no** | 0.5 |")
        .contains("| `some --full` | ms | 300.00 | 1.00 – 2.00 | ≤ 1,000 | yes | 0.5 |");
    assertThat(report.svg()).contains(">0.88<").contains(">3.33<");
  }

  @Test
  void whatWasNotMeasuredIsSaidAndCountsAsMissed() {
    Report report = report("ours : theirs   not measured");
    assertThat(report.missed()).isEqualTo(2);
    assertThat(report.markdown("machine", "bench all", "bench.svg"))
        .contains("| `some --full` | ours : theirs | not measured | – | ≥ 0.60 | – | 0.5 |");
  }
}

package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {
  private static final String TABLE =
      "noise\n"
          + "| one thing, read | 1 GB/s | 2 GB/s | theirs | 3 GB/s | **0.65** (0.60 – 0.70) | ≥ 0.6 | yes |\n"
          + "| same | 1 GB/s | 2 GB/s | others | 3 MB/s | **11.06** (10.85 – 11.35) | ≥ 7.0 | yes |\n"
          + "| another | 1 GB/s | 2 GB/s | others | 3 MB/s | **4.00** (3.00 – 5.00) | – | – |\n"
          + "| missing | 1 GB/s | 2 GB/s | theirs, not installed | – | – | ≥ 0.6 | – |\n";

  @Test
  void aLineWithMedianAndSpread() {
    Target target = Target.atLeast("ours : theirs", 0.6);
    assertThat(target.read("run 1\nours : theirs  median 0.53 (0.40 to 0.61), by CPU\n"))
        .contains(new Measured(0.53, 0.40, 0.61));
    assertThat(target.read("not ours : theirs median 0.53 (0.40 to 0.61)")).isEmpty();
  }

  @Test
  void aRowOfATable() {
    assertThat(Target.ratioAtLeast("", "one thing, \\w+", "theirs", 1).read(TABLE))
        .contains(new Measured(0.65, 0.60, 0.70));
  }

  @Test
  void aRowThatSaysSameIsAboutTheOneAbove() {
    assertThat(Target.ratioAtLeast("", "one thing, \\w+", "others", 1).read(TABLE))
        .contains(new Measured(11.06, 10.85, 11.35));
    assertThat(Target.ratioAtLeast("", "another", "theirs", 1).read(TABLE)).isEmpty();
    assertThat(Target.ratioAtLeast("", "missing", "theirs", 1).read(TABLE)).isEmpty();
  }

  @Test
  void manyReadingsAreMedianWorstOrLate() {
    String printed = "took 5 ms\ntook 1,234 ms\ntook 7.5 ms\n";
    Target target = Target.atMost("ms", "took " + Target.V + " ms", 100);
    assertThat(target.read(printed)).contains(new Measured(7.5, 5, 1_234));
    assertThat(target.worst().read(printed)).contains(new Measured(1_234, 5, 1_234));
    assertThat(Target.atLeast("ms", "took " + Target.V + " ms", 100).worst().read(printed))
        .contains(new Measured(5, 5, 1_234));
    StringBuilder twenty = new StringBuilder();
    for (int i = 1; i <= 20; i++) {
      twenty.append("took ").append(i).append(" ms\n");
    }
    assertThat(target.p95().read(twenty.toString())).contains(new Measured(19, 1, 20));
  }

  @Test
  void boundsAreMetFromTheirSide() {
    Target least = Target.atLeast("x", 2);
    Target most = Target.atMost("x", 2);
    Measured three = new Measured(3, 3, 3);
    assertThat(least.isMet(three)).isTrue();
    assertThat(most.isMet(three)).isFalse();
    assertThat(least.score(three)).isEqualTo(1.5);
    assertThat(most.score(three)).isEqualTo(2.0 / 3);
    assertThat(Target.held("x").score(new Measured(0, 0, 0))).isEqualTo(1);
    assertThat(Target.held("x").score(three)).isZero();
    assertThat(most.worst().words()).isEqualTo("worst ≤ 2.00");
  }
}

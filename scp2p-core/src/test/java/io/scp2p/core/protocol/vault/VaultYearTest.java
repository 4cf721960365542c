package io.scp2p.core.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A year of a vault: 90 % uptime, one holder in ten leaves each month. */
@Tag("long")
class VaultYearTest {
  private static final int YEAR = 365;

  @Test
  @Tag("long")
  void aSeasonWithoutLossAndWithoutWaste() {
    holds(new VaultYear(20_260_101, 40, 30, 2, true, 4), 75);
  }

  @Tag("heavy")
  @Test
  void aYearWithoutLossAndWithoutWaste() {
    holds(new VaultYear(1, 200, 1_000, 2, true, 4), YEAR);
  }

  private static void holds(VaultYear year, int days) {
    year.days(days);
    System.out.println("vault year: " + year);
    assertThat(year.lostFiles()).isZero();
    assertThat(year.repairs()).isPositive();
    assertThat(year.traffic()).isLessThanOrEqualTo(1.25);
    assertThat(year.estimatedAvailability()).isCloseTo(year.happenedAvailability(), within(0.5));
    year.mustAllBeRead();
  }

  /** Files that are kept too badly, so that it shows how many are lost. */
  @Tag("heavy")
  @Test
  void asManyAreLostAsWasEstimated() {
    VaultYear year = new VaultYear(2, 200, 1_000, 1, false, 0);
    year.days(YEAR);
    System.out.println("vault year, kept badly: " + year);
    assertThat(year.lostFiles()).isPositive();
    assertThat(year.estimatedDurability()).isCloseTo(year.happenedDurability(), within(0.5));
    assertThat(year.estimatedAvailability()).isCloseTo(year.happenedAvailability(), within(0.5));
  }
}

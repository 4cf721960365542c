package io.scp2p.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class U64Test {
  @Property
  void allIsAsWithBigNumbers(@ForAll long a, @ForAll long b) {
    BigInteger bigA = new BigInteger(U64.text(a));
    BigInteger bigB = new BigInteger(U64.text(b));
    assertThat(bigA.signum()).isNotNegative();
    assertThat(Integer.signum(U64.compare(a, b))).isEqualTo(bigA.compareTo(bigB));
    assertThat(U64.isLess(a, b)).isEqualTo(bigA.compareTo(bigB) < 0);
    assertThat(U64.text(U64.max(a, b))).isEqualTo(bigA.max(bigB).toString());
  }

  @Test
  void errorTextsShowSlotIdsUnsignedAndRateLimitsTheirMarker() {
    assertThat(WireErrorText.tunnelNotFound(-5L))
        .isEqualTo("relay tunnel not found for slot 18446744073709551611");
    assertThat(
            new String[] {
              WireErrorText.REQUEST_RATE_LIMIT,
              WireErrorText.DHT_RATE_LIMIT,
              WireErrorText.FETCH_RATE_LIMIT,
              WireErrorText.RELAY_RATE_LIMIT,
              WireErrorText.CHUNK_RATE_LIMIT
            })
        .allMatch(text -> text.contains(WireErrorText.RATE_LIMIT_MARKER));
  }
}

package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PutAllowanceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = Long.MAX_VALUE - SECOND; // The clock may overflow.

  private final Some some = new Some(3);
  private final NodeKey peer = some.key();
  private final PutAllowance allowance = new PutAllowance();

  @Test
  void batchesOfValuesHaveAnAllowanceForEachPeer() {
    int batch = PutAllowance.BURST / 2 - 1; // Each batch counts as one more.
    assertThat(allowance.admit(peer, batch, START)).isTrue();
    assertThat(allowance.admit(peer, batch, START)).isTrue();
    assertThat(allowance.admit(peer, 0, START)).isFalse();
    assertThat(allowance.admit(some.key(), batch, START)).as("another").isTrue();
    assertThat(allowance.admit(peer, PutAllowance.PER_SECOND - 1, START + SECOND)).isTrue();
    assertThat(allowance.admit(peer, 0, START + SECOND)).isFalse();
  }

  @Test
  void whatIsTooMuchCountsNothing() {
    assertThat(allowance.admit(peer, PutAllowance.BURST, START)).isFalse();
    assertThat(allowance.admit(peer, PutAllowance.BURST - 1, START)).isTrue();
  }

  @Test
  void whoPutSomethingLongestAgoIsForgotten() {
    allowance.admit(peer, PutAllowance.BURST - 1, START);
    for (int i = 1; i < PutAllowance.MAX_PEERS; i++) {
      allowance.admit(some.key(), 0, START);
    }
    assertThat(allowance.admit(peer, 0, START)).as("remembered").isFalse();
    for (int i = 1; i < PutAllowance.MAX_PEERS; i++) {
      allowance.admit(some.key(), 0, START);
    }
    assertThat(allowance.admit(peer, 0, START)).as("it asked last").isFalse();
    for (int i = 0; i < PutAllowance.MAX_PEERS; i++) {
      allowance.admit(some.key(), 0, START);
    }
    assertThat(allowance.admit(peer, 0, START)).as("forgotten").isTrue();
  }
}

package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubnetQuotaTest {
  private final Some some = new Some(13);
  private final SubnetQuota quota = new SubnetQuota(2);

  @Test
  void aSubnetHasItsShareAndNoMore() {
    assertThat(quota.admit(some.inSubnet(7, 1).address())).isTrue();
    assertThat(quota.admit(some.inSubnet(7, 2).address())).isTrue();
    assertThat(quota.admit(some.inSubnet(7, 3).address())).isFalse();
    assertThat(quota.admit(some.inSubnet(8, 1).address())).as("another").isTrue();
  }

  @Test
  void thisMachineHasNoLimit() {
    for (int i = 0; i < 10; i++) {
      assertThat(quota.admit(some.contact(some.key(), Some.ip(0x7f00_0001)).address())).isTrue();
    }
  }
}

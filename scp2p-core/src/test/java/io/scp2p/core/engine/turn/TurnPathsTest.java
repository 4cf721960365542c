package io.scp2p.core.engine.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnPathsTest {
  private static final StunAddress RELAYED = at(1, 61_000);
  private static final Bytes DATA = Bytes.parse("00");

  private final FakePort port = new FakePort();
  private final Loop loop = FakePort.loop();
  private final TurnPaths paths = new TurnPaths(loop, port);
  private final List<StunAddress> strangers = new ArrayList<>();

  private static StunAddress at(int last, int port) {
    return new StunAddress(IpAddress.of((byte) 198, (byte) 51, (byte) 100, (byte) last), port);
  }

  @BeforeEach
  void join() {
    paths.join(new TurnRelays(loop, List.of(), TurnRules.DEFAULT, Entropy.system(), paths));
    paths.tellStrangers((relayed, peer, data) -> strangers.add(peer));
  }

  private InetSocketAddress open(StunAddress peer) {
    return paths.open(RELAYED, peer).orElseThrow();
  }

  @Test
  void eachPathHasAnAddressAtWhichNobodyIs() {
    InetSocketAddress one = open(at(2, 5));
    InetSocketAddress other = open(at(2, 6));

    assertThat(one).isNotEqualTo(other);
    assertThat(TurnPaths.isAlias(IpAddress.of(one.getAddress().getAddress()))).isTrue();
    assertThat(TurnPaths.isAlias(RELAYED.ip())).isFalse();
    paths.delivered(RELAYED, at(2, 6), DATA);
    assertThat(port.arrived).containsExactly(other);
    assertThat(strangers).isEmpty();
  }

  /** Two peers in different homes may both be 192.168.1.2. */
  @Test
  void whoeverSharesAPathKeepsItOpen() {
    InetSocketAddress alias = open(at(2, 5));
    assertThat(open(at(2, 5))).isEqualTo(alias);

    paths.close(alias);
    assertThat(port.detours).containsOnlyKeys(alias);
    paths.close(alias);
    assertThat(port.detours).isEmpty();
    InetSocketAddress next = open(at(2, 5));
    paths.close(alias);

    assertThat(next).as("what an old address stood for is over").isNotEqualTo(alias);
    assertThat(port.detours).containsOnlyKeys(next);
  }

  @Test
  void whatTheServerEndsIsOver() {
    InetSocketAddress refused = open(at(2, 5));
    open(at(3, 5));

    paths.permitted(RELAYED, at(2, 5), false);
    assertThat(port.detours).hasSize(1).doesNotContainKey(refused);
    paths.closed(RELAYED);
    assertThat(port.detours).isEmpty();
    assertThat(paths.size()).isZero();
  }

  @Test
  void aPortThatNobodyNamedIsToldApart() {
    open(at(2, 5));
    paths.delivered(RELAYED, at(2, 9), DATA);

    assertThat(strangers).containsExactly(at(2, 9));
    assertThat(port.arrived).isEmpty();
  }

  @Test
  void thereIsABound() {
    for (int i = 0; i < TurnPaths.MAX_PATHS; i++) {
      open(at(2, 1 + i));
    }

    assertThat(paths.open(RELAYED, at(3, 1))).isEmpty();
    assertThat(paths.open(RELAYED, at(2, 1))).as("one that is there").isPresent();
    assertThat(paths.size()).isEqualTo(TurnPaths.MAX_PATHS);
  }
}

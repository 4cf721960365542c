package io.scp2p.core.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.relay.TunnelInput.Source;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TunnelMachineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Duration HEALTH = Duration.ofSeconds(30);

  private final TunnelMachine machine = new TunnelMachine(2, HEALTH, new SplittableRandom(1));
  private final List<TunnelEffect> effects = new ArrayList<>();
  private long now;

  private static PeerAddress at(int number) {
    return PeerAddress.direct(
        IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) number), 7001, PeerTransport.TCP);
  }

  private static NodeKey key(int number) {
    byte[] bytes = new byte[NodeKey.LENGTH];
    bytes[0] = (byte) number;
    return NodeKey.of(bytes);
  }

  private List<TunnelEffect> step(TunnelInput input) {
    effects.clear();
    effects.addAll(machine.accept(now, input));
    return effects;
  }

  private void offered(Source source, Integer... numbers) {
    step(
        new TunnelInput.Offered(
            List.of(numbers).stream().map(TunnelMachineTest::at).toList(), source));
  }

  private void needed() {
    step(new TunnelInput.Needed(true));
  }

  private List<TunnelEffect> opened(long number, int relay) {
    return step(new TunnelInput.Opened(number, key(relay), 100 + number));
  }

  private List<PeerAddress> opening() {
    List<PeerAddress> relays = new ArrayList<>();
    effects.forEach(
        effect -> {
          if (effect instanceof TunnelEffect.Open open) {
            relays.add(open.relay());
          }
        });
    return relays;
  }

  @Test
  void nothingHappensWhileNobodyNeedsATunnel() {
    offered(Source.NETWORK, 1, 2);
    assertThat(effects).isEmpty();
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void severalTunnelsAreOpenedAtOnceWhereTheUserSaidFirst() {
    offered(Source.NETWORK, 1);
    offered(Source.LAN, 2);
    offered(Source.USER, 3);
    needed();
    assertThat(opening()).containsExactly(at(3), at(2));
    assertThat(opened(1, 3)).containsExactly(new TunnelEffect.Changed());
    assertThat(opened(2, 2)).containsExactly(new TunnelEffect.Changed());
    assertThat(machine.tunnels())
        .extracting(TunnelMachine.Tunnel::slotId)
        .containsExactly(101L, 102L);
  }

  @Test
  void whoeverHasTooFewTunnelsLooksForRelaysAgainAndAgain() {
    needed();
    assertThat(effects).containsExactly(new TunnelEffect.Seek());
    now += 30 * SECOND;
    assertThat(machine.onTimeout(now)).containsExactly(new TunnelEffect.Seek());
    offered(Source.NETWORK, 1, 2);
    opened(1, 1);
    opened(2, 2);
    now += 300 * SECOND;
    assertThat(machine.onTimeout(now)).doesNotContain(new TunnelEffect.Seek());
  }

  @Test
  void aLostTunnelIsReplacedAtOnceElsewhereAndOthersAreTold() {
    offered(Source.NETWORK, 1, 2, 3);
    needed();
    opened(1, 1);
    opened(2, 2);
    step(new TunnelInput.Lost(1));
    assertThat(effects).contains(new TunnelEffect.Changed());
    assertThat(opening()).containsExactly(at(3));
  }

  @Test
  void aRelayThatIsAloneIsTriedAgainWithANewSlot() {
    offered(Source.NETWORK, 1);
    needed();
    opened(1, 1);
    step(new TunnelInput.Lost(1));
    assertThat(opening()).isEmpty();
    now += TunnelMachine.FIRST_RETRY.toNanos();
    effects.clear();
    effects.addAll(machine.onTimeout(now));
    assertThat(effects).contains(new TunnelEffect.Open(2, at(1)));
    opened(2, 1);
    assertThat(machine.tunnels()).extracting(TunnelMachine.Tunnel::slotId).containsExactly(102L);
  }

  @Test
  void aTunnelThroughWhichNothingComesIsGivenUpAfterTheSecondCheck() {
    offered(Source.NETWORK, 1, 2);
    needed();
    opened(1, 1);
    opened(2, 2);
    now += HEALTH.toNanos();
    assertThat(machine.onTimeout(now))
        .containsExactly(new TunnelEffect.Check(1), new TunnelEffect.Check(2));
    step(new TunnelInput.Checked(1, true));
    assertThat(step(new TunnelInput.Checked(2, false))).isEmpty();
    assertThat(machine.tunnels())
        .extracting(TunnelMachine.Tunnel::healthy)
        .containsExactly(true, false);
    now += HEALTH.toNanos() / 6;
    assertThat(machine.onTimeout(now)).containsExactly(new TunnelEffect.Check(2));
    step(new TunnelInput.Checked(2, false));
    assertThat(effects).contains(new TunnelEffect.Close(2), new TunnelEffect.Changed());
    assertThat(machine.tunnels()).hasSize(1);
  }

  @Test
  void twoAddressesOfOneRelayAreNotTwoRelays() {
    offered(Source.NETWORK, 1, 2);
    needed();
    opened(1, 7);
    assertThat(opened(2, 7)).contains(new TunnelEffect.Close(2));
    assertThat(machine.tunnels()).hasSize(1);
  }

  @Test
  void aRefusalIsRemembered() {
    offered(Source.NETWORK, 1, 2, 3);
    needed();
    step(new TunnelInput.Refused(1));
    assertThat(opening()).containsExactly(at(3));
    step(new TunnelInput.Refused(2));
    step(new TunnelInput.Refused(3));
    assertThat(opening()).isEmpty();
    assertThat(machine.deadlineNanos().orElseThrow())
        .isBetween(now + SECOND, now + TunnelMachine.FIRST_RETRY.toNanos());
  }

  @Test
  void noNumberOfOfferedRelaysFillsTheMemory() {
    for (int i = 0; i < 10_000; i++) {
      PeerAddress somewhere =
          PeerAddress.direct(
              IpAddress.of((byte) 10, (byte) (i >> 16), (byte) (i >> 8), (byte) i),
              7001,
              PeerTransport.TCP);
      step(new TunnelInput.Offered(List.of(somewhere), Source.NETWORK));
    }
    assertThat(machine.candidates()).isEqualTo(TunnelMachine.MAX_CANDIDATES);
    offered(Source.USER, 1);
    needed();
    assertThat(opening()).contains(at(1));
  }

  @Test
  void relaysBehindRelaysAreNone() {
    PeerAddress behind =
        new PeerAddress(at(1).ip(), 7001, PeerTransport.TCP, null, new RelayRoute(at(2), 5));
    step(new TunnelInput.Offered(List.of(behind), Source.USER));
    assertThat(machine.candidates()).isZero();
  }

  @Test
  void theUserMayHaveOneMore() {
    step(new TunnelInput.Wanted(at(9)));
    assertThat(opening()).containsExactly(at(9));
    opened(1, 9);
    assertThat(machine.tunnels()).hasSize(1);
    offered(Source.NETWORK, 1);
    assertThat(opening()).isEmpty();
  }

  @Test
  void tunnelsAreClosedWhenTheyAreNotNeededAnyMore() {
    offered(Source.NETWORK, 1);
    needed();
    opened(1, 1);
    assertThat(step(new TunnelInput.Needed(false))).containsExactly(new TunnelEffect.Close(1));
  }

  @Test
  void soManyExtraTunnelsAreKeptForTheUserAndNoMore() {
    int asked = TunnelMachine.MAX_EXTRAS + 4;
    for (int i = 1; i <= asked; i++) {
      step(new TunnelInput.Wanted(at(i)));
      opened(i, i);
    }
    for (int i = 1; i <= asked; i++) {
      step(new TunnelInput.Lost(i));
    }
    assertThat(machine.tunnels()).isEmpty();
    now += 3_600 * SECOND;
    int reopened = 0;
    for (int i = 0; i < asked; i++) {
      effects.clear();
      effects.addAll(machine.onTimeout(now));
      reopened += opening().size();
      now += SECOND;
    }
    assertThat(reopened).isBetween(1, TunnelMachine.MAX_EXTRAS);
  }
}

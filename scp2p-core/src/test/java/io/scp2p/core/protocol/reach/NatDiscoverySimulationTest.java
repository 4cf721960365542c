package io.scp2p.core.protocol.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.reach.SimRouter.Kind;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NatDiscoverySimulationTest {
  private static final StunAddress NODE = new StunAddress(SimRouter.ip(203, 0, 113, 1), 7_000);
  private static final StunAddress SERVER = new StunAddress(SimRouter.ip(203, 0, 113, 2), 3_478);
  private static final StunAddress OTHER = new StunAddress(SimRouter.ip(203, 0, 113, 3), 3_479);

  private final NatDiscovery discovery = new NatDiscovery(new Random(1)::nextBytes);
  private final List<NatReport> found = new ArrayList<>();
  private long now;

  /** Servers answer at once; the one with two addresses also from elsewhere. */
  private void perform(SimRouter router, List<NatEffect> effects) throws WireException {
    for (NatEffect effect : effects) {
      if (effect instanceof NatEffect.Found end) {
        found.add(end.report());
      } else if (effect instanceof NatEffect.Send send) {
        StunAddress seen = router.out(send.to());
        StunMessage request = StunMessage.decode(send.datagram());
        long change = request.u32(StunAttribute.CHANGE_REQUEST).orElse(0);
        StunAddress from =
            change == 0
                ? send.to()
                : change == 2 ? new StunAddress(send.to().ip(), OTHER.port()) : OTHER;
        StunWriter answer =
            new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction())
                .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, seen);
        if (send.to().equals(SERVER)) {
          answer.address(StunAttribute.OTHER_ADDRESS, OTHER);
        }
        StunMessage message = StunMessage.decode(answer.encode());
        if (router.lets(from, seen) && discovery.owns(message)) {
          perform(router, discovery.accept(now, new NatInput.Received(from, message)));
        }
      }
    }
  }

  private NatReport ask(SimRouter router, List<StunAddress> servers) throws WireException {
    perform(router, discovery.accept(now, new NatInput.Ask(servers, List.of(router.inside))));
    for (int i = 0; i < 100 && discovery.deadlineNanos().isPresent(); i++) {
      now = discovery.deadlineNanos().getAsLong();
      perform(router, discovery.onTimeout(now));
    }
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, NONE, OPEN",
    "FULL_CONE, SAME_FOR_ALL, OPEN",
    "HOME, SAME_FOR_ALL, BY_ADDRESS_AND_PORT",
    "SYMMETRIC, DIFFERENT_FOR_EACH, BY_ADDRESS_AND_PORT"
  })
  void everyKindIsRecognised(Kind kind, NatMapping mapping, NatFiltering filtering)
      throws WireException {
    NatReport report = ask(new SimRouter(kind, 11), List.of(NODE, SERVER));

    assertThat(report.mapping()).isEqualTo(mapping);
    assertThat(report.filtering()).isEqualTo(filtering);
    assertThat(report.answered()).isEqualTo(2);
    assertThat(report.words()).isNotBlank();
  }

  @Test
  void oneNodeAloneSaysLittle() throws WireException {
    NatReport report = ask(new SimRouter(Kind.HOME, 11), List.of(NODE));

    assertThat(report.mapping()).isEqualTo(NatMapping.UNKNOWN);
    assertThat(report.filtering()).isEqualTo(NatFiltering.UNKNOWN);
    assertThat(report.mapped()).hasSize(1);
  }

  @Test
  void silenceEndsARoundWithinFourSeconds() throws WireException {
    discovery.accept(0, new NatInput.Ask(List.of(NODE, SERVER), List.of()));
    List<NatEffect> last = List.of();
    while (discovery.deadlineNanos().isPresent()) {
      now = discovery.deadlineNanos().getAsLong();
      last = discovery.onTimeout(now);
    }
    assertThat(now).isLessThanOrEqualTo(Duration.ofSeconds(4).toNanos());
    assertThat(last).singleElement().isInstanceOf(NatEffect.Found.class);
    NatReport report = ((NatEffect.Found) last.get(0)).report();
    assertThat(report.mapping()).isEqualTo(NatMapping.BLOCKED);
    assertThat(report.words()).contains("2 answered");
  }

  @Test
  void answersThatAreNoneAreNotBelieved() throws WireException {
    List<NatEffect> effects = discovery.accept(0, new NatInput.Ask(List.of(NODE), List.of()));
    Bytes datagram = ((NatEffect.Send) effects.get(0)).datagram();
    StunMessage request = StunMessage.decode(datagram);
    StunMessage forged =
        StunMessage.decode(
            new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction())
                .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, OTHER)
                .encode());

    assertThat(discovery.accept(0, new NatInput.Received(OTHER, forged))).isEmpty();
    assertThat(discovery.isRunning()).isTrue();
    assertThat(discovery.owns(request)).as("a request is no answer").isFalse();
  }

  @Test
  void askingNobodyForgetsWhatWasSeen() throws WireException {
    NatReport report = ask(new SimRouter(Kind.HOME, 11), List.of(NODE, SERVER));
    assertThat(discovery.mapped()).isEqualTo(report.mapped()).hasSize(1);

    List<NatEffect> effects = discovery.accept(now, new NatInput.Ask(List.of(), List.of()));

    assertThat(effects).singleElement().isInstanceOf(NatEffect.Found.class);
    assertThat(((NatEffect.Found) effects.get(0)).report()).isEqualTo(NatReport.NOTHING);
    assertThat(discovery.mapped()).isEmpty();
    assertThat(discovery.isRunning()).isFalse();
  }

  @Test
  void noMoreThanEightAreAsked() {
    List<StunAddress> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(new StunAddress(SimRouter.ip(198, 51, 100, i + 1), 3_478));
    }
    assertThat(discovery.accept(0, new NatInput.Ask(many, List.of())))
        .hasSize(NatDiscovery.MAX_SERVERS);
    assertThat(discovery.accept(0, new NatInput.Ask(Collections.nCopies(3, NODE), List.of())))
        .hasSize(1);
  }
}

package io.scp2p.core.protocol.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.portmap.Pcp;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** PCP and NAT-PMP with routers that refuse, forget, change or fall silent. */
class DatagramMethodTest {
  private static final PortMapRules RULES = PortMapRules.DEFAULT;
  private static final IpAddress GATEWAY = ip(192, 168, 77, 1);
  private static final IpAddress SELF = ip(192, 168, 77, 2);
  private static final IpAddress OUTSIDE = ip(44, 0, 0, 1);
  private static final PortMapEffect CHANGED = new PortMapEffect.Changed();
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final int NO_RESOURCES = 8;

  private final List<PortMapEffect> effects = new ArrayList<>();
  private final long start = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos(); // May overflow.
  private long now = start;
  private DatagramMethod method;

  private static IpAddress ip(int a, int b, int c, int d) {
    return IpAddress.of((byte) a, (byte) b, (byte) c, (byte) d);
  }

  private static List<PortWish> wishes() {
    return List.of(new PortWish(PortProtocol.TCP, 7001), new PortWish(PortProtocol.UDP, 7000));
  }

  private void pcp() {
    byte[] nonce = new byte[Pcp.NONCE_BYTES];
    method =
        new PcpMethod(
            GATEWAY,
            SELF,
            wishes(),
            RULES,
            new SplittableRandom(7),
            () -> {
              nonce[0]++;
              return Bytes.wrap(nonce.clone());
            },
            now);
    method.start(now, effects);
  }

  private void natPmp() {
    method = new NatPmpMethod(GATEWAY, wishes(), RULES, new SplittableRandom(7), now);
    method.start(now, effects);
  }

  private void received(Bytes datagram) {
    method.received(now, new PortMapInput.Received(GATEWAY, NatPmp.PORT, datagram), effects);
  }

  private void pass(Duration span) {
    effects.clear();
    long until = now + span.toNanos();
    for (int steps = 0;
        method.deadlineNanos().isPresent() && method.deadlineNanos().getAsLong() - until <= 0;
        steps++) {
      assertThat(steps).as("it comes to rest").isLessThan(1_000);
      now += Math.max(0, method.deadlineNanos().getAsLong() - now);
      method.timeout(now, effects);
    }
    now = until;
  }

  /** Requests for ports; questions after the table of the router are left out. */
  private List<Bytes> asked() {
    return effects.stream()
        .filter(PortMapEffect.Send.class::isInstance)
        .map(send -> ((PortMapEffect.Send) send).bytes())
        .filter(bytes -> bytes.get(1) != 0)
        .toList();
  }

  private long checks() {
    return effects.stream()
        .filter(PortMapEffect.Send.class::isInstance)
        .filter(send -> ((PortMapEffect.Send) send).bytes().get(1) == 0)
        .count();
  }

  private List<Integer> ports() {
    return method.mappings().stream().map(PortMapping::externalPort).toList();
  }

  /** What a PCP server whose clock is right answers to a request. */
  private Bytes answer(Bytes request, int result, Duration lifetime, int port) {
    byte[] answer = request.toArray();
    ByteBuffer out = ByteBuffer.wrap(answer);
    out.put(1, (byte) (answer[1] | 0x80)).put(3, (byte) result);
    out.putInt(4, (int) lifetime.toSeconds());
    out.putInt(8, (int) Duration.ofNanos(now - start).toSeconds() + 100);
    for (int i = 12; i < 24; i++) {
      answer[i] = 0;
    }
    if (answer.length > 24) {
      out.putShort(42, (short) port);
      out.position(44).put(new byte[10]).put((byte) 0xff).put((byte) 0xff);
      out.put(OUTSIDE.octets().toArray());
    }
    return Bytes.wrap(answer);
  }

  private Bytes request(PortProtocol protocol) {
    return asked().stream()
        .filter(bytes -> bytes.get(36) == protocol.number())
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private void bothGranted() {
    pcp();
    Bytes tcp = request(PortProtocol.TCP);
    Bytes udp = request(PortProtocol.UDP);
    received(answer(tcp, 0, LEASE, 40_001));
    assertThat(ports()).containsExactly(40_001);
    received(answer(udp, 0, LEASE, 40_000));
    assertThat(ports()).containsExactly(40_001, 40_000);
    effects.clear();
  }

  @Test
  void aFirstQuestionIsRepeatedAFewTimesAndLaterEachTime() {
    pcp();
    List<Long> times = new ArrayList<>();
    long until = start + Duration.ofSeconds(10).toNanos();
    for (int i = 0; method.trial().outcome() == Outcome.TRYING && now - until < 0; i++) {
      assertThat(i).as("it comes to an end").isLessThan(100);
      effects.clear();
      method.timeout(now, effects);
      if (asked().stream().anyMatch(bytes -> bytes.get(36) == PortProtocol.TCP.number())) {
        times.add(Duration.ofNanos(now - start).toMillis());
      }
      now = method.deadlineNanos().orElseThrow();
    }

    assertThat(method.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.PCP, Outcome.NO_ANSWER, 0));
    assertThat(times).hasSize(RULES.firstTries() - 1); // The first was at the start.
    // 250 ms, doubled each time, each a tenth longer at most.
    assertThat(times.get(0)).isBetween(250L, 275L);
    assertThat(times.get(1) - times.get(0)).isBetween(499L, 551L);
    assertThat(times.get(2) - times.get(1)).isBetween(999L, 1_101L);
  }

  @Test
  void aRenewalThatIsNotAnsweredIsRepeatedEverLessOften() {
    bothGranted();
    pass(LEASE.dividedBy(2).minusNanos(1));
    assertThat(asked()).isEmpty();
    pass(Duration.ofSeconds(75).plusNanos(2)); // An eighth of the lease: the latest moment.
    assertThat(asked()).hasSizeGreaterThanOrEqualTo(2);

    pass(Duration.ofSeconds(200));
    assertThat(asked()).as("3, 6, 12, 24, 48, 96 seconds, for each").hasSizeBetween(6, 12);
    assertThat(request(PortProtocol.TCP).slice(42, 2))
        .as("for the port that is held")
        .isEqualTo(Bytes.parse("9c41"));
    received(answer(request(PortProtocol.TCP), 0, LEASE, 40_001));
    assertThat(effects).as("it is as it was").doesNotContain(CHANGED);
    assertThat(ports()).containsExactly(40_001, 40_000);
  }

  @Test
  void aRefusalRestsAndIsNoReasonToLeaveTheOtherPort() {
    pcp();
    Bytes tcp = request(PortProtocol.TCP);
    Bytes udp = request(PortProtocol.UDP);
    received(answer(tcp, NO_RESOURCES, Duration.ofSeconds(30), 0));
    received(answer(udp, 0, Duration.ofHours(2), 40_000));
    assertThat(method.trial().outcome()).isEqualTo(Outcome.WORKS);

    pass(RULES.rest().minusNanos(1));
    assertThat(asked()).as("not as soon as the router would have it").isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(asked()).hasSize(1);
    received(answer(asked().get(0), NO_RESOURCES, Duration.ofMinutes(20), 0));
    pass(Duration.ofMinutes(20).minusNanos(1));
    assertThat(asked()).as("nor sooner").isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(asked()).hasSize(1);
  }

  @Test
  void aRefusalForYearsIsForgottenAfterTheTimeOfALease() {
    pcp();
    Bytes tcp = request(PortProtocol.TCP);
    Bytes udp = request(PortProtocol.UDP);
    received(answer(udp, 0, Duration.ofHours(2), 40_000));
    received(answer(tcp, NO_RESOURCES, Duration.ofDays(3_650), 0));
    pass(Duration.ofMinutes(76));
    received(answer(request(PortProtocol.UDP), 0, Duration.ofHours(2), 40_000));
    pass(Duration.ofMinutes(44).minusNanos(1));
    assertThat(asked()).isEmpty();
    pass(Duration.ofNanos(1));

    assertThat(asked()).hasSize(1);
    assertThat(asked().get(0).get(36)).isEqualTo((byte) PortProtocol.TCP.number());
  }

  @Test
  void aMappingThatIsRefusedAtItsRenewalIsGone() {
    bothGranted();
    pass(Duration.ofSeconds(376));
    Bytes tcp = request(PortProtocol.TCP);
    Bytes udp = request(PortProtocol.UDP);
    received(answer(tcp, NO_RESOURCES, LEASE, 0));
    assertThat(effects).contains(CHANGED);
    assertThat(ports()).containsExactly(40_000);
    assertThat(method.trial().outcome()).isEqualTo(Outcome.WORKS);
    received(answer(udp, NO_RESOURCES, LEASE, 0));

    assertThat(method.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.PCP, Outcome.REFUSED, NO_RESOURCES));
  }

  @Test
  void leasesThatEndLeaveTheWayOpenForAnother() {
    bothGranted();
    pass(LEASE.minusNanos(1));
    assertThat(ports()).hasSize(2);
    pass(Duration.ofNanos(1));

    assertThat(effects).contains(CHANGED);
    assertThat(ports()).isEmpty();
    assertThat(method.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.PCP, Outcome.NO_ANSWER, 0));
  }

  @Test
  void theShortestLeaseIsNotRenewedMoreThanOnceASecond() {
    pcp();
    Bytes tcp = request(PortProtocol.TCP);
    received(answer(tcp, 0, Duration.ofSeconds(1), 40_001));
    effects.clear();
    method.timeout(now + Duration.ofMillis(999).toNanos(), effects);

    assertThat(asked()).noneMatch(bytes -> bytes.get(36) == PortProtocol.TCP.number());
  }

  @Test
  void aLeaseOfNoTimeOrNoPortIsNone() {
    pcp();
    Bytes tcp = request(PortProtocol.TCP);
    received(answer(tcp, 0, Duration.ZERO, 40_001));
    received(answer(tcp, 0, LEASE, 0));

    assertThat(ports()).isEmpty();
    assertThat(effects).doesNotContain(CHANGED);
  }

  @Test
  void theRouterIsAskedNowAndThenWhetherItStillHasItsTable() {
    bothGranted();
    pass(RULES.check().minusNanos(1));
    assertThat(checks()).isZero();
    pass(Duration.ofNanos(1));
    assertThat(checks()).isEqualTo(1);
    pass(RULES.check());
    assertThat(checks()).isEqualTo(1);
  }

  @Test
  void aWordInTheOtherLanguageLeadsToAnEarlierQuestion() {
    bothGranted();
    received(Bytes.parse("0080000000000001" + "2c000001")); // NAT-PMP: the router began anew.
    received(Bytes.parse("0080000000000001" + "2c000001"));
    assertThat(method.trial().outcome()).isEqualTo(Outcome.WORKS);
    pass(Duration.ofSeconds(1).minusNanos(1));
    assertThat(checks()).isZero();
    pass(Duration.ofNanos(1));

    assertThat(checks()).as("once, whoever says it how often").isEqualTo(1);
  }

  @Test
  void aRouterOfAnotherVersionIsNotWaitedFor() {
    pcp();
    byte[] refusal = answer(asked().get(0), Pcp.UNSUPPORTED_VERSION, LEASE, 0).toArray();
    received(Bytes.wrap(refusal));

    assertThat(method.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.PCP, Outcome.NOT_SPOKEN, 0));
  }

  @Test
  void whatIsGivenBackIsAskedForOnceMoreUntilTheRouterSaysSo() {
    bothGranted();
    method.release(now, effects);
    List<Bytes> back = asked();
    assertThat(back).hasSize(2);
    assertThat(back.get(0).slice(4, 4)).as("no time").isEqualTo(Bytes.parse("00000000"));
    assertThat(back.get(0).slice(42, 2)).as("no port").isEqualTo(Bytes.parse("0000"));
    assertThat(method.deadlineNanos()).isEmpty();
    received(answer(back.get(0), 0, Duration.ZERO, 0));
    received(answer(Pcp.announceRequest(SELF), 0, Duration.ZERO, 0));
    assertThat(method.isReleased()).isFalse();
    effects.clear();
    method.timeout(now + LEASE.toNanos(), effects);
    assertThat(effects).isEmpty();
    method.release(now, effects);
    assertThat(asked()).hasSize(1);
    received(answer(back.get(1), 0, Duration.ZERO, 0));

    assertThat(method.isReleased()).isTrue();
  }

  // NAT-PMP: the answers are those of RFC 6886, sections 3.2 and 3.3, in hexadecimal.

  @Test
  void theOutsideAddressHoldsForEveryPort() {
    natPmp();
    assertThat(checks()).as("with the first questions").isEqualTo(1);
    received(Bytes.parse("00820000000000021b591b5900001c20"));
    received(Bytes.parse("00810000000000021b581b5800001c20"));
    assertThat(method.mappings()).as("of no use without an address").isEmpty();
    assertThat(effects).doesNotContain(CHANGED);
    received(Bytes.parse("00800000000000022c000001"));
    assertThat(effects).contains(CHANGED);
    assertThat(method.mappings()).extracting(PortMapping::external).containsOnly(OUTSIDE);
    effects.clear();
    received(Bytes.parse("00800000000000022c000001"));
    assertThat(effects).as("the same").isEmpty();
    received(Bytes.parse("00800000000000022c000009"));

    assertThat(effects).contains(CHANGED);
    assertThat(method.mappings()).extracting(PortMapping::external).containsOnly(ip(44, 0, 0, 9));
  }

  @Test
  void untilTheAddressIsKnownItIsAskedForWithThePorts() {
    natPmp();
    received(Bytes.parse("00800000000000022c000001"));
    pass(Duration.ofMillis(400));

    assertThat(asked()).isNotEmpty();
    assertThat(checks()).isZero();
  }

  @Test
  void aRefusalBelongsToThePortOfItsProtocol() {
    natPmp();
    received(Bytes.parse("0082000200000002")); // TCP: not authorized.
    received(Bytes.parse("0080000300000002")); // The address: a network failure.
    assertThat(method.trial().outcome()).isEqualTo(Outcome.TRYING);
    received(Bytes.parse("0081000400000002")); // UDP: out of resources.

    assertThat(method.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.NAT_PMP, Outcome.REFUSED, 4));
  }

  @Test
  void anAnswerForAnotherPortIsNotOurs() {
    natPmp();
    received(Bytes.parse("00800000000000022c000001"));
    received(Bytes.parse("00820000000000021b581b5800001c20")); // TCP 7000.
    received(Bytes.parse("00810000000000021b591b5900001c20")); // UDP 7001.

    assertThat(method.mappings()).isEmpty();
  }
}

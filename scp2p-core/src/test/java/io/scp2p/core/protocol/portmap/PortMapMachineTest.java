package io.scp2p.core.protocol.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.portmap.Pcp;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.portmap.Ssdp;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** With routers of a few lines each; the real one is in {@code RealRouterIT}. */
class PortMapMachineTest {
  private static final IpAddress GATEWAY = ip(192, 168, 77, 1);
  private static final IpAddress SELF = ip(192, 168, 77, 2);
  private static final IpAddress OUTSIDE = ip(44, 0, 0, 1);
  private static final PortWish TCP = new PortWish(PortProtocol.TCP, 7001);
  private static final PortWish UDP = new PortWish(PortProtocol.UDP, 7000);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final PortMapMachine machine =
      new PortMapMachine(
          List.of(TCP, UDP), PortMapRules.DEFAULT, counting(), new SplittableRandom(7));
  private final List<PortMapEffect> effects = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5 * SECOND; // The clock may overflow.

  private static IpAddress ip(int a, int b, int c, int d) {
    return IpAddress.of((byte) a, (byte) b, (byte) c, (byte) d);
  }

  private static Entropy counting() {
    byte[] next = new byte[1];
    return target -> java.util.Arrays.fill(target, ++next[0]);
  }

  private void feed(PortMapInput input) {
    effects.addAll(machine.accept(now, input));
  }

  /** Lets time pass, and everything that is due happen in its order. */
  private void pass(Duration span) {
    long until = now + span.toNanos();
    for (int steps = 0;
        machine.deadlineNanos().isPresent() && machine.deadlineNanos().getAsLong() - until <= 0;
        steps++) {
      assertThat(steps).as("it comes to rest").isLessThan(1_000);
      now = Math.max(0, machine.deadlineNanos().getAsLong() - now) + now;
      effects.addAll(machine.onTimeout(now));
    }
    now = until;
  }

  private List<Bytes> sent(int version) {
    return effects.stream()
        .filter(PortMapEffect.Send.class::isInstance)
        .map(PortMapEffect.Send.class::cast)
        .filter(send -> send.port() == NatPmp.PORT && send.bytes().get(0) == version)
        .map(PortMapEffect.Send::bytes)
        .toList();
  }

  private void fromRouter(Bytes datagram) {
    feed(new PortMapInput.Received(GATEWAY, NatPmp.PORT, datagram));
  }

  private void begin() {
    feed(new PortMapInput.Router(Optional.of(GATEWAY), SELF));
  }

  /** What a PCP server answers. */
  private static Bytes pcp(Bytes request, int result, long lifetime, long epoch, int port) {
    byte[] answer = request.toArray();
    ByteBuffer out = ByteBuffer.wrap(answer);
    out.put(1, (byte) (answer[1] | 0x80)).put(3, (byte) result);
    out.putInt(4, (int) lifetime).putInt(8, (int) epoch);
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

  private void pcpAnswersAll(long lifetime, long epoch) {
    List<Bytes> asked = sent(Pcp.VERSION);
    effects.clear();
    asked.forEach(
        request -> fromRouter(pcp(request, 0, lifetime, epoch, 40_000 + request.get(41))));
  }

  @Test
  void whatIsGrantedIsRenewedAfterHalfOfItsTime() {
    begin();
    assertThat(sent(Pcp.VERSION)).hasSize(2);
    pcpAnswersAll(600, 100);

    assertThat(machine.mappings()).hasSize(2).allMatch(PortMapping::isPublic);
    assertThat(machine.mappings()).extracting(PortMapping::externalPort).doesNotContain(7001);
    assertThat(effects).contains(new PortMapEffect.Changed());
    effects.clear();

    pass(Duration.ofSeconds(299));
    assertThat(sent(Pcp.VERSION)).allMatch(request -> request.get(1) == Pcp.ANNOUNCE);
    pass(Duration.ofSeconds(77)); // Five eighths, and a second.
    assertThat(sent(Pcp.VERSION).stream().filter(request -> request.get(1) == Pcp.MAP))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aLeaseThatIsNotRenewedEndsAndAllBeginsAnew() {
    begin();
    pcpAnswersAll(600, 100);
    effects.clear();

    pass(Duration.ofSeconds(599));
    assertThat(machine.mappings()).hasSize(2);
    effects.clear();
    pass(Duration.ofSeconds(2));

    assertThat(machine.mappings()).isEmpty();
    assertThat(effects).contains(new PortMapEffect.Changed());
    assertThat(machine.deadlineNanos()).as("it goes on").isPresent();
    assertThat(sent(Pcp.VERSION)).as("in the way that worked, without a rest").isNotEmpty();
    assertThat(sent(NatPmp.VERSION)).isEmpty();
  }

  @Test
  void aRouterThatHasForgottenIsAskedAgainWithinSeconds() {
    begin();
    pcpAnswersAll(7200, 1_000);
    pass(Duration.ofSeconds(30));
    effects.clear();

    fromRouter(pcp(Pcp.announceRequest(SELF), 0, 0, 3, 0)); // Its clock begins anew.
    pass(Duration.ofSeconds(6));

    assertThat(sent(Pcp.VERSION).stream().filter(request -> request.get(1) == Pcp.MAP))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aClockThatGoesOnIsNoReason() {
    begin();
    pcpAnswersAll(7200, 1_000);
    pass(Duration.ofSeconds(30));
    effects.clear();

    fromRouter(pcp(Pcp.announceRequest(SELF), 0, 0, 1_031, 0));
    pass(Duration.ofSeconds(6));

    assertThat(sent(Pcp.VERSION)).isEmpty();
  }

  @Test
  void answersOfOthersDoNotCount() {
    begin();
    Bytes request = sent(Pcp.VERSION).get(0);
    byte[] otherNonce = request.toArray();
    otherNonce[24] ^= 1;

    feed(new PortMapInput.Received(ip(192, 168, 77, 9), NatPmp.PORT, pcp(request, 0, 600, 1, 9)));
    feed(new PortMapInput.Received(GATEWAY, 5555, pcp(request, 0, 600, 1, 9)));
    fromRouter(pcp(Bytes.wrap(otherNonce), 0, 600, 1, 9));
    fromRouter(Bytes.EMPTY);
    fromRouter(Bytes.wrap(new byte[2_000]));

    assertThat(machine.mappings()).isEmpty();
  }

  @Test
  void aRouterOfTheOldVersionIsAskedInItsLanguageAtOnce() {
    begin();
    effects.clear();

    fromRouter(Bytes.parse("0080000100000000")); // Version 0: the other one is unsupported.

    assertThat(sent(NatPmp.VERSION)).hasSize(3);
    assertThat(machine.mappings()).isEmpty();
    fromRouter(Bytes.parse("00820000000000021b591b590000003c"));
    assertThat(machine.mappings()).as("without its address of no use").isEmpty();
    fromRouter(Bytes.parse("00800000000000022c000001"));
    assertThat(machine.mappings())
        .extracting(PortMapping::by, PortMapping::external, PortMapping::externalPort)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(MappingProtocol.NAT_PMP, OUTSIDE, 7001));
  }

  @Test
  void natPmpMappingsAreGivenBackWithALifetimeOfZero() {
    begin();
    fromRouter(Bytes.parse("0080000100000000"));
    fromRouter(Bytes.parse("00800000000000022c000001"));
    fromRouter(Bytes.parse("00820000000000021b591b590000003c"));
    effects.clear();

    feed(new PortMapInput.Close());

    assertThat(sent(NatPmp.VERSION))
        .extracting(Bytes::hex)
        .containsExactly("000200001b59000000000000");
    assertThat(effects).doesNotContain(new PortMapEffect.Released());
    fromRouter(Bytes.parse("00820000000000031b59000000000000"));
    assertThat(effects).contains(new PortMapEffect.Released());
  }

  @Test
  void aRouterThatDoesNotAnswerTheEndIsNotWaitedFor() {
    begin();
    pcpAnswersAll(600, 100);
    feed(new PortMapInput.Close());
    assertThat(machine.mappings()).isEmpty();
    effects.clear();
    pass(PortMapRules.DEFAULT.release().dividedBy(2));
    assertThat(sent(Pcp.VERSION)).as("asked once more").hasSize(2);
    assertThat(effects).doesNotContain(new PortMapEffect.Released());

    pass(PortMapRules.DEFAULT.release().dividedBy(2));

    assertThat(effects.stream().filter(new PortMapEffect.Released()::equals)).hasSize(1);
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void aRefusalLeadsToTheNextWayAndIsRemembered() {
    begin();
    List<Bytes> asked = sent(Pcp.VERSION);
    effects.clear();
    asked.forEach(request -> fromRouter(pcp(request, 2, 1_800, 5, 0))); // NOT_AUTHORIZED

    assertThat(machine.trials())
        .contains(new MappingTrial(MappingProtocol.PCP, Outcome.REFUSED, 2));
    assertThat(sent(NatPmp.VERSION)).isNotEmpty();
  }

  @Test
  void silenceLeadsThroughAllWaysToARestAndThenAgain() {
    begin();
    pass(Duration.ofSeconds(30));

    assertThat(machine.trials())
        .extracting(MappingTrial::outcome)
        .containsExactly(Outcome.NO_ANSWER, Outcome.NO_ANSWER, Outcome.NO_ANSWER);
    assertThat(sent(Pcp.VERSION)).hasSizeBetween(2, 2 * PortMapRules.DEFAULT.firstTries());
    effects.clear();
    pass(PortMapRules.DEFAULT.rest());
    assertThat(sent(Pcp.VERSION)).isNotEmpty();
  }

  @Test
  void anotherNetworkIsAnotherBeginning() {
    begin();
    pcpAnswersAll(600, 100);
    effects.clear();

    feed(new PortMapInput.Router(Optional.of(ip(10, 0, 0, 1)), ip(10, 0, 0, 2)));

    assertThat(machine.mappings()).isEmpty();
    assertThat(effects).contains(new PortMapEffect.Changed());
    assertThat(
            effects.stream()
                .filter(PortMapEffect.Send.class::isInstance)
                .map(PortMapEffect.Send.class::cast))
        .allMatch(send -> send.to().equals(ip(10, 0, 0, 1)));
    effects.clear();
    feed(new PortMapInput.NoNetwork());
    assertThat(machine.deadlineNanos()).isEmpty();
  }

  @Test
  void ofEachProtocolThereIsOnePortAtMost() {
    assertThatThrownBy(
            () ->
                new PortMapMachine(
                    List.of(TCP, new PortWish(PortProtocol.TCP, 1)),
                    PortMapRules.DEFAULT,
                    counting(),
                    new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // UPnP.

  private List<PortMapEffect.Fetch> fetches() {
    return effects.stream()
        .filter(PortMapEffect.Fetch.class::isInstance)
        .map(PortMapEffect.Fetch.class::cast)
        .toList();
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private void beginWithoutGateway() {
    feed(new PortMapInput.Router(Optional.empty(), SELF));
  }

  private void found(IpAddress from, String location) {
    feed(
        new PortMapInput.Received(
            from,
            Ssdp.PORT,
            text(
                "HTTP/1.1 200 OK\r\nST: "
                    + Ssdp.ROUTERS.get(0)
                    + "\r\nLOCATION: "
                    + location
                    + "\r\n\r\n")));
  }

  private void answer(int status, String body) {
    PortMapEffect.Fetch last = fetches().get(fetches().size() - 1);
    effects.clear();
    feed(new PortMapInput.Fetched(last.ticket(), status, text(body)));
  }

  private void described(int version) {
    found(GATEWAY, "http://192.168.77.1:5000/desc.xml");
    answer(
        200,
        "<root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:"
            + version
            + "</serviceType><controlURL>/ctl</controlURL></service></root>");
  }

  private static String value(String name, String value) {
    return "<a><" + name + ">" + value + "</" + name + "></a>";
  }

  private static String error(int code) {
    return "<a><faultcode>x</faultcode><errorCode>" + code + "</errorCode></a>";
  }

  private String lastAction() {
    String action = fetches().get(fetches().size() - 1).soapAction();
    return action.substring(action.indexOf('#') + 1, action.length() - 1);
  }

  private String lastBody() {
    return new String(fetches().get(fetches().size() - 1).body().toArray(), StandardCharsets.UTF_8);
  }

  @Test
  void withoutAGatewayASearchFindsTheRouter() {
    beginWithoutGateway();
    assertThat(effects).isNotEmpty();
    described(1);
    assertThat(lastAction()).isEqualTo("GetExternalIPAddress");
    assertThat(fetches().get(0).url()).isEqualTo("http://192.168.77.1:5000/ctl");
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    assertThat(lastAction()).isEqualTo("AddPortMapping");
    assertThat(lastBody())
        .contains("<NewInternalClient>192.168.77.2</NewInternalClient>")
        .contains("<NewExternalPort>7001</NewExternalPort><NewProtocol>TCP</NewProtocol>");
    answer(200, "<a/>");
    answer(200, "<a/>");

    assertThat(machine.mappings())
        .extracting(PortMapping::externalPort, PortMapping::by)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(7001, MappingProtocol.UPNP_IGD),
            org.assertj.core.groups.Tuple.tuple(7000, MappingProtocol.UPNP_IGD));
  }

  /** A device must not make this node ask somebody else. */
  @Test
  void aLocationElsewhereIsNotFetched() {
    beginWithoutGateway();

    found(GATEWAY, "http://192.168.77.9/desc.xml");
    found(GATEWAY, "https://192.168.77.1/desc.xml");
    found(GATEWAY, "file:///etc/passwd");
    found(GATEWAY, "http://router.example/desc.xml");
    found(GATEWAY, "http://user@192.168.77.1/desc.xml");
    found(GATEWAY, "::: no address");

    assertThat(fetches()).isEmpty();
  }

  @Test
  void manyWhoClaimToBeRoutersAreNotAllLookedAt() {
    beginWithoutGateway();
    for (int i = 0; i < 100; i++) {
      found(GATEWAY, "http://192.168.77.1:5000/" + i);
    }
    int fetched = 0;
    while (!fetches().isEmpty()) {
      fetched++;
      answer(404, "");
    }
    assertThat(fetched).isEqualTo(IgdMethod.MAX_CANDIDATES);
  }

  @Test
  void aControlAddressElsewhereIsNotUsed() {
    beginWithoutGateway();
    found(GATEWAY, "http://192.168.77.1:5000/desc.xml");
    answer(
        200,
        "<root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
            + "<controlURL>http://192.168.77.66/ctl</controlURL></service></root>");

    assertThat(fetches()).isEmpty();
  }

  @Test
  void aPortOfSomebodyElseIsNotFoughtFor() {
    beginWithoutGateway();
    described(1);
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    for (int i = 0; i < IgdService.MAX_PORTS; i++) {
      assertThat(lastBody()).contains("<NewProtocol>TCP</NewProtocol>");
      answer(500, error(IgdService.CONFLICT));
    }

    assertThat(lastBody())
        .as("given up, the other port")
        .contains("<NewProtocol>UDP</NewProtocol>");
  }

  @Test
  void theSecondVersionChoosesThePort() {
    beginWithoutGateway();
    described(2);
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    assertThat(lastAction()).isEqualTo("AddAnyPortMapping");
    answer(200, value("NewReservedPort", "40123"));

    assertThat(machine.mappings()).extracting(PortMapping::externalPort).containsExactly(40_123);
  }

  @Test
  void aRouterThatKnowsNoLeasesIsAskedForOneWithoutEnd() {
    beginWithoutGateway();
    described(1);
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    answer(500, error(IgdService.ONLY_PERMANENT));
    assertThat(lastBody()).contains("<NewLeaseDuration>0</NewLeaseDuration>");
    answer(200, "<a/>");
    answer(200, "<a/>");
    assertThat(machine.mappings()).extracting(PortMapping::leaseSeconds).containsExactly(0L, 0L);

    feed(new PortMapInput.Close());
    assertThat(lastAction()).isEqualTo("DeletePortMapping");
    answer(200, "<a/>");
    assertThat(lastAction()).isEqualTo("DeletePortMapping");
    answer(0, "");
    assertThat(effects).contains(new PortMapEffect.Released());
  }

  @Test
  void aMappingThatSomebodyHasDeletedIsAskedForAgain() {
    beginWithoutGateway();
    described(1);
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    answer(200, "<a/>");
    answer(200, "<a/>");
    effects.clear();
    pass(PortMapRules.DEFAULT.check());
    assertThat(lastAction()).isEqualTo("GetExternalIPAddress");
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    assertThat(lastAction()).isEqualTo("GetSpecificPortMappingEntry");

    answer(500, error(IgdService.NO_SUCH_ENTRY));

    assertThat(lastAction()).isEqualTo("AddPortMapping");
  }

  @Test
  void aRouterThatFallsSilentIsLostAfterAFewFailures() {
    beginWithoutGateway();
    described(1);
    answer(200, value("NewExternalIPAddress", "44.0.0.1"));
    answer(200, "<a/>");
    answer(200, "<a/>");
    effects.clear();
    for (int i = 0; i < IgdService.MAX_FAILURES; i++) {
      pass(PortMapRules.DEFAULT.check());
      answer(0, "");
    }

    assertThat(machine.mappings()).isEmpty();
  }

  @Test
  void addressesBehindAnotherRouterAreNotOfTheInternet() {
    for (int[] address :
        new int[][] {
          {10, 0, 0, 1},
          {172, 16, 0, 1},
          {192, 168, 1, 1},
          {100, 64, 0, 1},
          {169, 254, 0, 1},
          {127, 0, 0, 1},
          {0, 0, 0, 0},
          {224, 0, 0, 1}
        }) {
      assertThat(PortMapping.isPublic(ip(address[0], address[1], address[2], address[3])))
          .isFalse();
    }
    assertThat(PortMapping.isPublic(OUTSIDE)).isTrue();
    assertThat(PortMapping.isPublic(ip(172, 15, 0, 1))).isTrue();
    assertThat(PortMapping.isPublic(ip(172, 31, 0, 1))).isFalse();
    assertThat(PortMapping.isPublic(ip(100, 63, 0, 1))).isTrue();
    assertThat(PortMapping.isPublic(ip(100, 127, 0, 1))).isFalse();
    assertThat(PortMapping.isPublic(ip(192, 169, 0, 1))).isTrue();
    byte[] v6 = new byte[16];
    v6[0] = 0x3f;
    assertThat(PortMapping.isPublic(IpAddress.of(v6))).isTrue();
    assertThat(PortMapping.isPublic(ip(172, 32, 0, 1))).isTrue();
    assertThat(PortMapping.isPublic(ip(100, 128, 0, 1))).isTrue();
    assertThat(PortMapping.isPublic(IpAddress.of(new byte[16]))).isFalse();
  }
}

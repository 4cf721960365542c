package io.scp2p.core.protocol.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.portmap.Ssdp;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The search for a router, among others that answer, until one can forward ports. */
class IgdMethodTest {
  private static final PortMapRules RULES = PortMapRules.DEFAULT;
  private static final IpAddress GATEWAY = ip(1);
  private static final IpAddress OTHER = ip(9);
  private static final Duration PAUSE = RULES.searchTime().dividedBy(4);

  private final Tickets tickets = new Tickets();
  private final List<PortMapEffect> effects = new ArrayList<>();
  private long now = Long.MAX_VALUE - 1; // The clock may overflow.
  private IgdMethod method = method(Optional.of(GATEWAY));

  private IgdMethod method(Optional<IpAddress> gateway) {
    return new IgdMethod(
        gateway,
        ip(2),
        List.of(new PortWish(PortProtocol.TCP, 7001)),
        RULES,
        new SplittableRandom(7),
        tickets);
  }

  private static IpAddress ip(int last) {
    return IpAddress.of((byte) 192, (byte) 168, (byte) 77, (byte) last);
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String description(String base, String control) {
    return "<root>"
        + base
        + "<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
        + "<controlURL>"
        + control
        + "</controlURL></service></root>";
  }

  private void found(IpAddress from, String path) {
    String answer =
        "HTTP/1.1 200 OK\r\nST: "
            + Ssdp.ROUTERS.get(0)
            + "\r\nLOCATION: http://"
            + from
            + ":5000/"
            + path
            + "\r\n\r\n";
    method.received(now, new PortMapInput.Received(from, Ssdp.PORT, text(answer)), effects);
  }

  private List<String> fetched() {
    return effects.stream()
        .filter(PortMapEffect.Fetch.class::isInstance)
        .map(fetch -> ((PortMapEffect.Fetch) fetch).url())
        .toList();
  }

  private void answer(int status, String body) {
    PortMapEffect.Fetch last =
        effects.stream()
            .filter(PortMapEffect.Fetch.class::isInstance)
            .map(PortMapEffect.Fetch.class::cast)
            .reduce((first, second) -> second)
            .orElseThrow();
    effects.clear();
    method.fetched(now, new PortMapInput.Fetched(last.ticket(), status, text(body)), effects);
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

  private List<IpAddress> askedOf() {
    return effects.stream()
        .filter(PortMapEffect.Send.class::isInstance)
        .map(send -> ((PortMapEffect.Send) send).to())
        .toList();
  }

  @Test
  void theQuestionIsPutThreeTimesToAllAndToTheGateway() {
    method.start(now, effects);
    assertThat(askedOf()).containsExactly(Ssdp.GROUP, Ssdp.GROUP, GATEWAY);
    for (int i = 0; i < 2; i++) {
      pass(PAUSE.minusNanos(1));
      assertThat(askedOf()).isEmpty();
      pass(Duration.ofNanos(1));
      assertThat(askedOf()).containsExactly(Ssdp.GROUP, Ssdp.GROUP, GATEWAY);
    }
    pass(PAUSE.multipliedBy(2).minusNanos(1));
    assertThat(askedOf()).isEmpty();
    assertThat(method.trial().outcome()).isEqualTo(Outcome.TRYING);
    pass(Duration.ofNanos(1));

    assertThat(method.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.UPNP_IGD, Outcome.NO_ANSWER, 0));
    assertThat(method.deadlineNanos()).isEmpty();
  }

  @Test
  void whereNoGatewayIsKnownOnlyTheGroupIsAsked() {
    method = method(Optional.empty());
    method.start(now, effects);

    assertThat(askedOf()).containsExactly(Ssdp.GROUP, Ssdp.GROUP);
  }

  @Test
  void onceSomebodyAnsweredTheQuestionIsNotPutAgain() {
    method.start(now, effects);
    found(OTHER, "a");
    pass(PAUSE.multipliedBy(3));

    assertThat(effects).isEmpty();
  }

  @Test
  void theGatewayIsLookedAtBeforeOthersThatWait() {
    method.start(now, effects);
    effects.clear();
    found(OTHER, "a");
    found(OTHER, "a");
    found(OTHER, "b");
    found(GATEWAY, "c");
    assertThat(fetched()).as("one at a time").containsExactly("http://192.168.77.9:5000/a");

    answer(404, description("", "/ctl"));
    assertThat(fetched()).containsExactly("http://192.168.77.1:5000/c");
    answer(200, "<root></root>");
    assertThat(fetched()).containsExactly("http://192.168.77.9:5000/b");
    answer(200, "no document");

    assertThat(fetched()).as("each once").isEmpty();
    assertThat(method.trial().outcome()).isEqualTo(Outcome.TRYING);
    pass(RULES.searchTime());
    assertThat(method.trial().outcome())
        .as("there are routers that do not forward ports")
        .isEqualTo(Outcome.NOT_SPOKEN);
  }

  @Test
  void theEndWaitsForADescriptionThatIsBeingRead() {
    method.start(now, effects);
    found(GATEWAY, "a");
    found(OTHER, "b");
    assertThat(method.deadlineNanos()).isEmpty();
    now += RULES.searchTime().toNanos();
    method.timeout(now, effects);
    assertThat(method.trial().outcome()).isEqualTo(Outcome.TRYING);
    answer(404, "");
    assertThat(method.trial().outcome()).as("another one waits").isEqualTo(Outcome.TRYING);
    answer(404, "");

    assertThat(method.trial().outcome()).isEqualTo(Outcome.NOT_SPOKEN);
    effects.clear();
    found(OTHER, "late");
    assertThat(fetched()).isEmpty();
  }

  @Test
  void controlAddressesAreRelativeToTheBaseThatTheRouterNames() {
    method.start(now, effects);
    found(GATEWAY, "dir/desc.xml");
    answer(200, description("<URLBase>http://192.168.77.1:6000/x/</URLBase>", "ctl"));

    assertThat(fetched()).containsExactly("http://192.168.77.1:6000/x/ctl");
  }

  @Test
  void aBaseElsewhereOrNoneLeavesThatOfTheDescription() {
    method.start(now, effects);
    found(GATEWAY, "dir/desc.xml");
    answer(200, description("<URLBase>http://192.168.77.9/</URLBase>", "ctl"));
    assertThat(fetched()).containsExactly("http://192.168.77.1:5000/dir/ctl");

    method = method(Optional.of(GATEWAY));
    method.start(now, effects);
    found(GATEWAY, "dir/desc.xml");
    answer(200, description("", "/ctl"));
    assertThat(fetched()).containsExactly("http://192.168.77.1:5000/ctl");
  }

  @Test
  void onceAServiceIsFoundNobodyElseIsLookedAt() {
    method.start(now, effects);
    found(GATEWAY, "a");
    answer(200, description("", "/ctl"));
    effects.clear();
    found(OTHER, "b");

    assertThat(effects).isEmpty();
  }

  @Test
  void onlyTheNewestExchangeIsHeard() {
    method.start(now, effects);
    found(GATEWAY, "a");
    effects.clear();
    method.fetched(now, new PortMapInput.Fetched(0, 200, text(description("", "/ctl"))), effects);
    assertThat(effects).isEmpty();
    tickets.next();
    method.fetched(now, new PortMapInput.Fetched(1, 200, text(description("", "/ctl"))), effects);
    assertThat(effects).isEmpty();
  }

  @Test
  void whatWasNotFoundYetNeedsNotBeGivenBack() {
    method.start(now, effects);
    found(GATEWAY, "a");
    assertThat(method.isReleased()).isFalse();
    method.release(now, effects);

    assertThat(method.isReleased()).isTrue();
    assertThat(method.deadlineNanos()).isEmpty();
    answer(200, description("", "/ctl"));
    assertThat(effects).as("it is not asked any more").isEmpty();
    method.timeout(now + RULES.searchTime().toNanos(), effects);
    assertThat(effects).isEmpty();
  }

  @Test
  void whatWasFoundIsAskedForWhatItForwards() {
    method.start(now, effects);
    assertThat(method.mappings()).isEmpty();
    found(GATEWAY, "a");
    answer(200, description("", "/ctl"));
    answer(200, "<a><NewExternalIPAddress>44.0.0.1</NewExternalIPAddress></a>");
    answer(200, "<a/>");
    assertThat(method.mappings()).hasSize(1);
    assertThat(method.trial().outcome()).isEqualTo(Outcome.WORKS);
    pass(RULES.check());
    assertThat(fetched()).hasSize(1);
    method.release(now, effects);
    assertThat(method.isReleased()).isFalse();
    answer(200, "<a/>");
    answer(200, "<a/>");

    assertThat(method.isReleased()).isTrue();
  }
}

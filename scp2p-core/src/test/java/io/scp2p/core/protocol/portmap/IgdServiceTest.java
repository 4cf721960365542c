package io.scp2p.core.protocol.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.PortProtocol;
import io.scp2p.core.wire.portmap.RouterDescription;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about a router that refuses, forgets, gives a port away or falls silent. */
class IgdServiceTest {
  private static final PortMapRules RULES = PortMapRules.DEFAULT;
  private static final Duration HALF_A_LEASE = RULES.lease().dividedBy(2);
  private static final PortMapEffect CHANGED = new PortMapEffect.Changed();
  private static final int NOT_AUTHORIZED = 606;
  private static final String DONE = "<a/>";
  private static final String HERE = value("NewExternalIPAddress", "44.0.0.1");

  private final Tickets tickets = new Tickets();
  private final List<PortMapEffect> effects = new ArrayList<>();
  private long now = Long.MAX_VALUE - Duration.ofMinutes(30).toNanos(); // The clock may overflow.
  private IgdService service = service(RouterDescription.FORWARDING.get(1));

  private IgdService service(String type) {
    return new IgdService(
        "http://192.168.77.1/ctl",
        type,
        IpAddress.of((byte) 192, (byte) 168, (byte) 77, (byte) 2),
        List.of(new PortWish(PortProtocol.TCP, 7001), new PortWish(PortProtocol.UDP, 7000)),
        RULES,
        new SplittableRandom(7),
        tickets,
        now);
  }

  private static String value(String name, String value) {
    return "<a><" + name + ">" + value + "</" + name + "></a>";
  }

  private static String error(int code) {
    return "<a><faultcode>x</faultcode><errorCode>" + code + "</errorCode></a>";
  }

  /** Answers the call that is under way; what was seen before it is forgotten. */
  private void answer(String body) {
    answer(200, body);
  }

  private void answer(int status, String body) {
    assertThat(asked()).as("a call to answer").isPresent();
    effects.clear();
    Bytes bytes = Bytes.wrap(body.getBytes(StandardCharsets.UTF_8));
    service.fetched(now, new PortMapInput.Fetched(0, status, bytes), effects);
  }

  private void pass(Duration span) {
    effects.clear();
    long until = now + span.toNanos();
    for (int steps = 0;
        service.deadlineNanos().isPresent() && service.deadlineNanos().getAsLong() - until <= 0;
        steps++) {
      assertThat(steps).as("it comes to rest").isLessThan(1_000);
      now += Math.max(0, service.deadlineNanos().getAsLong() - now);
      service.timeout(now, effects);
    }
    now = until;
  }

  private Optional<PortMapEffect.Fetch> asked() {
    return effects.stream()
        .filter(PortMapEffect.Fetch.class::isInstance)
        .map(PortMapEffect.Fetch.class::cast)
        .reduce((first, second) -> second);
  }

  /** The call that is under way, as {@code Action protocol port}. */
  private String call() {
    PortMapEffect.Fetch fetch = asked().orElseThrow();
    String action = fetch.soapAction().replaceAll(".*#|\"", "");
    String body = new String(fetch.body().toArray(), StandardCharsets.UTF_8);
    return (action + ' ' + in(body, "NewProtocol") + ' ' + in(body, "NewExternalPort")).strip();
  }

  private static String in(String body, String name) {
    Matcher value = Pattern.compile("<" + name + ">(.*?)<").matcher(body);
    return value.find() ? value.group(1) : "";
  }

  private List<Integer> ports() {
    return service.mappings().stream().map(PortMapping::externalPort).toList();
  }

  private void known() {
    service.timeout(now, effects);
    answer(HERE);
  }

  private void bothGranted() {
    known();
    answer(DONE);
    answer(DONE);
    assertThat(ports()).containsExactly(7001, 7000);
  }

  /** To the next look at what the router has; the address is as it was. */
  private void checked() {
    pass(RULES.check());
    answer(HERE);
  }

  @Test
  void aPortThatIsRefusedRestsWhileTheOtherWorks() {
    known();
    assertThat(call()).isEqualTo("AddPortMapping TCP 7001");
    answer(500, error(NOT_AUTHORIZED));
    assertThat(call()).isEqualTo("AddPortMapping UDP 7000");
    answer(DONE);

    assertThat(ports()).containsExactly(7000);
    assertThat(service.trial().outcome()).isEqualTo(Outcome.WORKS);
    for (int i = 0; i < 4; i++) {
      checked(); // Eight minutes.
      assertThat(call()).isEqualTo("GetSpecificPortMappingEntry UDP 7000");
      answer(DONE);
      assertThat(asked()).as("nothing else is asked").isEmpty();
    }
    checked(); // Ten minutes, the rest.
    assertThat(call()).isEqualTo("AddPortMapping TCP 7001");
    answer(DONE);
    assertThat(ports()).containsExactly(7001, 7000);
  }

  @Test
  void aRouterThatRefusesEveryPortIsAskedNoMore() {
    known();
    answer(500, error(NOT_AUTHORIZED));
    answer(500, error(NOT_AUTHORIZED));

    assertThat(service.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.UPNP_IGD, Outcome.REFUSED, NOT_AUTHORIZED));
    assertThat(asked()).isEmpty();
    assertThat(service.deadlineNanos()).isEmpty();
  }

  @Test
  void aRenewalThatIsRefusedEndsTheMapping() {
    bothGranted();
    renewals();
    answer(500, error(NOT_AUTHORIZED));

    assertThat(effects).contains(CHANGED);
    assertThat(ports()).containsExactly(7000);
  }

  /** To the first of the renewals: the looks before it are answered. */
  private void renewals() {
    long due = now + HALF_A_LEASE.toNanos();
    while (now - due < 0) {
      pass(Duration.ofSeconds(30));
      answerLooks();
    }
    assertThat(call()).isEqualTo("AddPortMapping TCP 7001");
    assertThat(now - due).isZero();
  }

  private void answerLooks() {
    for (int i = 0; asked().isPresent() && !call().startsWith("Add"); i++) {
      assertThat(i).as("looks in a row").isLessThan(10);
      answer(HERE);
    }
  }

  @Test
  void aPortThatIsTakenAtItsRenewalIsGoneAtOnceAndAnotherIsTried() {
    bothGranted();
    renewals();

    answer(500, error(IgdService.CONFLICT));

    assertThat(effects).as("others must not be sent to somebody else's port").contains(CHANGED);
    assertThat(ports()).containsExactly(7000);
    int other = Integer.parseInt(call().substring("AddPortMapping TCP ".length()));
    assertThat(other).isBetween(1_024, 65_535).isNotEqualTo(7001);
    answer(DONE);
    assertThat(effects).contains(CHANGED);
    assertThat(ports()).containsExactly(other, 7000);
  }

  @Test
  void aPortThatWasTakenAndHasNoOtherIsNotHeldAnyMore() {
    bothGranted();
    renewals();
    for (int i = 0; i < IgdService.MAX_PORTS; i++) {
      assertThat(call()).startsWith("AddPortMapping TCP ");
      answer(500, error(IgdService.CONFLICT));
      assertThat(effects.contains(CHANGED)).as("told once").isEqualTo(i == 0);
    }
    assertThat(ports()).containsExactly(7000);
  }

  @Test
  void afterAFewPortsThatAreAllTakenThePortRests() {
    known();
    for (int i = 1; i < IgdService.MAX_PORTS; i++) {
      answer(500, error(IgdService.CONFLICT));
      assertThat(call()).startsWith("AddPortMapping TCP ");
    }
    answer(500, error(IgdService.CONFLICT));
    assertThat(call()).isEqualTo("AddPortMapping UDP 7000");
    answer(500, error(NOT_AUTHORIZED));

    assertThat(service.trial().outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void leasesWithoutEndAreAskedForOnceAndRenewedNevertheless() {
    known();
    answer(500, error(IgdService.ONLY_PERMANENT));
    assertThat(call()).isEqualTo("AddPortMapping TCP 7001");
    answer(DONE);
    answer(DONE);

    renewals();
    pass(RULES.lease());
    assertThat(ports()).as("they do not end").containsExactly(7001, 7000);
  }

  @Test
  void whoeverWantsNoLeasesAtAllRefuses() {
    known();
    answer(500, error(IgdService.ONLY_PERMANENT));
    answer(500, error(IgdService.ONLY_PERMANENT));
    assertThat(call()).as("the first rests").isEqualTo("AddPortMapping UDP 7000");
    answer(500, error(IgdService.ONLY_PERMANENT));

    assertThat(service.trial())
        .isEqualTo(
            new MappingTrial(MappingProtocol.UPNP_IGD, Outcome.REFUSED, IgdService.ONLY_PERMANENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "", "a name", "1.2.3", "1.2.3.256"})
  void aRouterWithoutAWayToTheInternetIsOfNoUse(String address) {
    bothGranted();
    pass(RULES.check());
    answer(value("NewExternalIPAddress", address));

    assertThat(service.trial().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(ports()).isEmpty();
    assertThat(effects).containsExactly(CHANGED);
  }

  @Test
  void anErrorInPlaceOfTheAddressIsRemembered() {
    service.timeout(now, effects);
    answer(500, error(501));

    assertThat(service.trial().code()).isEqualTo(501);
    assertThat(effects).as("nothing was held, nothing is asked").isEmpty();
  }

  @Test
  void anotherOutsideAddressIsTold() {
    bothGranted();
    pass(RULES.check());
    answer(HERE);
    assertThat(effects).as("the same one is not").doesNotContain(CHANGED);
    answer(DONE);
    answer(DONE);
    pass(RULES.check());
    answer(value("NewExternalIPAddress", "44.0.0.9"));

    assertThat(effects).contains(CHANGED);
    assertThat(service.mappings())
        .extracting(PortMapping::external)
        .containsOnly(IpAddress.of((byte) 44, (byte) 0, (byte) 0, (byte) 9));
  }

  @Test
  void eachPortIsLookedForInTheListOfTheRouter() {
    bothGranted();
    checked();
    assertThat(call()).isEqualTo("GetSpecificPortMappingEntry TCP 7001");
    answer(value("NewInternalClient", "192.168.77.2"));
    assertThat(call()).isEqualTo("GetSpecificPortMappingEntry UDP 7000");
    answer(500, error(501)); // Some routers have no such call.

    assertThat(asked()).isEmpty();
    assertThat(effects).isEmpty();
    assertThat(ports()).containsExactly(7001, 7000);
  }

  @Test
  void aPortThatLeadsToSomebodyElseIsAskedForAgain() {
    bothGranted();
    checked();
    answer(value("NewInternalClient", "192.168.77.3"));

    assertThat(effects).contains(CHANGED);
    assertThat(ports()).containsExactly(7000);
    assertThat(call()).isEqualTo("AddPortMapping TCP 7001");
  }

  @Test
  void aPortThatTheRouterHasForgottenIsGoneUntilItIsGrantedAgain() {
    bothGranted();
    checked();
    answer(500, error(IgdService.NO_SUCH_ENTRY));

    assertThat(effects).contains(CHANGED);
    assertThat(ports()).containsExactly(7000);
    answer(500, error(IgdService.CONFLICT));
    answer(DONE);
    assertThat(ports()).hasSize(2).doesNotContain(7001);
  }

  @Test
  void whatIsNotAnsweredIsAskedAgainLaterEachTime() {
    known();
    answer(0, "");
    assertThat(call()).as("the other is asked meanwhile").isEqualTo("AddPortMapping UDP 7000");
    answer(200, "no document");
    pass(Duration.ofSeconds(6).minusNanos(1)); // Twice the pause between renewals.
    assertThat(asked()).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(call()).isEqualTo("AddPortMapping TCP 7001");
    answer(DONE);
    pass(Duration.ofSeconds(6).minusNanos(1)); // Four times: the second failure in a row.
    assertThat(asked()).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(call()).isEqualTo("AddPortMapping UDP 7000");
    answer(0, "");
    assertThat(service.trial().outcome())
        .as("failures count only in a row")
        .isEqualTo(Outcome.WORKS);
  }

  @Test
  void portsAreOfNoUseUntilTheOutsideAddressIsKnown() {
    service.timeout(now, effects);
    answer(0, "");
    answer(DONE);
    answer(DONE);
    assertThat(service.mappings()).isEmpty();
    pass(Duration.ofSeconds(6));
    assertThat(call()).isEqualTo("GetExternalIPAddress");
    answer(HERE);

    assertThat(effects).contains(CHANGED);
    assertThat(ports()).containsExactly(7001, 7000);
  }

  @Test
  void afterFailuresInARowTheRouterIsGone() {
    bothGranted();
    pass(RULES.check());
    answer(0, "");
    answer(0, "");
    assertThat(ports()).hasSize(2);
    answer(0, "");

    assertThat(effects).containsExactly(CHANGED);
    assertThat(service.trial())
        .isEqualTo(new MappingTrial(MappingProtocol.UPNP_IGD, Outcome.NO_ANSWER, 0));
    assertThat(service.deadlineNanos()).isEmpty();
  }

  @Test
  void leasesEndAlsoWhileAnAnswerIsAwaited() {
    bothGranted();
    pass(RULES.check());
    assertThat(call()).isEqualTo("GetExternalIPAddress");

    pass(RULES.lease().minus(RULES.check()).minusNanos(1));
    assertThat(ports()).hasSize(2);
    pass(Duration.ofNanos(1));

    assertThat(ports()).isEmpty();
    assertThat(effects).containsExactly(CHANGED);
    assertThat(service.deadlineNanos()).as("nothing until the answer").isEmpty();
  }

  @Test
  void onlyNewPortsAreLeftToTheRouterToChoose() {
    service = service(RouterDescription.FORWARDING.get(0));
    known();
    assertThat(call()).isEqualTo("AddAnyPortMapping TCP 7001");
    answer(value("NewReservedPort", "40123"));
    answer(value("NewReservedPort", "40124"));
    assertThat(ports()).containsExactly(40_123, 40_124);

    pass(HALF_A_LEASE);
    answerLooks();
    assertThat(call()).as("what is held is kept").isEqualTo("AddPortMapping TCP 40123");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65536", "many", ""})
  void aPortThatIsNoneIsTakenForTheOneAskedFor(String port) {
    service = service(RouterDescription.FORWARDING.get(0));
    known();
    answer(value("NewReservedPort", port));

    assertThat(ports()).containsExactly(7001);
  }

  @Test
  void whatIsHeldIsGivenBackOneAfterTheOther() {
    bothGranted();
    effects.clear();
    service.release(now, effects);
    assertThat(call()).isEqualTo("DeletePortMapping TCP 7001");
    assertThat(service.deadlineNanos()).isEmpty();
    answer(500, error(NOT_AUTHORIZED));
    assertThat(call()).isEqualTo("DeletePortMapping UDP 7000");
    assertThat(service.isReleased()).isFalse();
    answer(0, "");

    assertThat(service.isReleased()).isTrue();
    assertThat(asked()).isEmpty();
  }

  @Test
  void whatIsGrantedAfterTheEndIsGivenBack() {
    service = service(RouterDescription.FORWARDING.get(0));
    known();
    service.release(now, effects);
    assertThat(service.isReleased()).as("a call is under way").isFalse();
    answer(value("NewReservedPort", "40123"));

    assertThat(call()).isEqualTo("DeletePortMapping TCP 40123");
    answer(DONE);
    assertThat(service.isReleased()).isTrue();
  }

  @Test
  void whatIsRefusedAfterTheEndNeedsNotBeGivenBack() {
    known();
    service.release(now, effects);
    answer(500, error(IgdService.CONFLICT));

    assertThat(asked()).isEmpty();
    assertThat(service.isReleased()).isTrue();
  }

  @Test
  void theEndWaitsForACallThatIsUnderWay() {
    bothGranted();
    pass(RULES.check());
    service.release(now, effects);
    assertThat(call()).as("one at a time").isEqualTo("GetExternalIPAddress");
    answer(HERE);
    assertThat(call()).isEqualTo("DeletePortMapping TCP 7001");
  }

  @Test
  void anAnswerToNoCallIsNone() {
    bothGranted();
    effects.clear();
    service.fetched(now, new PortMapInput.Fetched(0, 0, Bytes.EMPTY), effects);

    assertThat(effects).isEmpty();
    assertThat(ports()).hasSize(2);
  }
}

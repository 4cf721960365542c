package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.client.ServerEvents;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The event stream over HTTP: order, resuming, honesty about what is missing, and its end. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonEventsTest {
  @TempDir private Path disk;
  private DaemonFleet fleet;

  @BeforeEach
  void open() {
    fleet = new DaemonFleet(disk);
  }

  @AfterEach
  void close() throws IOException {
    fleet.close();
  }

  private static void publish(DaemonFleet.One one, String name) {
    Map<String, ?> text = Map.of("name", name + ".txt", "content", name);
    Json begun = one.client().post("/shares", Map.of("source", Map.of("text", text)));
    DaemonFleet.done(one, begun);
  }

  private static List<ServerEvents.Event> until(ServerEvents events, String name) {
    List<ServerEvents.Event> seen = new ArrayList<>();
    while (events.hasNext()) {
      ServerEvents.Event event = events.next();
      seen.add(event);
      if (event.name().equals(name)) {
        return seen;
      }
    }
    throw new AssertionError("the stream ended without " + name + " after " + seen);
  }

  @Test
  void aClientThatComesBackMissesNothing() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    String last;
    long sequence;
    try (ServerEvents events = a.client().events("/events?lastEventId=0", null)) {
      publish(a, "one");
      List<ServerEvents.Event> seen = until(events, "ShareEvent.Published");
      assertThat(seen.get(0).name()).isEqualTo("LifecycleEvent.Started");
      ServerEvents.Event newest = seen.get(seen.size() - 1);
      assertThat(newest.data().at("type").text()).isEqualTo("ShareEvent.Published");
      last = newest.id();
      sequence = newest.data().at("sequence").number();
      assertThat(last).endsWith(":" + sequence);
    }
    publish(a, "two");
    try (ServerEvents events = a.client().events("/events", last)) {
      List<ServerEvents.Event> seen = until(events, "ShareEvent.Published");
      for (ServerEvents.Event event : seen) {
        assertThat(event.data().at("sequence").number()).isEqualTo(++sequence);
      }
    }
  }

  @Test
  void afterARestartTheClientIsToldThatNumbersBeginAnew() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    String last;
    try (ServerEvents events = a.client().events("/events?lastEventId=0", null)) {
      last = events.next().id();
    }
    fleet.stop(a);
    a = fleet.start("a");
    try (ServerEvents events = a.client().events("/events", last)) {
      ServerEvents.Event first = events.next();
      assertThat(first.name()).isEqualTo("missed");
      assertThat(first.data().at("restarted").isTrue()).isTrue();
      assertThat(events.next().name()).isEqualTo("LifecycleEvent.Started");
    }
  }

  @Test
  void whatTheJournalNoLongerHoldsIsReportedAsMissed() throws IOException {
    DaemonFleet.One a =
        fleet.start("a", Map.of("events.journalEvents", 16, "events.subscriberBuffer", 16));
    for (int i = 0; i < 20; i++) {
      publish(a, "text " + i);
    }
    try (ServerEvents events = a.client().events("/events?lastEventId=0", null)) {
      ServerEvents.Event first = events.next();
      assertThat(first.name()).isEqualTo("missed");
      assertThat(first.data().at("from").number()).isEqualTo(1);
      assertThat(first.data().at("count").number())
          .isEqualTo(first.data().at("to").number())
          .isPositive();
      assertThat(events.next().data().at("sequence").number())
          .isEqualTo(first.data().at("to").number() + 1);
    }
  }

  @Test
  void onlyTheFamiliesThatWereAskedForCome() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    try (ServerEvents events = a.client().events("/events?types=ShareEvent", null)) {
      publish(a, "one");
      assertThat(until(events, "ShareEvent.Published"))
          .allMatch(event -> event.name().startsWith("ShareEvent."));
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNoSubscriberAndAClosedDaemonEndsTheStream() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    long before = subscribers(a);
    List<Socket> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), a.port());
      String request =
          "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:"
              + a.port()
              + "\r\nAuthorization: Bearer "
              + a.token()
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      readers.add(socket);
    }
    DaemonFleet.waitFor("subscribers", () -> subscribers(a) == before + 3);
    for (Socket reader : readers) {
      reader.close();
    }
    DaemonFleet.waitFor("no subscribers", () -> subscribers(a) == before);

    DaemonClient client = a.client();
    try (ServerEvents events = client.events("/events?lastEventId=0", null)) {
      assertThat(events.hasNext()).isTrue();
      fleet.stop(a);
      assertThat(ended(events)).isTrue();
    }
  }

  private static boolean ended(ServerEvents events) {
    try {
      while (events.hasNext()) {
        events.next();
      }
      return true;
    } catch (UncheckedIOException broken) {
      return true;
    }
  }

  private static long subscribers(DaemonFleet.One one) {
    return one.client().get("/metrics").at("gauges", "events.subscribers").number();
  }
}

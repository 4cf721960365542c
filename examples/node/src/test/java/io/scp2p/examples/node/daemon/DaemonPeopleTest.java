package io.scp2p.examples.node.daemon;

import static io.scp2p.examples.node.daemon.DaemonFleet.connect;
import static io.scp2p.examples.node.daemon.DaemonFleet.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.daemon.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers, communities, pairing and relays over HTTP. */
class DaemonPeopleTest {
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

  @Test
  void peersAreConnectedBlockedAndForgotten() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    DaemonFleet.One b = fleet.start("b");
    connect(a, b);
    String id = b.client().get("/identity").need("id");
    assertThat(a.client().all("/peers")).extracting(peer -> peer.need("id")).contains(id);
    assertThat(a.client().get("/peers/" + id).need("path")).isNotBlank();
    assertThat(a.client().all("/diagnostics/sessions")).isNotEmpty();
    assertThat(a.client().all("/peers/" + id + "/shares")).isEmpty();
    a.client().post("/peers/" + id + "/disconnect", Map.of());
    a.client().put("/peers/" + id + "/block", Map.of());
    assertThat(a.client().get("/peers/" + id).need("pin")).isEqualTo("BLOCKED");
    a.client().delete("/peers/" + id + "/block");
    a.client().delete("/peers/" + id);
    assertThat(a.client().all("/peers/local")).isEmpty();
  }

  @Test
  void aCommunityIsMadeJoinedBrowsedSearchedAndLeft() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    DaemonFleet.One b = fleet.start("b");
    connect(b, a);
    Json made = a.client().post("/communities", Map.of("name", "<b>Friends</b>"));
    String path = "/communities/" + made.need("id");
    assertThat(made.flag("owned")).isTrue();
    Json token =
        a.client()
            .post(
                path + "/tokens",
                Map.of("member", b.client().get("/identity").need("key"), "validity", 3_600));
    Json joined =
        b.client()
            .post(
                "/communities/join",
                Map.of("link", made.need("link"), "token", token.need("encoded")));
    assertThat(joined.need("id")).isEqualTo(made.need("id"));
    assertThat(joined.object("token").isPresent()).isTrue();
    assertThat(b.client().patch(path, Map.of("name", "Ours")).need("name")).isEqualTo("Ours");

    Map<String, ?> text = Map.of("name", "song.txt", "content", "la la la");
    Json share =
        done(
                a,
                a.client()
                    .post(
                        "/shares",
                        Map.of(
                            "source",
                            Map.of("text", text),
                            "title",
                            "Songs",
                            "visibility",
                            "PUBLIC",
                            "communities",
                            List.of(made.need("id")))))
            .object("result")
            .orElseThrow();
    DaemonFleet.waitFor(
        "the share is listed",
        () ->
            b.client().all(path + "/shares", "seconds", "3").stream()
                .anyMatch(one -> one.need("id").equals(share.need("id"))));
    // Whoever is asked has some seconds to answer, and may be asked again.
    DaemonFleet.waitFor(
        "it is found",
        () ->
            b.client().all(path + "/shares", "q", "songs", "seconds", "3").stream()
                .map(one -> one.need("title"))
                .toList()
                .equals(List.of("Songs")));
    DaemonFleet.waitFor(
        "a member", () -> !b.client().all(path + "/members", "seconds", "2").isEmpty());
    DaemonFleet.waitFor(
        "it is listed to everybody",
        () ->
            b.client().all("/discover/shares", "seconds", "3").stream()
                .anyMatch(one -> one.need("id").equals(share.need("id"))));
    b.client().delete(path);
    assertThat(b.client().all("/communities")).isEmpty();
  }

  @Test
  void aFileIsSentByCode() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    DaemonFleet.One b = fleet.start("b");
    connect(a, b);
    Path letter = Files.writeString(disk.resolve("letter.txt"), "Dear reader");
    Json sending =
        a.client()
            .post(
                "/pairing/sendings",
                Map.of("paths", List.of(letter.toString()), "message", "for you"));
    String code = sending.object("sending").orElseThrow().need("code");
    DaemonFleet.waitFor(
        "the code is good",
        () ->
            a.client().get("/transfers/" + sending.need("id")).need("state").equals("CONNECTING"));

    Json offer = b.client().post("/pairing/offers", Map.of("code", code.replace('-', ' ')));
    Json met = b.client().get("/pairing/offers/" + offer.need("id"), "wait", "60");
    assertThat(met.need("state")).as(met.text()).isEqualTo("OFFERED");
    assertThat(met.need("message")).isEqualTo("for you");
    assertThat(met.need("sender")).isEqualTo(a.client().get("/identity").need("key"));
    assertThat(met.objects("items"))
        .extracting(item -> item.need("name"))
        .containsExactly("letter.txt");
    Json download =
        b.client()
            .post("/pairing/offers/" + offer.need("id") + "/accept", Map.of("target", "mail"));
    done(b, download);
    assertThat(b.home().resolve("downloads/mail/letter.txt")).hasContent("Dear reader");
    Json sent = a.client().await(sending.need("id"), progress -> {});
    assertThat(sent.need("state")).isEqualTo("COMPLETED");
    assertThat(b.client().all("/pairing/offers")).hasSize(1);
  }

  @Test
  void anOfferCanBeGivenUpBeforeAnybodyIsThere() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    Json offer = a.client().post("/pairing/offers", Map.of("code", "7-abcd-efgh-ijkl"));
    assertThat(offer.need("state")).isIn("MEETING", "FAILED");
    a.client().delete("/pairing/offers/" + offer.need("id"));
    assertThat(a.client().get("/pairing/offers/" + offer.need("id")).need("state"))
        .isIn("DECLINED", "FAILED");
  }

  @Test
  void relaysServeAndAreUsed() throws IOException {
    DaemonFleet.One relay = fleet.start("relay", Map.of("relay.serve", true));
    DaemonFleet.One a = fleet.start("a", Map.of("network.listen", false));
    connect(a, relay);
    assertThat(relay.client().get("/relays/service").flag("serving")).isTrue();
    String address = a.client().all("/peers").get(0).objects("addresses").get(0).need("endpoint");
    Json tunnel = a.client().post("/relays/tunnels", Map.of("address", address));
    assertThat(tunnel.need("relay")).isEqualTo(relay.client().get("/identity").need("id"));
    assertThat(a.client().all("/relays/tunnels")).isNotEmpty();
    assertThat(a.client().get("/relays").names()).contains("items", "next");
  }
}

package io.scp2p.examples.node.daemon;

import static io.scp2p.examples.node.daemon.DaemonFleet.connect;
import static io.scp2p.examples.node.daemon.DaemonFleet.done;
import static io.scp2p.examples.node.daemon.DaemonFleet.ended;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.daemon.json.Json;
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
    String id = b.client().get("/identity").at("id").text();
    assertThat(a.client().all("/peers")).extracting(peer -> peer.at("id").text()).contains(id);
    assertThat(a.client().get("/peers/" + id).at("path").text()).isNotBlank();
    assertThat(a.client().all("/diagnostics/sessions")).isNotEmpty();
    assertThat(a.client().all("/peers/" + id + "/shares")).isEmpty();
    a.client().post("/peers/" + id + "/disconnect", Map.of());
    a.client().put("/peers/" + id + "/block", Map.of());
    assertThat(a.client().get("/peers/" + id).at("pin").text()).isEqualTo("BLOCKED");
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
    String path = "/communities/" + made.at("id").text();
    assertThat(made.at("owned").isTrue()).isTrue();
    Json token =
        a.client()
            .post(
                path + "/tokens",
                Map.of("member", b.client().get("/identity").at("key").text(), "validity", 3_600));
    Json joined =
        b.client()
            .post(
                "/communities/join",
                Map.of("link", made.at("link").text(), "token", token.at("encoded").text()));
    assertThat(joined.at("id").text()).isEqualTo(made.at("id").text());
    assertThat(joined.at("token").isNull()).isFalse();
    assertThat(b.client().patch(path, Map.of("name", "Ours")).at("name").text()).isEqualTo("Ours");

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
                            List.of(made.at("id").text()))))
            .at("result");
    DaemonFleet.waitFor(
        "the share is listed",
        () ->
            b.client().all(path + "/shares?seconds=3").stream()
                .anyMatch(one -> one.at("id").text().equals(share.at("id").text())));
    // Whoever is asked has some seconds to answer, and may be asked again.
    DaemonFleet.waitFor(
        "it is found",
        () ->
            b.client().all(path + "/shares?q=songs&seconds=3").stream()
                .map(one -> one.at("title").text())
                .toList()
                .equals(List.of("Songs")));
    DaemonFleet.waitFor("a member", () -> !b.client().all(path + "/members?seconds=2").isEmpty());
    DaemonFleet.waitFor(
        "it is listed to everybody",
        () ->
            b.client().all("/discover/shares?seconds=3").stream()
                .anyMatch(one -> one.at("id").text().equals(share.at("id").text())));
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
    String code = sending.at("sending", "code").text();
    DaemonFleet.waitFor(
        "the code is good",
        () ->
            a.client()
                .get("/transfers/" + sending.at("id").text())
                .at("state")
                .text()
                .equals("CONNECTING"));

    Json offer = b.client().post("/pairing/offers", Map.of("code", code.replace('-', ' ')));
    Json met = b.client().get("/pairing/offers/" + offer.at("id").text() + "?wait=60");
    assertThat(met.at("state").text()).as(met.toString()).isEqualTo("OFFERED");
    assertThat(met.at("message").text()).isEqualTo("for you");
    assertThat(met.at("sender").text()).isEqualTo(a.client().get("/identity").at("key").text());
    assertThat(met.at("items").elements())
        .extracting(item -> item.at("name").text())
        .containsExactly("letter.txt");
    Json download =
        b.client()
            .post("/pairing/offers/" + offer.at("id").text() + "/accept", Map.of("target", "mail"));
    done(b, download);
    assertThat(b.home().resolve("downloads/mail/letter.txt")).hasContent("Dear reader");
    Json sent = ended(a.client(), sending);
    assertThat(sent.at("state").text()).isEqualTo("COMPLETED");
    assertThat(b.client().all("/pairing/offers")).hasSize(1);
  }

  @Test
  void anOfferCanBeGivenUpBeforeAnybodyIsThere() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    Json offer = a.client().post("/pairing/offers", Map.of("code", "7-abcd-efgh-ijkl"));
    assertThat(offer.at("state").text()).isIn("MEETING", "FAILED");
    a.client().delete("/pairing/offers/" + offer.at("id").text());
    assertThat(a.client().get("/pairing/offers/" + offer.at("id").text()).at("state").text())
        .isIn("DECLINED", "FAILED");
  }

  @Test
  void relaysServeAndAreUsed() throws IOException {
    DaemonFleet.One relay = fleet.start("relay", Map.of("relay.serve", true));
    DaemonFleet.One a = fleet.start("a", Map.of("network.listen", false));
    connect(a, relay);
    assertThat(relay.client().get("/relays/service").at("serving").isTrue()).isTrue();
    String address =
        a.client().all("/peers").get(0).at("addresses").elements().get(0).at("endpoint").text();
    Json tunnel = a.client().post("/relays/tunnels", Map.of("address", address));
    assertThat(tunnel.at("relay").text())
        .isEqualTo(relay.client().get("/identity").at("id").text());
    assertThat(a.client().all("/relays/tunnels")).isNotEmpty();
    assertThat(a.client().get("/relays").members())
        .extracting(Map.Entry::getKey)
        .contains("items", "next");
  }
}

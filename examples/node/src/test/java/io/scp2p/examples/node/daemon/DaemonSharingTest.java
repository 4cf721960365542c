package io.scp2p.examples.node.daemon;

import static io.scp2p.examples.node.daemon.DaemonFleet.done;
import static io.scp2p.examples.node.daemon.DaemonFleet.follow;
import static io.scp2p.examples.node.daemon.DaemonFleet.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, between two real nodes, over HTTP alone. */
class DaemonSharingTest {
  private static final String HOSTILE = "<script>alert(1)</script>\u202e\"';& film";

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

  private Path sample() throws IOException {
    Path folder = Files.createDirectories(disk.resolve("sample"));
    for (int year = 2020; year < 2024; year++) {
      Path below = Files.createDirectories(folder.resolve("photos").resolve("" + year));
      for (int i = 0; i < 5; i++) {
        Files.writeString(below.resolve("beach-" + i + ".txt"), year + " beach " + i);
      }
    }
    Files.writeString(folder.resolve("readme.txt"), "read me");
    Files.writeString(folder.resolve("<img src=x onerror=alert(1)>.html"), "<script>x</script>");
    byte[] film = new byte[3 << 20];
    new Random(7).nextBytes(film);
    Files.write(folder.resolve("film.mp4"), film);
    return folder;
  }

  @Test
  void publishFollowBrowseSearchAndDownload() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    DaemonFleet.One b = fleet.start("b");
    Path folder = sample();

    Json share = publish(a, folder, HOSTILE);
    assertThat(share.at("itemCount").number()).isEqualTo(23);
    assertThat(a.client().all("/shares")).hasSize(1);
    assertThat(a.client().get("/shares/" + share.at("id").text()).at("title").text())
        .isEqualTo(HOSTILE);

    Json subscription = follow(b, share.at("link").text());
    assertThat(subscription.at("newest", "itemCount").number()).isEqualTo(23);
    assertThat(b.client().all("/subscriptions")).hasSize(1);
    assertThat(b.client().all("/subscriptions/" + share.at("id").text() + "/history")).hasSize(1);
    Json changed =
        b.client().patch("/subscriptions/" + share.at("id").text(), Map.of("trust", "TRUSTED"));
    assertThat(changed.at("trust").text()).isEqualTo("TRUSTED");
    Json again =
        b.client().post("/subscriptions", Map.of("link", share.at("link").text(), "weight", 2.0));
    assertThat(again.at("trust").text()).as("what is not given stays").isEqualTo("TRUSTED");
    assertThat(again.at("weight").text()).isEqualTo("2.0");

    browses(b, share.at("id").text());
    searches(b, share.at("id").text());
    downloadsASelection(b, share.at("id").text());
    Json all = done(b, b.client().post("/downloads", Map.of("shareId", share.at("id").text())));
    Path target = Path.of(all.at("download", "target").text());
    assertThat(target).hasParentRaw(b.home().resolve("downloads"));
    assertThat(target.getFileName().toString()).doesNotContain("<", "\u202e");
    assertThat(Files.mismatch(folder.resolve("film.mp4"), target.resolve("film.mp4")))
        .isEqualTo(-1);
    assertThat(all.at("progress", "peers").elements())
        .anyMatch(
            peer -> peer.at("peer").text().equals(a.client().get("/identity").at("id").text()));
    b.client().delete("/downloads/" + all.at("id").text());
    assertThat(b.client().all("/downloads"))
        .noneMatch(one -> one.at("id").text().equals(all.at("id").text()));
    assertThat(b.client().all("/transfers?kind=DOWNLOAD")).hasSize(1);

    b.client().delete("/subscriptions/" + share.at("id").text());
    assertThat(b.client().all("/subscriptions")).isEmpty();
    a.client().delete("/shares/" + share.at("id").text());
    assertThat(a.client().all("/shares")).isEmpty();
  }

  private static void browses(DaemonFleet.One b, String share) {
    String tree = "/shares/" + share + "/tree";
    List<Json> top = b.client().all(tree + "?limit=2");
    assertThat(top)
        .extracting(entry -> entry.at("type").text() + " " + entry.at("name").text())
        .containsExactly(
            "FOLDER photos",
            "FILE <img src=x onerror=alert(1)>.html",
            "FILE film.mp4",
            "FILE readme.txt");
    assertThat(top.get(0).at("items").number()).isEqualTo(20);
    List<Json> photos = b.client().all(tree + "?path=photos");
    assertThat(photos)
        .extracting(entry -> entry.at("path").text())
        .contains("photos/2023")
        .hasSize(4);
    assertThat(b.client().all("/shares/" + share + "/items?limit=3")).hasSize(23);
  }

  private static void searches(DaemonFleet.One b, String share) {
    DaemonFleet.waitFor(
        "the index", () -> b.client().get("/search?q=beach").at("total").number() == 20);
    List<String> found = new ArrayList<>();
    String after = "";
    do {
      Map<String, String> more = after.isEmpty() ? Map.of("facet", "SIZE") : Map.of("after", after);
      Json page = b.client().get(DaemonClient.path("/search?q=beach&limit=8", more));
      page.at("hits").elements().forEach(hit -> found.add(hit.at("item", "path").text()));
      after = page.at("next").text();
    } while (!after.isEmpty());
    assertThat(found).doesNotHaveDuplicates().hasSize(20);
    Json hit = b.client().get("/search?q=readm").at("hits").elements().get(0);
    assertThat(hit.at("share").text()).isEqualTo(share);
    assertThat(hit.at("shareTitle").text()).isEqualTo(HOSTILE);
    assertThat(b.client().get("/search/suggestions?prefix=bea").at("items").elements())
        .extracting(Json::text)
        .contains("beach");
  }

  private void downloadsASelection(DaemonFleet.One b, String share) throws IOException {
    Json end =
        done(
            b,
            b.client()
                .post(
                    "/downloads",
                    Map.of(
                        "shareId",
                        share,
                        "folders",
                        List.of("photos/2021"),
                        "target",
                        "some",
                        "priority",
                        "HIGH")));
    assertThat(end.at("result", "files").elements()).hasSize(5);
    Path file = b.home().resolve("downloads/some/photos/2021/beach-3.txt");
    assertThat(file).hasContent("2021 beach 3");
  }

  @Test
  void aDownloadRestsGoesOnAndEnds() throws IOException {
    DaemonFleet.One a = fleet.start("a", Map.of("transfer.maxUploadBytesPerSecond", 100_000));
    DaemonFleet.One b = fleet.start("b");
    Json share = publish(a, sample(), "Slow");
    follow(b, share.at("link").text());

    Json begun = b.client().post("/downloads", Map.of("shareId", share.at("id").text()));
    String id = begun.at("id").text();
    DaemonFleet.waitFor(
        "bytes", () -> b.client().get("/transfers/" + id).at("progress", "bytesDone").number() > 0);
    assertThat(b.client().post("/transfers/" + id + "/pause", Map.of()).at("state").text())
        .isEqualTo("PAUSED");
    assertThat(b.client().get("/transfers/" + id).at("can").texts()).isEqualTo("resume cancel");
    assertThat(
            b.client()
                .put("/downloads/" + id + "/priority", Map.of("priority", "LOW"))
                .at("download")
                .isNull())
        .isFalse();
    assertThat(b.client().post("/transfers/" + id + "/resume", Map.of()).at("state").text())
        .isNotEqualTo("PAUSED");
    DaemonFleet.waitFor("an upload is listed", () -> !a.client().all("/uploads").isEmpty());
    assertThat(b.client().post("/transfers/" + id + "/cancel", Map.of()).at("state").text())
        .isEqualTo("CANCELLED");
    DaemonException late =
        catchThrowableOfType(
            DaemonException.class, () -> b.client().post("/transfers/" + id + "/pause", Map.of()));
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.code()).isEqualTo("ILLEGAL_TRANSITION");
  }

  @Test
  void contentIsReadInRangesWhileItArrives() throws IOException {
    DaemonFleet.One a = fleet.start("a", Map.of("transfer.maxUploadBytesPerSecond", 2_000_000));
    DaemonFleet.One b = fleet.start("b");
    Path folder = sample();
    byte[] film = Files.readAllBytes(folder.resolve("film.mp4"));
    Json share = publish(a, folder, "Films");
    follow(b, share.at("link").text());

    String url = "/shares/" + share.at("id").text() + "/film.mp4";
    Raw.Answer part = Raw.get(b, url, "Range: bytes=2000000-2099999");
    assertThat(part.status()).isEqualTo(206);
    assertThat(b.node().diagnostics().snapshot().block(DaemonFleet.PATIENCE).receivedBytes())
        .as("the film is read before it is there")
        .isBetween(100_000L, (long) film.length - 1);
    Json download = b.client().post("/downloads", Map.of("shareId", share.at("id").text()));
    assertThat(part.header("content-range")).isEqualTo("bytes 2000000-2099999/" + film.length);
    assertThat(part.header("content-type")).isEqualTo("video/mp4");
    assertThat(part.header("content-security-policy")).startsWith("sandbox");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(film, 2_000_000, 2_100_000));

    Raw.Answer last = Raw.get(b, url, "Range: bytes=-10");
    assertThat(last.body()).isEqualTo(Arrays.copyOfRange(film, film.length - 10, film.length));
    Raw.Answer beyond = Raw.get(b, url, "Range: bytes=99999999-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.header("content-range")).isEqualTo("bytes */" + film.length);
    assertThat(beyond.text()).startsWith("{\"error\":{\"code\":\"HTTP_RANGE\"");
    String etag = part.header("etag");
    Raw.Answer same = Raw.get(b, url, "If-None-Match: " + etag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("content-security-policy"))
        .as("what a browser keeps with the content")
        .isEqualTo(part.header("content-security-policy"));
    assertThat(Raw.get(b, url, "If-Range: \"other\"", "Range: bytes=0-1").status()).isEqualTo(200);
    Raw.Answer head = Raw.head(b, url);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-length")).isEqualTo("" + film.length);
    assertThat(head.body()).isEmpty();
    try (InputStream in = b.client().open(url)) {
      assertThat(in.readAllBytes()).isEqualTo(film);
    }
    hostileContentIsHarmless(b, share.at("id").text());
    done(b, download);
  }

  private static void hostileContentIsHarmless(DaemonFleet.One b, String share) throws IOException {
    String name = "%3Cimg%20src=x%20onerror=alert(1)%3E.html";
    Raw.Answer page = Raw.get(b, "/shares/" + share + "/" + name);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.header("content-disposition")).startsWith("attachment").doesNotContain("<");
    assertThat(page.header("content-security-policy"))
        .isEqualTo(
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src"
                + " 'self'");
    Raw.Answer listed = Raw.get(b, "/api/v1/shares/" + share + "/tree");
    assertThat(new String(listed.body(), StandardCharsets.UTF_8))
        .contains("onerror")
        .doesNotContain("<img");
  }

  @Test
  void readersThatTakeNothingHoldNobodyUp() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    Path folder = Files.createDirectories(disk.resolve("large"));
    byte[] large = new byte[24 << 20];
    new Random(5).nextBytes(large);
    Files.write(folder.resolve("large.bin"), large);
    Json share = publish(a, folder, "Large");
    String url = "/shares/" + share.at("id").text() + "/large.bin";
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), a.port());
        String request =
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(url, a.port(), a.token());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        idle.add(socket);
      }
      assertThat(a.client().get("/status").at("shares").number()).isEqualTo(1);
      try (InputStream in = a.client().open(url)) {
        assertThat(Arrays.equals(in.readAllBytes(), large)).isTrue();
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void theNinthReaderOfAContentIsToldToWaitAndComesInWhenOneLeaves() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    Path folder = Files.createDirectories(disk.resolve("large"));
    Files.write(folder.resolve("large.bin"), new byte[24 << 20]);
    Json share = publish(a, folder, "Large");
    String url = "/shares/" + share.at("id").text() + "/large.bin";
    List<InputStream> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        InputStream reader = a.client().open(url);
        readers.add(reader);
        assertThat(reader.read()).isZero();
      }
      Raw.Answer ninth = Raw.get(a, url);
      assertThat(ninth.status()).isEqualTo(429);
      assertThat(ninth.text()).contains("\"code\":\"TOO_BUSY\"", "8 readers");
      readers.remove(0).close();
      DaemonFleet.waitFor("room", () -> firstByte(a, url) == 206);
    } finally {
      for (InputStream reader : readers) {
        reader.close();
      }
    }
  }

  private static int firstByte(DaemonFleet.One one, String url) {
    try {
      return Raw.get(one, url, "Range: bytes=0-0").status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void filesOfABrowserAreSharedFromStagingAndRemovedWithTheShare() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    byte[] letter = "Dear reader".getBytes(StandardCharsets.UTF_8);
    String id = a.client().post("/staging", Map.of()).at("id").text();
    String files = "/api/v1/staging/" + id + "/files/";
    assertThat(Raw.put(a, files + "mail/letter.txt", letter).text()).contains("\"bytes\":11");
    for (String bad : List.of("..%2F..%2Fkey", "%2e%2e/key", "a%00b", "a//b", "c%5Cd")) {
      assertThat(Raw.put(a, files + bad, letter).status()).as(bad).isEqualTo(400);
    }
    assertThat(a.client().get("/staging/" + id).at("files").number()).isEqualTo(1);

    Json share =
        done(a, a.client().post("/shares", Map.of("source", Map.of("staging", id)))).at("result");
    assertThat(share.at("itemCount").number()).isEqualTo(1);
    DaemonFleet.waitFor("the mark", () -> !a.client().get("/staging/" + id).at("usedBy").isNull());
    DaemonException used =
        catchThrowableOfType(DaemonException.class, () -> a.client().delete("/staging/" + id));
    assertThat(used.status()).isEqualTo(409);
    a.client().delete("/shares/" + share.at("id").text());
    assertThat(a.client().all("/staging")).isEmpty();
    assertThat(a.home().resolve("staging")).isEmptyDirectory();
  }

  @Test
  void wrongRequestsSayWhatIsWrong() throws IOException {
    DaemonFleet.One a = fleet.start("a");
    String nobody = "00".repeat(20);
    Map<String, Integer> gets =
        Map.of(
            "/shares/" + "0".repeat(64),
            404,
            "/shares/xyz",
            400,
            "/shares?limit=0",
            400,
            "/shares?unknown=1",
            400,
            "/peers/" + nobody,
            404,
            "/transfers/00000000-0000-0000-0000-000000000000",
            404,
            "/nothing",
            404);
    gets.forEach(
        (path, status) -> {
          DaemonException refused =
              catchThrowableOfType(DaemonException.class, () -> a.client().get(path));
          assertThat(refused).as(path).isNotNull();
          assertThat(refused.status()).as(path + " " + refused.code()).isEqualTo(status);
          assertThat(refused.action()).isNotBlank();
        });
    DaemonException typo =
        catchThrowableOfType(
            DaemonException.class,
            () -> a.client().post("/subscriptions", Map.of("lnk", "scp2p://s/x")));
    assertThat(typo.details()).containsEntry("field", "lnk");
    DaemonException climbing =
        catchThrowableOfType(
            DaemonException.class,
            () ->
                a.client()
                    .post("/downloads", Map.of("shareId", "0".repeat(64), "target", "../../etc")));
    assertThat(climbing.code()).isEqualTo("INVALID_PATH");
  }
}

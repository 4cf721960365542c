package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.community.Community;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * What a daemon and a friend whose line is slow have with each other, from the daemon's pages: a
 * film seen while it arrives, a folder that is dragged in, the queue, a community.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("browser")
class WebSharingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SLOWLY = 200_000;
  private static final int FILM_SECONDS = 60;
  private static final int FILM_PADDING = 110_000;
  private static final int SOON = 50;
  private static final int FILE_BYTES = 24 << 20;
  private static final int SMALL_BYTES = 1 << 20;
  private static final String HOSTILE = "<img src=x onerror=window.hacked=1> ../../songs";

  private static final String PICTURE =
      "const canvas = document.createElement('canvas');"
          + "canvas.width = 64; canvas.height = 48;"
          + "const pen = canvas.getContext('2d');"
          + "pen.fillStyle = arguments[0]; pen.fillRect(0, 0, 64, 48);"
          + "return canvas.toDataURL('image/webp', 0.9)";

  /** Which of red, green and blue the picture that is shown has most of. */
  private static final String SHOWN =
      "const film = document.querySelector('video');"
          + "const canvas = document.createElement('canvas');"
          + "canvas.width = 64; canvas.height = 48;"
          + "const pen = canvas.getContext('2d');"
          + "pen.drawImage(film, 0, 0, 64, 48);"
          + "const [r, g, b] = pen.getImageData(32, 24, 1, 1).data;"
          + "return r > 150 && g < 100 ? 'red' : g > 100 && r < 100 ? 'green' : `${r} ${g} ${b}`";

  /** From now on the page gets lists of downloads only when it is told to, as they are now. */
  private static final String HOLD =
      "const ask = window.fetch;"
          + "const held = new Promise((resolve) => { window.release = resolve; });"
          + "window.late = 0;"
          + "window.fetch = async (address, how) => {"
          + "  const answer = await ask(address, how);"
          + "  if (!String(address).includes('/downloads?')) { return answer; }"
          + "  const text = await answer.text();"
          + "  await held;"
          + "  const { transfers } = await import('/web/js/live.js');"
          + "  transfers.addEventListener('change', () => { window.late += 1; });"
          + "  return new Response(text, { status: answer.status });"
          + "}";

  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess daemon;
  private static Scp2pNode friend;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    int tcp = DaemonProcess.freePort();
    Path home = Files.createDirectories(folder.resolve("node"));
    Files.writeString(home.resolve("config.json"), "{\"transfer.maxActive\":1}");
    daemon = DaemonProcess.start(home, 0, tcp, "--advertise", "127.0.0.1");
    friend = Friends.start(folder.resolve("friend"), tcp, SLOWLY);
    browser.go(daemon.login());
    browser.untilText("First steps");
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
    }
    if (friend != null) {
      friend.close();
    }
  }

  private static void look(String name) {
    assertThat(browser.audit()).as(name).isEmpty();
    browser.screenshot(name);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.run("return window.hacked")).isNull();
  }

  private static boolean holds(String script) {
    return Boolean.TRUE.equals(browser.run("return " + script));
  }

  private static Share publish(Path what, String title) {
    return Objects.requireNonNull(
        friend
            .shares()
            .publish(SharePlan.folder(what).title(title).visibility(Visibility.PUBLIC).build())
            .block(PATIENCE));
  }

  private static void follow(Share share, String title) {
    browser.page("/discover");
    browser.type("Follow a link", share.link());
    browser.press("Follow");
    browser.until("the share " + title, () -> browser.texts("main h1").equals(List.of(title)));
  }

  @Test
  @Order(1)
  void aFilmPlaysAndIsSeekedInLongBeforeItIsThere() throws Exception {
    String red = String.valueOf(browser.run(PICTURE, "#d02020"));
    String green = String.valueOf(browser.run(PICTURE, "#20a020"));
    List<String> pictures = new ArrayList<>(Collections.nCopies(FILM_SECONDS - 20, red));
    pictures.addAll(Collections.nCopies(20, green));
    byte[] film = Film.of(pictures, 64, 48, FILM_PADDING);
    Path films = Files.createDirectories(folder.resolve("films"));
    Files.write(films.resolve("sunset.webm"), film);
    Share share = publish(films, "Films");
    follow(share, "Films");
    browser.press("Download everything");
    browser.press("Download");
    browser.untilText("Transferring");

    browser.page("/share/" + share.id());
    browser.until("the film", () -> browser.all("[role=treeitem] .tree-name").size() == 1);
    browser.click("[role=treeitem] .tree-name");
    browser.one("video.player");
    browser.until(
        "the film to begin", () -> holds("document.querySelector('video').readyState >= 2"));
    assertThat(browser.run("return document.querySelector('video').duration")).isEqualTo(60L);
    assertThat(browser.run("return document.querySelector('video').videoWidth")).isEqualTo(64L);
    // A frame that is decoded is not yet one that a canvas can be painted with.
    browser.until("the first picture", () -> "red".equals(browser.run(SHOWN)));
    browser.run(
        "const film = document.querySelector('video');"
            + "film.muted = true;"
            + "film.addEventListener('seeked', () => { window.seekedTo = film.currentTime; });"
            + "film.currentTime = arguments[0]",
        SOON);
    browser.until("the place", () -> holds("window.seekedTo === " + SOON));
    long received = Long.parseLong(number("/status", "receivedBytes"));
    assertThat(received)
        .as("what is in front of that place was not waited for")
        .isLessThan((long) film.length * SOON / FILM_SECONDS * 3 / 4);
    browser.until("its picture", () -> "green".equals(browser.run(SHOWN)));
    browser.run("document.querySelector('video').play()");
    browser.until("it to go on", () -> holds("document.querySelector('video').currentTime > 51"));
    look("film");
    browser.press("Close");
    browser.page("/downloads");
    browser.untilText("Complete");
    assertThat(daemon.home().resolve("downloads/Films/sunset.webm")).hasBinaryContent(film);
  }

  private static String number(String path, String name) throws Exception {
    String answer = daemon.call("GET", path, "");
    int at = answer.indexOf("\"" + name + "\":") + name.length() + 3;
    return answer.substring(at).split("[,}]")[0];
  }

  @Test
  @Order(2)
  void aFolderIsDraggedOntoThePage() throws Exception {
    Path trip = Files.createDirectories(folder.resolve("trip/day 1/night"));
    Files.writeString(folder.resolve("trip/plan.txt"), "Up, and down again.");
    Files.writeString(folder.resolve("trip/day 1/log.txt"), "Up.");
    Files.writeString(trip.resolve("<b>stars.txt"), "Many.");
    browser.page("/shares");
    browser.untilText("Nothing published yet");
    browser.drop(folder.resolve("trip"));
    browser.untilText("trip and more: 3 files");
    assertThat(browser.value("Title")).isEqualTo("trip");
    look("dialog-publish-dragged");
    browser.press("Publish");
    browser.press("trip");
    browser.until("the folder", () -> browser.all("[role=treeitem]").size() == 1);
    browser.click("[role=treeitem] .tree-name");
    browser.until("what is in it", () -> browser.all("[role=treeitem]").size() == 3);
    for (String text : List.of("day 1", "plan.txt", "3 files")) {
      browser.untilText(text);
    }
    assertThat(daemon.call("GET", "/shares/" + daemon.member("/shares", "id") + "/items", ""))
        .contains("\"trip/day 1/night/")
        .contains("\"trip/plan.txt\"");
  }

  @Test
  @Order(3)
  void theQueueIsReorderedAndADownloadCancelled() throws Exception {
    for (String name : List.of("Alps", "Bogs", "Capes")) {
      Path place = Files.createDirectories(folder.resolve(name));
      byte[] bytes = Friends.bytes(FILE_BYTES);
      bytes[0] = (byte) name.charAt(0);
      Files.write(place.resolve(name + ".bin"), bytes);
      follow(publish(place, name), name);
      browser.press("Download everything");
      browser.press("Download");
      browser.press("Pause " + name);
    }
    for (String name : List.of("Alps", "Bogs", "Capes")) {
      browser.press("Resume " + name);
    }
    browser.until("one goes", () -> "TRANSFERRING".equals(state("Alps")));
    browser.until("the others to wait", () -> state("Bogs").equals("IDLE"));
    browser.until("their order", () -> names().equals(List.of("Alps", "Bogs", "Capes")));
    browser.choose("Priority of Capes", "First");
    browser.until("it to be first", () -> names().equals(List.of("Capes", "Alps", "Bogs")));
    browser.run("document.activeElement.blur()");
    browser.page("/");
    browser.page("/downloads");
    browser.until("the list", () -> names().equals(List.of("Capes", "Alps", "Bogs")));
    assertThat(browser.value("Priority of Capes")).isEqualTo("HIGH");
    look("downloads-queue");

    browser.press("Cancel Alps");
    browser.press("Keep as it is");
    assertThat(state("Alps")).isEqualTo("TRANSFERRING");
    browser.press("Cancel Alps");
    browser.press("Cancel it");
    browser.until("the next", () -> "TRANSFERRING".equals(state("Capes")));
    assertThat(state("Bogs")).as("was first in line before").isEqualTo("IDLE");
    browser.until("the end of the first", () -> "CANCELLED".equals(state("Alps")));
    assertThat(daemon.home().resolve("downloads/Alps/Alps.bin")).doesNotExist();
    for (String name : List.of("Bogs", "Capes")) {
      browser.press("Cancel " + name);
      browser.press("Cancel it");
      browser.until("its end", () -> "CANCELLED".equals(state(name)));
    }
    browser.press("Remove finished");
    browser.untilText("Nothing here yet");
  }

  private static List<String> names() {
    return browser.texts("[data-group='Under way'] .list-title");
  }

  private static String state(String name) {
    return browser
        .list(
            "return [...document.querySelectorAll('[data-transfer]')]"
                + ".filter((row) => row.innerText.includes(arguments[0]))"
                + ".map((row) => row.dataset.state)",
            name)
        .stream()
        .findFirst()
        .orElse("");
  }

  @Test
  @Order(4)
  void aCommunityIsJoinedLookedThroughAndLeft() throws Exception {
    Community readers =
        Objects.requireNonNull(friend.communities().create("Readers").block(PATIENCE));
    String link = readers.link().format();
    SharePlan songs =
        SharePlan.text("song.txt", "La la la.")
            .title(HOSTILE)
            .visibility(Visibility.PUBLIC)
            .community(readers.id())
            .build();
    friend.shares().publish(songs).block(PATIENCE);

    browser.page("/communities");
    browser.untilText("No community yet");
    browser.press("Join");
    assertThat(browser.field("Link").getAttribute("placeholder"))
        .as("links of communities look like those of shares")
        .isEqualTo(link.substring(0, "scp2p://s/".length()) + "…");
    browser.type("Link", "scp2p://c/nonsense");
    browser.press("Join");
    browser.untilText("INVALID_LINK");
    browser.type("Link", link);
    browser.press("Join");
    browser.untilText("You joined this community.");
    browser.until("its shares", WebSharingIT::asksForShares);
    look("community-joined");
    browser.type("Search this community", "songs");
    browser.keys(Keys.ENTER);
    browser.untilText(HOSTILE);
    browser.press("Follow " + HOSTILE);
    browser.untilText("song.txt");
    look("community-share");

    browser.page("/communities");
    browser.press("Readers");
    browser.untilText("You joined this community.");
    browser.press("Members");
    browser.untilText("1 member");
    browser.press("Leave");
    browser.press("Keep as it is");
    browser.press("Leave");
    browser.press("Leave");
    browser.untilText("No community yet");
    assertThat(daemon.call("GET", "/communities", "")).contains("\"items\":[]");
  }

  @Test
  @Order(5)
  void anAnswerThatComesLateDoesNotUndoWhatIsKnownByThen() throws Exception {
    Path dunes = Files.createDirectories(folder.resolve("Dunes"));
    Files.write(dunes.resolve("dunes.bin"), Friends.bytes(SMALL_BYTES));
    Share share = publish(dunes, "Dunes");
    follow(share, "Dunes");
    browser.page("/downloads");
    browser.run(HOLD);
    daemon.call("POST", "/downloads", "{\"shareId\":\"" + share.id() + "\"}");
    browser.until("it to be under way", () -> "TRANSFERRING".equals(state("Dunes")));
    browser.until("its end", () -> "COMPLETED".equals(state("Dunes")));
    browser.run("window.release()");
    browser.until("the list from before", () -> holds("window.late > 0"));
    assertThat(state("Dunes")).isEqualTo("COMPLETED");
    browser.reload();
    browser.until("the same anew", () -> "COMPLETED".equals(state("Dunes")));
  }

  private static boolean asksForShares() {
    if (browser.text().contains(HOSTILE)) {
      return true;
    }
    if (browser.text().contains("Nothing listed")) {
      browser.press("Search");
    }
    return false;
  }
}

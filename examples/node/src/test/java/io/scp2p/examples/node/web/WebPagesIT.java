package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.transfer.TransferState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * Every page, with a daemon among three other nodes that publish, hold shards and send: what can be
 * done on it, how it looks in both themes and on a phone, and whether everybody can use it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("browser")
class WebPagesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int FILE_BYTES = 300_000;

  /** What a hand does with a mouse and a file manager. */
  private static final String DROP =
      "const what = new DataTransfer();"
          + "what.items.add(new File(['Dear Ben'], 'letter.txt', {type: 'text/plain'}));"
          + "document.querySelector('.droppable').dispatchEvent("
          + "new DragEvent('drop', {dataTransfer: what, bubbles: true, cancelable: true}))";

  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess daemon;
  private static final List<Scp2pNode> FRIENDS = new ArrayList<>();
  private static String followed = "";

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    int tcp = DaemonProcess.freePort();
    daemon =
        DaemonProcess.start(
            folder.resolve("node"), DaemonProcess.freePort(), tcp, "--advertise", "127.0.0.1");
    browser.go(daemon.login());
    browser.untilText("First steps");
    assertThat(browser.all(".steps .done")).isEmpty();
    look("dashboard-empty");
    for (int i = 0; i < 3; i++) {
      FRIENDS.add(Friends.start(folder.resolve("friend" + i), tcp));
    }
    Path lectures = Files.createDirectories(folder.resolve("lectures/week 1"));
    Files.write(lectures.resolve("introduction.mp4"), Friends.bytes(FILE_BYTES));
    Files.writeString(lectures.resolve("notes.txt"), "Time, clocks, and the ordering of events.");
    Files.writeString(folder.resolve("lectures/README.txt"), "Twelve lectures.");
    Files.write(lectures.resolve("bell.wav"), silence());
    Share share =
        Objects.requireNonNull(
            FRIENDS
                .get(0)
                .shares()
                .publish(
                    SharePlan.folder(folder.resolve("lectures"))
                        .title("Open lectures")
                        .description("Distributed systems, with notes")
                        .tag("lecture")
                        .visibility(Visibility.PUBLIC)
                        .build())
                .block(PATIENCE));
    followed = share.id().toString();
  }

  /** Two seconds of it, as an uncompressed sound file that every browser can play. */
  private static byte[] silence() throws IOException {
    AudioFormat format = new AudioFormat(8_000, 8, 1, false, false);
    byte[] samples = new byte[16_000];
    Arrays.fill(samples, (byte) 128);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length),
        AudioFileFormat.Type.WAVE,
        file);
    return file.toByteArray();
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
    }
    FRIENDS.forEach(Scp2pNode::close);
  }

  /** A page in both themes and at the width of a phone, seen and audited. */
  private static void look(String name) {
    int[] widths = {Browser.DESKTOP, Browser.DESKTOP, Browser.PHONE, Browser.PHONE};
    for (int i = 0; i < widths.length; i++) {
      boolean dark = i % 2 == 1;
      browser.look(widths[i], dark);
      assertThat(browser.audit()).as("%s at %s, dark: %s", name, widths[i], dark).isEmpty();
      browser.screenshot(
          name + "-" + (widths[i] == Browser.PHONE ? "phone-" : "") + (dark ? "dark" : "light"));
    }
    browser.look(Browser.DESKTOP, false);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(1)
  void dashboardShowsPeersAndRates() {
    browser.look(Browser.DESKTOP, false);
    browser.page("/");
    browser.until("three sessions", () -> browser.text().contains("connected, 3 known"));
    browser.until("the list of peers", () -> browser.all("ul[data-of=sessions] > li").size() == 3);
    browser.until(
        "the line of the chart",
        () -> browser.attributes(".chart .line-a", "d").stream().allMatch(d -> d.startsWith("M")));
    browser.press("Known");
    browser.until("known peers", () -> browser.all("ul[data-of=known] > li").size() == 3);
    browser.press("Connected");
    look("dashboard");
    browser.press("Connect to a peer");
    browser.type("Address", "nonsense");
    browser.press("Connect");
    browser.untilText("INVALID_ADDRESS");
    browser.untilText("What to do:");
    look("dialog-error");
    browser.press("Cancel");
    browser.click("ul[data-of=sessions] button");
    browser.untilText("Reputation");
    browser.press("Close");
    browser.press("Examine reachability");
    browser.until("findings", () -> browser.text().contains("Router"));
    look("dialog-reachability");
    browser.press("Close");
  }

  @Test
  @Order(2)
  void aTextAndDroppedFilesArePublished() throws Exception {
    browser.page("/shares");
    browser.press("Publish");
    look("dialog-publish");
    browser.press("A text");
    browser.type("Text", "Nothing but a text.");
    browser.type("Title", "A note");
    browser.press("Publish");
    browser.untilNoDialog();
    browser.untilText("A note");

    Path dropped = Files.write(folder.resolve("dropped.bin"), Friends.bytes(FILE_BYTES));
    browser.press("Publish");
    browser.press("From this browser");
    browser.one("dialog input[data-pick=files]").sendKeys(dropped.toString());
    browser.untilText("dropped.bin");
    browser.press("Publish");
    browser.untilNoDialog();
    browser.until("two shares", () -> browser.all("[data-act=link]").size() == 2);
    look("shares");
    browser.run(DROP);
    browser.untilText("letter.txt");
    browser.press("Cancel");
    browser.press("Link of A note");
    look("dialog-link");
    browser.press("Done");

    browser.press("Unpublish A note");
    browser.press("Unpublish");
    browser.until("one share", () -> browser.all("[data-act=link]").size() == 1);
  }

  @Test
  @Order(3)
  void aListedShareIsFollowedFromItsList() {
    browser.page("/discover");
    browser.untilText("You follow nothing yet");
    look("discover-empty");
    browser.press("Public shares");
    browser.until(
        "the listed share",
        () -> {
          if (browser.text().contains("Open lectures")) {
            return true;
          }
          browser.all("main .empty button").forEach(WebElement::click);
          return false;
        });
    look("discover-public");
    browser.press("Follow Open lectures");
    browser.until("its files", () -> browser.all("[role=treeitem]").size() == 2);
    look("share");
    browser.page("/discover");
    browser.untilText("Version 1");
    look("discover");
    browser.press("Nearby");
    browser.untilText("In your network");
  }

  @Test
  @Order(4)
  void filesAreSeenWhileTheyArriveAndDownloaded() {
    browser.page("/share/" + followed);
    browser.until("its files", () -> browser.all("[role=treeitem]").size() == 2);
    browser.run("document.querySelector('[role=treeitem]').focus()");
    browser.keys(Keys.ARROW_RIGHT);
    browser.until("the folder", () -> browser.all("[role=treeitem]").size() == 5);
    browser.keys("n");
    browser.until(
        "the letter to lead there", () -> browser.focusedText().strip().startsWith("notes.txt"));
    browser.keys(Keys.ENTER);
    browser.untilText("Time, clocks, and the ordering of events.");
    look("dialog-player");
    browser.press("Close");
    browser.run("document.querySelectorAll('[role=treeitem]')[1].focus()");
    browser.keys(Keys.ENTER);
    browser.one("audio.player");
    browser.until(
        "the sound to be seekable",
        () ->
            Boolean.TRUE.equals(
                browser.run(
                    "const sound = document.querySelector('audio');"
                        + "return sound.readyState >= 2 && sound.duration === 2"
                        + " && sound.seekable.end(0) === 2")));
    browser.press("Close");
    browser.press("Download everything");
    browser.press("Download");
    browser.untilText("Complete");
    browser.click("[data-transfer] summary");
    browser.untilText("introduction.mp4");
    look("downloads");
    browser.press("Uploads");
    browser.untilText("Nobody is fetching anything");
    browser.press("Downloads");
  }

  @Test
  @Order(5)
  void searchFiltersAndCompletes() {
    browser.page("/search");
    browser.field("Search").sendKeys("lect");
    browser.until("suggestions", () -> !browser.all(".suggestions button").isEmpty());
    browser.type("Search", "lecture");
    browser.until("hits and facets", () -> browser.all(".hit").size() == 4);
    look("search");
    browser.press("video/mp4 1");
    browser.until("one kind", () -> browser.all(".hit").size() == 1);
    browser.press("Without the filter video/mp4");
    browser.until("all kinds", () -> browser.all(".hit").size() == 4);
    browser.field("Search").sendKeys("nosuchword");
    browser.untilText("Nothing found");
  }

  @Test
  @Order(6)
  void aCommunityIsCreatedAndInvitesAreMade() {
    browser.page("/communities");
    browser.untilText("No community yet");
    browser.press("Create");
    browser.type("Name", "Alpine club");
    browser.press("Create");
    browser.untilText("You own this community.");
    browser.settle();
    look("community");
    browser.press("Invite");
    browser.type("Key of their node", FRIENDS.get(1).identity().self().key().toString());
    browser.press("Make a token");
    browser.field("Token, good until");
    look("dialog-invite");
    browser.press("Cancel");
    browser.press("Members");
    browser.settle();
    browser.page("/communities");
    browser.untilText("Alpine club");
    look("communities");
  }

  @Test
  @Order(7)
  void theVaultKeepsShowsVerifiesAndRepairs() throws Exception {
    Path secret = Files.write(folder.resolve("taxes.pdf"), Friends.bytes(FILE_BYTES));
    browser.page("/vault");
    browser.untilText("The vault is empty");
    browser.press("Holders");
    browser.until("three holders", () -> browser.all("main .list > li").size() == 3);
    look("vault-holders");
    browser.press("Put a file in");
    browser.type("File on the daemon's computer", secret.toString());
    browser.press("Put it in");
    browser.press("Files");
    browser.untilText("taxes.pdf");
    browser.untilText("Healthy");
    look("vault");
    browser.press("taxes.pdf");
    browser.until("its picture", () -> browser.all(".shard-picture .shard.there").size() == 6);
    browser.until("its holders", () -> browser.all(".shard-picture .holder").size() == 3);
    browser.press("Verify now");
    browser.untilText("shards proven");
    look("vault-file");
    browser.press("Repair");
    browser.untilText("Repairing");
    browser.page("/vault");
    browser.press("Your offer");
    browser.type("Gibibytes on this computer", "2");
    browser.press("Save");
    browser.untilText("of 2.0 GiB used");
    look("vault-offer");
  }

  @Test
  @Order(8)
  void theRecoveryPhraseIsShownOnlyToWhoeverIsAloneAndWritesItDown() {
    browser.page("/vault");
    browser.press("Recovery phrase");
    browser.press("Show it");
    browser.untilText("Please confirm first");
    browser.press("Nobody is looking at this screen but me");
    browser.press("Show it");
    browser.until("words", () -> browser.all("ol.phrase > li").size() >= 12);
    List<String> words = browser.texts("ol.phrase > li");
    look("dialog-phrase");
    browser.press("I have written it down");
    browser.all("dialog input").forEach(field -> field.sendKeys("wrong"));
    browser.press("Check");
    browser.untilText("That is not the word on this place.");
    for (WebElement field : browser.all("dialog input")) {
      int at = Integer.parseInt(Objects.requireNonNull(field.getAttribute("data-word")));
      field.clear();
      field.sendKeys(words.get(at - 1));
    }
    browser.press("Check");
    browser.untilText("Keep the paper safe.");
    browser.untilNoDialog();
    assertThat(browser.text()).doesNotContain(String.join("\n", words));
  }

  @Test
  @Order(9)
  void sendingGivesACodeAndReceivingAsksFirst() throws Exception {
    Path film = Files.write(folder.resolve("film.mp4"), Friends.bytes(FILE_BYTES));
    browser.page("/send");
    look("send");
    browser.press("By path");
    browser.type("Paths on the daemon's computer", film.toString());
    browser.press("Get a code");
    browser.one(".pairing-code");
    String code = browser.texts(".pairing-code").get(0);
    browser.untilText("Waiting for the other side");
    look("send-code");
    IncomingOffer offer =
        Objects.requireNonNull(
            FRIENDS.get(0).pairing().receive(PairingCode.parse(code)).block(PATIENCE));
    offer.accept(folder.resolve("received")).result().block(PATIENCE);
    browser.untilText("Complete");
    assertThat(folder.resolve("received/film.mp4")).hasBinaryContent(Friends.bytes(FILE_BYTES));

    Sending sending = FRIENDS.get(1).pairing().send(SendPlan.of(film));
    sending.states().filter(state -> state == TransferState.CONNECTING).blockFirst(PATIENCE);
    browser.type("Code", sending.code().text());
    browser.press("Meet the other side");
    browser.untilText("Somebody who knows the code offers this:");
    look("receive-offer");
    browser.press("Accept");
    browser.until("the download", () -> browser.text().contains("Downloads"));
    assertThat(Objects.requireNonNull(sending.result().block(PATIENCE)).totalBytes())
        .isEqualTo(FILE_BYTES);
    Path got = daemon.home().resolve("downloads/received/film.mp4");
    browser.until("it to have its name", () -> Files.exists(got));
    assertThat(got).hasBinaryContent(Friends.bytes(FILE_BYTES));
  }

  @Test
  @Order(10)
  void eventsAreFilteredAndGoOn() {
    browser.page("/events");
    browser.untilText("Live");
    browser.until("what happened", () -> browser.all(".log > li").size() > 5);
    look("events");
    browser.press("None");
    browser.untilText("No event fits the filter.");
    browser.click("input[name=family-Vault]");
    browser.until("the vault's", () -> !browser.all(".log > li").isEmpty());
    assertThat(browser.texts(".log .badge")).containsOnly("Vault");
  }

  @Test
  @Order(11)
  void settingsAreStoredAndTheThemeIsKept() throws Exception {
    browser.page("/settings");
    browser.until("the limits", () -> browser.text().contains("Upload at most"));
    browser.settle();
    look("settings");
    browser.type("Upload at most", "2");
    browser.press("Save");
    browser.untilText("Saved");
    assertThat(daemon.call("GET", "/config", ""))
        .contains("\"transfer.maxUploadBytesPerSecond\":2097152");
    browser.press("Dark");
    browser.reload();
    browser.settle();
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    assertThat(browser.run("return getComputedStyle(document.body.parentElement).backgroundColor"))
        .isEqualTo("rgb(15, 18, 23)");
    browser.press("Auto");
    browser.press("Export the node's key");
    browser.press("Keep as it is");
    browser.untilNoDialog();
  }

  @Test
  @Order(12)
  void thePhoneHasADrawerAndTheKeyboardASkipLink() {
    browser.page("/");
    browser.look(Browser.PHONE, true);
    browser.press("Open the menu");
    browser.until("the drawer", () -> browser.all(".side.open").size() == 1);
    browser.screenshot("drawer-phone-dark");
    browser.keys(Keys.ESCAPE);
    browser.until("it closed", () -> browser.all(".side.open").isEmpty());
    browser.look(Browser.DESKTOP, false);
    browser.reload();
    browser.settle();
    browser.keys(Keys.TAB);
    assertThat(browser.focusedText()).isEqualTo("Skip to the content");
    browser.screenshot("skip-link");
    browser.keys(Keys.ENTER);
    browser.until(
        "the content to have the focus",
        () -> "main".equals(browser.run("return document.activeElement.id")));
  }

  @Test
  @Order(13)
  void aStrangerSeesNothingButTheDoor() throws Exception {
    browser.page("/settings");
    browser.press("Sign this browser out");
    browser.untilText("This browser is not signed in");
    look("login");
    browser.type("Token", "0".repeat(64));
    browser.press("Sign in");
    browser.untilText("What to do: Open the address that 'scp2p run' has printed last");
    assertThat(browser.text()).contains("not signed in").doesNotContain("{");
    look("login-refused");
    browser.press("Sign in with the token");
    browser.untilText("paste the token from the file");
    assertThat(browser.all("nav a")).as("the frame is there, but nothing in it").isNotEmpty();
    assertThat(browser.text()).doesNotContain("Open lectures", "taxes.pdf", "First steps");
    String own = Files.readString(daemon.home().resolve("daemon.token")).strip();
    browser.type("Token", own);
    browser.press("Sign in");
    browser.untilText("My shares");
    browser.page("/discover");
    browser.untilText("Open lectures");
    assertThat(String.valueOf(browser.run("return location.href"))).doesNotContain(own);
  }
}

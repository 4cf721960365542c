package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.scp2p.api.ShareLink;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** From one person's page to the other's: two daemons, one browser. */
@Tag("browser")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebJourneyIT {
  private static final int FILM_BYTES = 9 << 20;
  private static final String FILM_RATE = "500000";
  private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\">";

  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess ada;
  private static DaemonProcess ben;
  private static int adaTcp;
  private static int benHttp;

  @BeforeAll
  static void startTwoDaemons() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    adaTcp = DaemonProcess.freePort();
    benHttp = DaemonProcess.freePort();
    ada =
        DaemonProcess.start(
            folder.resolve("ada"),
            DaemonProcess.freePort(),
            adaTcp,
            "--advertise",
            "127.0.0.1",
            "--max-upload",
            FILM_RATE);
    ben = startBen();
  }

  private static DaemonProcess startBen() throws Exception {
    return DaemonProcess.start(
        folder.resolve("ben"),
        benHttp,
        0,
        "--advertise",
        "127.0.0.1",
        "--bootstrap",
        "tcp://127.0.0.1:" + adaTcp);
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    for (DaemonProcess daemon : new DaemonProcess[] {ben, ada}) {
      if (daemon != null) {
        daemon.close();
      }
    }
  }

  @Test
  @Order(1)
  void publishFollowSearchAndADownloadThatOutlivesItsDaemon() throws Exception {
    Path holiday = Files.createDirectories(folder.resolve("holiday/films"));
    byte[] film = new byte[FILM_BYTES];
    new Random(7).nextBytes(film);
    Files.write(holiday.resolve("summit.mp4"), film);
    Files.writeString(folder.resolve("holiday/diary.txt"), "The first day it rained.");

    browser.go(ada.login());
    String link = publish(folder.resolve("holiday"), "Holiday", "mountains");

    browser.go(ben.login());
    follow(link, "Holiday");
    chooseByKeyboard();
    searchFor("summit");

    browser.page("/share/" + ShareLink.parse(link).shareId());
    browser.press("Download everything");
    browser.press("Download");
    browser.untilText("Transferring");
    browser.until("some progress", () -> progress() > 0);
    browser.press("Pause Holiday");
    browser.untilText("Paused");
    int before = progress();
    assertThat(before).isBetween(1, 99);
    browser.screenshot("downloads-paused");

    ben.kill();
    browser.untilText("The daemon does not answer");
    browser.screenshot("daemon-lost");
    ben = startBen();
    browser.until("the page to find its daemon", () -> !browser.text().contains("does not answer"));
    browser.page("/events");
    browser.untilText("The daemon was restarted here.");
    browser.page("/downloads");
    // What the page showed before is there still: only a page that was read anew says what is.
    browser.reload();
    browser.until("the list", () -> !browser.all("[data-transfer]").isEmpty());
    browser.untilText("Paused");
    assertThat(progress()).as("what was verified is kept").isBetween(before, 99);
    browser.press("Resume Holiday");
    browser.untilText("Complete");

    Path got = ben.home().resolve("downloads/Holiday");
    assertThat(got.resolve("films/summit.mp4")).hasBinaryContent(film);
    assertThat(got.resolve("diary.txt")).hasContent("The first day it rained.");
    assertThat(browser.complaints()).isEmpty();
  }

  private static int progress() {
    List<String> bars = browser.attributes("[data-transfer] [role=progressbar]", "aria-valuenow");
    return bars.isEmpty() ? 0 : Integer.parseInt(bars.get(0));
  }

  private static String publish(Path what, String title, String tag) {
    browser.page("/shares");
    browser.press("Publish");
    browser.type("Folder or file on the daemon's computer", what.toString());
    browser.type("Title", title);
    browser.type("Tags", tag);
    browser.press("Listed for everybody");
    browser.press("Publish");
    browser.press("Link of " + title);
    String link = browser.value("Link");
    assertThat(link).startsWith("scp2p://s/");
    assertThat(read(browser.picture(browser.one("figure.qr svg")))).isEqualTo(link);
    browser.press("Done");
    return link;
  }

  /** What a telephone sees. */
  private static String read(byte[] png) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      int width = image.getWidth();
      int height = image.getHeight();
      int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
      RGBLuminanceSource source = new RGBLuminanceSource(width, height, pixels);
      return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
    } catch (Exception e) {
      throw new AssertionError("no QR code could be read", e);
    }
  }

  private static void follow(String link, String title) {
    browser.page("/discover");
    browser.type("Follow a link", link);
    browser.press("Follow");
    browser.until("the share " + title, () -> browser.texts("main h1").equals(List.of(title)));
  }

  /** Into the folder and on its file, with keys alone. */
  private static void chooseByKeyboard() {
    browser.one("[role=treeitem]");
    browser.run("document.querySelector('[role=treeitem]').focus()");
    browser.keys(Keys.ARROW_RIGHT);
    browser.until(
        "the folder to open", () -> browser.all("[role=treeitem][aria-level='2']").size() == 1);
    browser.keys(Keys.ARROW_DOWN);
    browser.keys(" ");
    browser.untilText("1 file chosen, 9.0 MiB");
    assertThat(browser.attributes("[role=treeitem][aria-level='1']", "aria-checked"))
        .as("all of a folder is the folder")
        .first()
        .isEqualTo("true");
    browser.keys(Keys.ARROW_LEFT);
    browser.keys(" ");
    browser.untilText("2 files, 9.0 MiB");
  }

  private static void searchFor(String word) {
    browser.run("document.body.focus()");
    browser.keys("/");
    browser.until("the page of the search", () -> browser.all("input[type=search]").size() == 1);
    browser.type("Search", word);
    // Results of what was typed so far may come before those of the whole word.
    browser.until(
        "the result of the whole word",
        () ->
            browser.texts(".hit-name").equals(List.of("summit.mp4"))
                && browser.run("return location.hash").equals("#/search?q=" + word));
    browser.until(
        "the result to be reached with a key",
        () -> {
          browser.field("Search").sendKeys(Keys.ARROW_DOWN);
          return browser.focusedText().equals("summit.mp4");
        });
  }

  @Test
  @Order(2) // What it leaves in the list of downloads is complete from the start.
  void wordsOfAHostileShareStayWords() throws Exception {
    Path evil = Files.createDirectories(folder.resolve("evil"));
    Files.writeString(evil.resolve("<svg onload=window.hacked=1>.txt"), "harmless");
    String plan =
        "{\"source\":{\"folder\":\"%s\"},\"title\":\"%s\",\"description\":\"%s\",\"tags\":[\"%s\"],\"visibility\":\"PUBLIC\"}"
            .formatted(
                evil,
                HOSTILE.replace("\"", "\\\""),
                "<script>window.hacked=1</script>",
                "<b>tag</b>");
    ada.call("POST", "/shares", plan);
    browser.go(ada.login());
    browser.page("/shares");
    browser.press("Link of " + HOSTILE);
    String link = browser.value("Link");
    browser.press("Done");

    browser.go(ben.login());
    follow(link, HOSTILE);
    String name = "<svg onload=window.hacked=1>.txt";
    seen(name, "<script>window.hacked=1</script>");
    browser.screenshot("hostile-share");
    browser.page("/discover");
    seen(HOSTILE, "<script>window.hacked=1</script>");
    browser.press("Public shares");
    browser.settle();
    seen(HOSTILE);
    browser.page("/search?q=svg");
    seen(name, "<b>tag</b>", HOSTILE);
    browser.press("Download " + name);
    browser.press("Download");
    browser.untilText("Complete");
    seen(HOSTILE);
    browser.page("/events");
    browser.settle();
    assertThat(browser.run("return window.hacked")).isNull();
    assertThat(browser.complaints()).isEmpty();
  }

  private static void seen(String... texts) {
    for (String text : texts) {
      browser.untilText(text);
    }
    assertThat(browser.run("return window.hacked")).isNull();
    assertThat(browser.all("main img[src=x], main b:not(.key), main script, main svg[onload]"))
        .isEmpty();
  }
}

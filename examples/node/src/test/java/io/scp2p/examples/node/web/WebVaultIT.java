package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.vault.HeldShards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** The life of one file in the vault, from its page: in, back, given away, mended, moved, gone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("browser")
class WebVaultIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What somebody may well call a file. */
  private static final String NAME = "<img src=x onerror=window.hacked=1>.txt";

  private static final String TEXT = "Paid in full, and never spoken of again.";

  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess daemon;
  private static final List<Scp2pNode> HOLDERS = new ArrayList<>();
  private static int tcp;
  private static int started;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    tcp = DaemonProcess.freePort();
    daemon = DaemonProcess.start(folder.resolve("node"), 0, tcp, "--advertise", "127.0.0.1");
    for (int i = 0; i < 3; i++) {
      holder();
    }
    browser.go(daemon.login());
    browser.untilText("First steps");
  }

  private static Scp2pNode holder() {
    Scp2pNode holder = Friends.start(folder.resolve("holder" + ++started), tcp);
    HOLDERS.add(holder);
    return holder;
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
    }
    HOLDERS.forEach(Scp2pNode::close);
  }

  private static void waitFor(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  private static long heldShards() {
    return HOLDERS.stream()
        .flatMap(
            holder ->
                Objects.requireNonNull(holder.vault().held().collectList().block(PATIENCE))
                    .stream())
        .mapToLong(HeldShards::shards)
        .sum();
  }

  private static void look(String name) {
    assertThat(browser.audit()).as(name).isEmpty();
    browser.screenshot(name);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.run("return window.hacked")).isNull();
  }

  private static void openTheFile() {
    browser.page("/vault");
    browser.press(NAME);
    browser.until("its picture", () -> !browser.all(".shard-picture .shard").isEmpty());
  }

  @Test
  @Order(1)
  void aFileGoesInFromTheBrowserAndComesBack() throws Exception {
    Path file = Files.writeString(folder.resolve(NAME), TEXT);
    browser.page("/vault");
    browser.press("Holders");
    browser.until("three holders", () -> holdersListed() == 3);
    browser.press("Files");
    browser.press("Put a file in");
    browser.press("From this browser");
    browser.one("dialog input[data-pick=files]").sendKeys(file.toString());
    browser.press("Put it in");
    browser.untilText("Healthy");
    look("vault-hostile-name");

    openTheFile();
    look("vault-file-hostile-name");
    browser.press("Get it back");
    browser.type("Write it to", "../escape.txt");
    browser.press("Get it back");
    browser.untilText("INVALID_PATH");
    browser.type("Write it to", "back.txt");
    browser.press("Get it back");
    browser.untilText("is back, in");
    assertThat(daemon.home().resolve("downloads/back.txt")).hasContent(TEXT);
    assertThat(daemon.home().resolve("escape.txt")).doesNotExist();

    openTheFile();
    browser.press("Get it back");
    browser.type("Write it to", "back.txt");
    browser.press("Get it back");
    browser.untilText("TARGET_EXISTS");
  }

  private static int holdersListed() {
    List<WebElement> rows = browser.all("main [role=tabpanel] .list > li");
    if (rows.size() < 3) {
      browser.press("Files");
      browser.press("Holders");
    }
    return rows.size();
  }

  @Test
  @Order(2)
  void aLinkIsMadeOpenedLookedAtSavedAndRevoked() throws Exception {
    openTheFile();
    browser.press("Share it by link");
    String link = browser.value("Link");
    assertThat(link).startsWith("scp2p://v/");
    browser.press("Done");

    browser.page("/vault");
    browser.type("Open a vault link", "scp2p://v/nonsense");
    browser.press("Open");
    browser.untilText("INVALID_LINK");
    browser.type("Open a vault link", link);
    browser.press("Open");
    browser.untilText("Opened");
    browser.untilText(TEXT.length() + " B");
    browser.type("Call it", "note.txt");
    browser.press("Look at it here");
    browser.untilText(TEXT);
    look("vault-link");
    browser.press("Close");
    browser.one("a[download]");
    String address = browser.attributes("a[download]", "href").get(0);
    assertThat(
            browser.run(
                "return fetch(arguments[0]).then(async (one) =>"
                    + " one.headers.get('content-disposition') + ' ' + await one.text())",
                address))
        .isEqualTo("attachment; filename=\"note.txt\"; filename*=UTF-8''note.txt " + TEXT);
    assertThat(String.valueOf(browser.run("return location.href + document.cookie")))
        .as("the link is a secret")
        .doesNotContain(link.substring(link.indexOf('#') + 1));

    // Whoever pastes it where shares are followed is led here.
    browser.page("/discover");
    browser.type("Follow a link", link);
    browser.press("Follow");
    browser.untilText("Opened");

    openTheFile();
    String before = (String) browser.run("return location.hash");
    browser.press("Revoke its links");
    browser.press("Revoke");
    browser.until(
        "the file's new address",
        () -> !Objects.equals(browser.run("return location.hash"), before));
    browser.until("its picture", () -> shards("there") == 6);
    assertThat(browser.texts("main h1")).containsExactly(NAME);
    waitFor("the shards of old are deleted", () -> heldShards() == 6);
    browser.page("/vault");
    browser.type("Open a vault link", link);
    browser.press("Open");
    browser.untilText("LINK_REVOKED");
    look("vault-link-revoked");
  }

  private static int shards(String state) {
    return browser.all(".shard-picture .shard." + state).size();
  }

  @Test
  @Order(3)
  void aHolderIsLostSeenToBeMissingAndReplaced() {
    openTheFile();
    browser.until("its picture", () -> shards("there") == 6);
    Scp2pNode lost = HOLDERS.remove(0);
    String gone = lost.identity().self().id().toString();
    browser.until("its holders", () -> holders().size() == 3 && holders().contains(gone));
    lost.close();
    browser.until("two shards missing", () -> shards("away") == 2);
    browser.untilText("4 of 6");
    browser.untilText("Away");
    look("vault-file-holder-lost");

    String fresh = holder().identity().self().id().toString();
    waitForHolder(fresh);
    openTheFile();
    browser.press("Repair");
    browser.untilText("6 of 6 shards are there");
    browser.until("six shards", () -> shards("there") == 6);
    browser.until(
        "the new holder in place of the lost one",
        () -> holders().size() == 3 && holders().contains(fresh) && !holders().contains(gone));
    look("vault-file-repaired");
  }

  private static void waitForHolder(String id) {
    waitFor(
        "the new holder's offer",
        () -> {
          try {
            return daemon.call("GET", "/vault/holders", "").contains(id);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Their ids, as the picture has them. */
  private static List<String> holders() {
    return browser.list(
        "return [...document.querySelectorAll('.shard-picture .holder title')]"
            + ".map((one) => one.textContent.split(',')[0])");
  }

  @Test
  @Order(4)
  void shardsMoveToWhoCameLater() {
    waitForHolder(holder().identity().self().id().toString());
    browser.page("/vault");
    browser.press("Rebalance");
    Pattern moved = Pattern.compile("[1-9] shards? moved");
    browser.until("a shard moved", () -> moved.matcher(browser.text()).find());
    openTheFile();
    browser.until("four holders", () -> holders().size() == 4);
    waitFor("one shard of each is freed", () -> heldShards() == 6);
  }

  @Test
  @Order(5)
  void whatIsRemovedIsFreedEverywhere() {
    openTheFile();
    browser.press("Remove from the vault");
    browser.press("Keep as it is");
    browser.untilNoDialog();
    assertThat(browser.all(".shard-picture")).isNotEmpty();
    browser.press("Remove from the vault");
    browser.press("Remove");
    browser.untilText("The vault is empty");
    waitFor("the holders have room again", () -> heldShards() == 0);
    look("vault-emptied");
  }
}

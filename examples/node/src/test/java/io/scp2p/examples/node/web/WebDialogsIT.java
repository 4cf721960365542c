package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What is done seldom, and must be right then: keys, protection, phrases in parts, relays. */
@Tag("browser")
class WebDialogsIT {
  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess daemon;
  private static Scp2pNode relay;
  private static int relayPort;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    relayPort = DaemonProcess.freePort();
    relay = Scp2pNode.builder().home(folder.resolve("relay")).config(relay(relayPort)).start();
    daemon = DaemonProcess.start(folder.resolve("node"), 0, 0, "--advertise", "127.0.0.1");
    browser.go(daemon.login());
    browser.untilText("First steps");
  }

  private static NodeConfig relay(int port) {
    return NodeConfig.builder()
        .role(NodeRole.RELAY)
        .network(
            network ->
                network
                    .tcpPort(port)
                    .quicPort(0)
                    .lanDiscovery(false)
                    .portMapping(false)
                    .advertised(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
        .build();
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
    }
    if (relay != null) {
      relay.close();
    }
  }

  /** Seen, and fit for everybody. */
  private static void look(String name) {
    assertThat(browser.audit()).as(name).isEmpty();
    browser.screenshot(name);
    assertThat(browser.complaints()).isEmpty();
  }

  private static String value(String field) {
    return browser.value(field);
  }

  @Test
  void aPhraseInPartsIsAskedForPartByPartAndAWrongOneBringsNothingBack() {
    browser.page("/vault");
    browser.press("Recovery phrase");
    browser.choose("How", "3 parts, any 2 bring it back");
    browser.press("Nobody is looking at this screen but me");
    browser.press("Show it");
    browser.until("three parts", () -> browser.all("ol.phrase").size() == 3);
    browser.untilText("Part 3 of 3 (2 are needed)");
    look("dialog-phrase-parts");
    List<List<String>> parts = browser.all("ol.phrase").stream().map(WebDialogsIT::words).toList();
    browser.press("I have written it down");
    browser.until("a word of each", () -> browser.all("dialog input").size() == 3);
    browser.press("Show it again");
    browser.untilText("Part 1 of 3 (2 are needed)");
    browser.press("I have written it down");
    List<WebElement> asked = browser.all("dialog input");
    for (int part = 0; part < asked.size(); part++) {
      WebElement field = asked.get(part);
      int at = Integer.parseInt(Objects.requireNonNull(field.getAttribute("data-word")));
      field.sendKeys(parts.get(part).get(at - 1));
    }
    browser.press("Check");
    browser.untilText("Keep the paper safe.");

    browser.press("Recover a vault");
    browser.type("Phrase", String.join(" ", parts.get(0)));
    browser.press("Recover");
    browser.untilText("What to do:");
    look("dialog-recover-refused");
    browser.press("Cancel");
  }

  private static List<String> words(WebElement phrase) {
    return phrase.findElements(By.tagName("li")).stream().map(WebElement::getText).toList();
  }

  @Test
  void aKeyIsShownToWhoeverAsksTwiceAndAnotherTakenOver() throws Exception {
    browser.page("/settings");
    browser.press("Export the node's key");
    browser.press("Show the key");
    String seed = value("Seed");
    assertThat(seed).matches("[0-9a-f]{64}");
    assertThat(value("Public key")).isEqualTo(daemon.member("/identity", "key"));
    look("dialog-key");
    browser.press("Close");
    browser.untilNoDialog();
    assertThat(String.valueOf(browser.run("return document.documentElement.outerHTML")))
        .doesNotContain(seed);

    browser.press("Import a key");
    browser.type("Label", "old laptop");
    browser.type("Seed", "01".repeat(32));
    browser.press("Import");
    browser.untilText("old laptop");
    browser.press("Export the key of old laptop");
    browser.press("Show the key");
    assertThat(value("Seed")).isEqualTo("01".repeat(32));
    browser.press("Close");
  }

  @Test
  void theProtectionIsChangedAndThePresentPassphraseAskedForThen() throws Exception {
    browser.page("/settings");
    browser.press("Change the protection");
    browser.type("New passphrase", "correct horse");
    browser.type("Once more", "correct house");
    browser.press("Change");
    browser.untilText("The two are not the same.");
    browser.type("Once more", "correct horse");
    browser.press("Change");
    browser.untilText("Protected by a passphrase.");
    assertThat(daemon.member("/identity", "protection")).isEqualTo("PASSPHRASE");

    browser.press("Change the protection");
    browser.type("Present passphrase", "wrong");
    browser.press("Change");
    browser.untilText("PASSPHRASE_WRONG");
    look("dialog-passphrase-wrong");
    browser.type("Present passphrase", "correct horse");
    browser.press("Change");
    browser.untilText("Protected by the permissions of a file");
    assertThat(daemon.member("/identity", "protection")).isEqualTo("KEY_FILE");
  }

  @Test
  void aNewVersionKeepsWhatNobodyChanges() throws Exception {
    daemon.call(
        "POST",
        "/shares",
        "{\"source\":{\"text\":{\"name\":\"a.txt\",\"content\":\"one\"}},\"title\":\"A diary\","
            + "\"description\":\"Every day\",\"tags\":[\"days\",\"words\"],"
            + "\"visibility\":\"PUBLIC\"}");
    browser.page("/shares");
    browser.untilText("Version 1");
    browser.press("Update A diary");
    assertThat(value("Title")).isEqualTo("A diary");
    assertThat(value("Tags")).isEqualTo("days, words");
    look("dialog-update");
    browser.press("Publish the new version");
    browser.untilText("Type the path of a folder or file.");
    browser.press("A text");
    browser.type("Text", "two");
    browser.press("Publish the new version");
    browser.untilText("Version 2");
    assertThat(browser.text()).contains("A diary", "Every day", "Public");
    String id = daemon.member("/shares", "id");
    assertThat(daemon.call("GET", "/shares/" + id + "/items", ""))
        .contains("\"tags\":[\"days\",\"words\"]");
  }

  @Test
  void aRelayIsUsedByItsAddressAndSeenToWork() {
    browser.page("/settings");
    browser.press("Use a relay");
    browser.type("Address", "nonsense");
    browser.press("Use it");
    browser.untilText("INVALID_ADDRESS");
    browser.type("Address", "tcp://127.0.0.1:" + relayPort);
    browser.press("Use it");
    browser.untilText("Relays that make this node reachable");
    browser.untilText("Working");
    look("settings-relays");
  }
}

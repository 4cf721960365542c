package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What holds for every page: on a phone, by keyboard, at a wrong address, without its daemon. */
@Tag("browser")
class WebEverywhereIT {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/shares",
          "/discover",
          "/search",
          "/downloads",
          "/communities",
          "/vault",
          "/send",
          "/events",
          "/settings");

  private static final int TABS = 25;

  /** Empty if one sees where the focus is, or nothing has it. */
  private static final String UNSEEN =
      "const one = document.activeElement;"
          + "if (one === document.body || one.id === 'main') { return ''; }"
          + "const marks = [one, one.closest('label'), one.nextElementSibling].filter(Boolean)"
          + ".map((each) => getComputedStyle(each));"
          + "const seen = marks.some((style) => style.boxShadow !== 'none'"
          + " || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);"
          + "return seen ? '' : one.outerHTML.slice(0, 160)";

  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess daemon;
  private static int http;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    http = DaemonProcess.freePort();
    startDaemon();
    browser.go(daemon.login());
    browser.untilText("First steps");
  }

  private static void startDaemon() throws Exception {
    daemon = DaemonProcess.start(folder.resolve("node"), http, 0, "--advertise", "127.0.0.1");
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
    }
  }

  @Test
  void everyPageFitsAPhoneAndShowsWhereTheFocusIs() {
    browser.look(Browser.PHONE, false);
    for (String path : PAGES) {
      browser.page(path);
      assertThat(browser.audit()).as(path).isEmpty();
      assertThat(
              browser.run(
                  "const page = document.documentElement;"
                      + "return page.scrollWidth - page.clientWidth"))
          .as("%s: pixels that stick out", path)
          .isEqualTo(0L);
      for (int i = 0; i < TABS; i++) {
        browser.keys(Keys.TAB);
        assertThat(browser.run(UNSEEN)).as("%s, tab %s", path, i).isEqualTo("");
      }
    }
    browser.look(Browser.DESKTOP, false);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void addressesOfNothingSaySo() {
    for (String path :
        List.of(
            "/share/%zz",
            "/share/..%2F..%2Fdaemon.token",
            "/vault/%3Cimg%20src=x%20onerror=window.hacked=1%3E",
            "/communities/" + "0".repeat(64))) {
      browser.run("location.hash = arguments[0]", "#" + path);
      browser.untilText("What to do:");
      assertThat(browser.run("return window.hacked")).isNull();
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPageThatIsOpenedWithoutTheDaemonComesWhenItDoes() throws Exception {
    browser.page("/");
    daemon.kill();
    browser.untilText("The daemon does not answer");
    browser.run("location.hash = '#/communities'");
    browser.untilText("DAEMON_LOST");
    assertThat(browser.text()).contains("Start it again with: scp2p run");
    browser.run("location.hash = '#/share/" + "0".repeat(64) + "'");
    browser.untilText("DAEMON_LOST");
    browser.screenshot("page-without-daemon");
    startDaemon();
    browser.until("the page to ask again", () -> !browser.text().contains("DAEMON_LOST"));
    browser.untilText("UNKNOWN_SHARE");
    assertThat(browser.text()).doesNotContain("not signed in");
    browser.page("/communities");
    browser.untilText("No community yet");
  }
}

package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A form that is submitted again before the daemon has answered is sent once. */
@Tag("browser")
class WebOnceIT {
  /** Counts what the page asks the daemon to do; what it only reads is not counted. */
  private static final String COUNT =
      """
      const ask = window.fetch;
      window.sent = 0;
      window.fetch = (what, how) => {
        window.sent += (how?.method ?? "GET") === "GET" ? 0 : 1;
        return ask(what, how);
      };
      """;

  private static final String CLOSE =
      "document.querySelectorAll('dialog').forEach((one) => one.close())";

  @TempDir private static Path folder;

  private static Browser browser;
  private static DaemonProcess daemon;

  /** One field of a form and what is typed there. */
  private record Typed(String label, String text) {}

  /**
   * A form of the interface.
   *
   * @param opening what is pressed to come to it
   * @param enter the field in which Enter submits it; null if it has none of one line
   * @param refused whether the daemon refuses it, so that it can be sent again
   */
  private record Form(
      String page,
      List<String> opening,
      List<Typed> typed,
      @Nullable String enter,
      String button,
      boolean refused) {
    @Override
    public String toString() {
      return page + " " + String.join(", ", opening) + ": " + button;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.open(folder.resolve("profile"));
    daemon = DaemonProcess.start(folder.resolve("node"), 0, 0);
    browser.go(daemon.login());
    browser.untilText("First steps");
    browser.run(COUNT);
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
    if (daemon != null) {
      daemon.close();
    }
  }

  private static Form refused(
      String page, List<String> opening, String label, String text, String button) {
    return new Form(page, opening, List.of(new Typed(label, text)), label, button, true);
  }

  private static Stream<Form> forms() {
    return Stream.of(
        refused("/", List.of("Connect to a peer"), "Address", "nonsense", "Connect"),
        refused("/discover", List.of(), "Follow a link", "scp2p://s/x", "Follow"),
        refused("/communities", List.of("Create"), "Name", " ", "Create"),
        refused("/communities", List.of("Join"), "Link", "scp2p://s/x", "Join"),
        refused("/send", List.of(), "Code", "nonsense", "Meet the other side"),
        new Form(
            "/send",
            List.of("By path"),
            List.of(new Typed("Paths on the daemon's computer", "/no/such/file")),
            null,
            "Get a code",
            false),
        refused("/vault", List.of(), "Open a vault link", "scp2p://v/x#y", "Open"),
        new Form(
            "/vault",
            List.of("Put a file in"),
            List.of(new Typed("File on the daemon's computer", "/no/such/file")),
            "File on the daemon's computer",
            "Put it in",
            false),
        refused(
            "/vault",
            List.of("Safety copies", "Import"),
            "Read it from",
            "/no/such/file",
            "Import"),
        refused("/vault", List.of("Your offer"), "Gibibytes on this computer", "1", "Save"),
        refused("/settings", List.of(), "Downloads at once", "1000000000", "Save"),
        refused("/settings", List.of("Use a relay"), "Address", "nonsense", "Use it"),
        new Form(
            "/settings",
            List.of("Import a key"),
            List.of(new Typed("Label", "old laptop"), new Typed("Seed", "01".repeat(32))),
            "Seed",
            "Import",
            false),
        new Form(
            "/settings",
            List.of("Change the protection"),
            List.of(new Typed("New passphrase", "horse"), new Typed("Once more", "horse")),
            "Once more",
            "Change",
            false),
        new Form(
            "/shares",
            List.of("Publish", "A text"),
            List.of(new Typed("Text", "one"), new Typed("Title", "A diary")),
            "Title",
            "Publish",
            false));
  }

  @TestFactory
  Stream<DynamicTest> aFormIsSentOnceHoweverOftenItIsSubmitted() {
    return forms().map(form -> DynamicTest.dynamicTest(form.toString(), () -> isSentOnce(form)));
  }

  private static void isSentOnce(Form form) throws Exception {
    browser.run(CLOSE);
    // Elsewhere first, since going to the page that is shown already does not draw it anew.
    browser.page("/events");
    browser.page(form.page());
    form.opening().forEach(browser::press);
    form.typed().forEach(typed -> browser.type(typed.label(), typed.text()));
    browser.run("window.sent = 0");

    daemon.standStill();
    try {
      browser.pressTwice(form.button());
      if (form.enter() != null) {
        browser.field(form.enter()).sendKeys(Keys.ENTER, Keys.ENTER);
      }
      browser.until("a request", () -> sent() > 0);
      assertThat(sent()).isEqualTo(1);
      assertThat(browser.pressable(form.button())).isFalse();
    } finally {
      daemon.goOn();
    }

    if (form.refused()) {
      browser.until("to be asked again", () -> browser.pressable(form.button()));
      assertThat(sent()).isEqualTo(1);
      browser.press(form.button());
      browser.until("the second request", () -> sent() == 2);
      browser.until("its answer", () -> browser.pressable(form.button()));
      browser.run(CLOSE);
    }
    browser.untilNoDialog();
    assertThat(sent()).isEqualTo(form.refused() ? 2 : 1);
    assertThat(browser.complaints()).isEmpty();
  }

  private static long sent() {
    return (Long) Objects.requireNonNull(browser.run("return window.sent"));
  }
}

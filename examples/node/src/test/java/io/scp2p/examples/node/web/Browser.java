package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.contract.Waiter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;

/** A headless Chromium that finds things as a person does: by their names. */
final class Browser implements AutoCloseable {
  static final int DESKTOP = 1280;
  static final int PHONE = 360;

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int HEIGHT = 900;
  private static final int TALLEST = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final List<String> QUIET =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--lang=en-GB");

  private final ChromeDriver driver;
  private int width = DESKTOP;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one with an empty profile; skips the test where there is none. */
  static Browser open(Path profile) {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "No Chromium here: install the packages chromium and chromium-driver (Debian: apt-get"
            + " install chromium chromium-driver) to test the browser interface");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(QUIET);
    options.addArguments("--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.driver.manage().timeouts().pageLoadTimeout(PATIENCE);
    browser.look(DESKTOP, false);
    return browser;
  }

  /** As wide as asked for, in the theme that the system is said to prefer. */
  void look(int pixels, boolean dark) {
    width = pixels;
    measure(HEIGHT);
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  private void measure(int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void go(String url) {
    driver.get(url);
  }

  /** Goes to a page of the interface that is open, as its links do. */
  void page(String path) {
    run("window.location.hash = arguments[0]", "#" + path);
    until("the page " + path, () -> Objects.equals(run("return location.hash"), "#" + path));
    settle();
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** Until nothing on the page says that it is loading. */
  void settle() {
    until(
        "the page to load",
        () ->
            Boolean.TRUE.equals(
                run(
                    "return document.querySelector('main h1') !== null"
                        + " && [...document.querySelectorAll('.loading, [aria-busy=true]')]"
                        + ".every((one) => one.offsetParent === null)")));
  }

  void until(String what, BooleanSupplier condition) {
    boolean came = Waiter.realTime().await(() -> holds(condition), PATIENCE);
    if (!came) {
      screenshot("failed");
    }
    assertThat(came).as("%s; the page says: %s; console: %s", what, text(), complaints()).isTrue();
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (WebDriverException changing) {
      // The page was drawn anew between two looks.
      return false;
    }
  }

  @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What can be read on the page, dialogs and notices included. */
  String text() {
    return String.valueOf(run("return document.body.innerText"));
  }

  void untilText(String text) {
    until("the text “" + text + "”", () -> text().contains(text));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  WebElement one(String css) {
    until("an element " + css, () -> !driver.findElements(By.cssSelector(css)).isEmpty());
    return driver.findElement(By.cssSelector(css));
  }

  /**
   * Presses the button, link, tab or choice with that name, in the dialog that is open if one is.
   */
  void press(String name) {
    until("something to press named " + name, () -> named("pressable", name) != null);
    until("pressing " + name, () -> pressed(Objects.requireNonNull(named("pressable", name))));
  }

  private boolean pressed(WebElement element) {
    run("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
    return true;
  }

  /** The field with that label. */
  WebElement field(String label) {
    until("a field labelled " + label, () -> named("field", label) != null);
    return Objects.requireNonNull(named("field", label));
  }

  void type(String label, String text) {
    WebElement field = field(label);
    field.clear();
    field.sendKeys(text);
  }

  private @Nullable WebElement named(String kind, String name) {
    return (WebElement) run(script("find.js"), kind, name);
  }

  /** What is wrong with the page for those who read, tab or listen; empty if nothing is. */
  List<String> audit() {
    return ((List<?>) Objects.requireNonNull(run(script("audit.js"), width)))
        .stream().map(String::valueOf).toList();
  }

  private static String script(String name) {
    try (InputStream in = Browser.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** What the console complains of: errors of scripts and of the content security policy. */
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(LogEntry::getMessage)
        // An answer such as 404 to a question is not a fault of the page.
        .filter(message -> !message.contains("Failed to load resource"))
        .toList();
  }

  /** A picture of the whole page, for people to look at. */
  void screenshot(String name) {
    long tall = (Long) Objects.requireNonNull(run("return document.documentElement.scrollHeight"));
    try {
      measure((int) Math.max(HEIGHT, Math.min(TALLEST, tall)));
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      measure(HEIGHT);
    }
  }

  /** Drags files or folders of this computer into the page, as from a file manager. */
  void drop(Path... what) {
    List<String> files = Arrays.stream(what).map(Path::toString).toList();
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      driver.executeCdpCommand(
          "Input.dispatchDragEvent",
          Map.of(
              "type",
              type,
              "x",
              width / 2,
              "y",
              HEIGHT / 2,
              "data",
              Map.of("items", List.of(), "files", files, "dragOperationsMask", 1)));
    }
  }

  byte[] picture(WebElement element) {
    return element.getScreenshotAs(OutputType.BYTES);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  @Override
  public void close() {
    driver.quit();
  }
}

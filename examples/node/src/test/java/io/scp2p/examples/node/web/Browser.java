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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
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
  private static final Duration PATIENCE = Duration.ofSeconds(90);

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
    assertThat(came)
        .as(() -> what + "; the page says: " + text() + "; console: " + complaints())
        .isTrue();
  }

  /** What is there as soon as it is. */
  private <T> T found(String what, Supplier<@Nullable T> look) {
    AtomicReference<@Nullable T> found = new AtomicReference<>();
    until(
        what,
        () -> {
          found.set(look.get());
          return found.get() != null;
        });
    return Objects.requireNonNull(found.get());
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
    return found("an element " + css, () -> driver.findElement(By.cssSelector(css)));
  }

  /** Presses the first of these, however often the page draws it anew meanwhile. */
  void click(String css) {
    until("pressing " + css, () -> pressed(driver.findElement(By.cssSelector(css))));
  }

  /** What can be read in each of these at one moment. */
  List<String> texts(String css) {
    return list(
        "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText.trim())",
        css);
  }

  /** The value of an attribute of each of these at one moment. */
  List<String> attributes(String css, String name) {
    return list(
        "return [...document.querySelectorAll(arguments[0])]"
            + ".map((one) => one.getAttribute(arguments[1]) ?? '')",
        css,
        name);
  }

  /** The strings that a script answers with. */
  List<String> list(String script, Object... arguments) {
    return ((List<?>) Objects.requireNonNull(run(script, arguments)))
        .stream().map(String::valueOf).toList();
  }

  /** Types where the focus is. */
  void keys(CharSequence keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** What can be read where the focus is. */
  String focusedText() {
    return String.valueOf(run("return document.activeElement.innerText"));
  }

  void untilNoDialog() {
    until("the dialog to close", () -> all("dialog").isEmpty());
  }

  /**
   * Presses the button, link, tab or choice with that name, in the dialog that is open if one is.
   */
  void press(String name) {
    until(
        "something to press named " + name,
        () -> {
          WebElement element = named("pressable", name);
          return element != null && pressed(element);
        });
  }

  /** The same, twice, as quickly as people who are used to it do. */
  void pressTwice(String name) {
    until(
        "something to press twice named " + name,
        () -> {
          WebElement element = named("pressable", name);
          if (element == null) {
            return false;
          }
          run("arguments[0].scrollIntoView({block: 'center'})", element);
          new Actions(driver).doubleClick(element).perform();
          return true;
        });
  }

  /** Whether what has that name can be pressed now. */
  boolean pressable(String name) {
    WebElement element = named("pressable", name);
    return element != null && element.isEnabled();
  }

  private boolean pressed(WebElement element) {
    run("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
    return true;
  }

  /** The field with that label. */
  WebElement field(String label) {
    return found("a field labelled " + label, () -> named("field", label));
  }

  void type(String label, String text) {
    until(
        "typing into " + label,
        () -> {
          WebElement field = named("field", label);
          if (field == null) {
            return false;
          }
          field.clear();
          field.sendKeys(text);
          return true;
        });
  }

  /** What is typed into the field with that label. */
  String value(String label) {
    return found(
        "a field labelled " + label,
        () -> {
          WebElement field = named("field", label);
          return field == null ? null : field.getAttribute("value");
        });
  }

  /** Chooses, in the list with that label, what reads so. */
  void choose(String label, String text) {
    until(
        text + " in the list " + label,
        () -> {
          WebElement field = named("field", label);
          if (field == null) {
            return false;
          }
          field.findElements(By.tagName("option")).stream()
              .filter(option -> option.getText().equals(text))
              .findFirst()
              .orElseThrow()
              .click();
          return true;
        });
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
        // Less than a warning is a hint to whoever writes pages.
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
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

  /** All of it has ended afterwards: none of its processes writes into the profile any more. */
  @Override
  public void close() {
    List<ProcessHandle> processes =
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().command().orElse("").endsWith("chromedriver"))
            .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()))
            .toList();
    driver.quit();
    for (ProcessHandle process : processes) {
      if (!Waiter.realTime().await(() -> !process.isAlive(), PATIENCE)) {
        process.destroyForcibly();
      }
    }
  }
}

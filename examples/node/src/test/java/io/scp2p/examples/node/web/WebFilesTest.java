package io.scp2p.examples.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What can be said about the files of the interface without a browser. */
class WebFilesTest {
  private static final double TEXT_CONTRAST = 4.5;
  private static final double CONTROL_CONTRAST = 3;

  /** Which text stands on which ground, somewhere in the interface. */
  private static final Map<String, List<String>> GROUNDS =
      Map.ofEntries(
          Map.entry("text", List.of("bg", "surface", "surface-2", "accent-soft", "bad-soft")),
          Map.entry("muted", List.of("bg", "surface", "surface-2")),
          Map.entry("accent", List.of("bg", "surface", "surface-2")),
          Map.entry("accent-strong", List.of("surface", "accent-soft")),
          Map.entry("on-accent", List.of("accent", "accent-strong")),
          Map.entry("good", List.of("surface", "good-soft")),
          Map.entry("warn", List.of("bg", "surface", "warn-soft")),
          Map.entry("bad", List.of("surface", "bad-soft")),
          Map.entry("surface", List.of("good")));

  @TestFactory
  Stream<DynamicTest> noFileCanTurnTextIntoMarkupOrCode() throws Exception {
    Pattern markup =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment"
                + "|DOMParser|srcdoc|\\beval\\(|new Function|javascript:");
    return files(".js")
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> assertThat(Files.readString(file)).doesNotContainPattern(markup)));
  }

  /** It sends nothing twice. A search may be asked again before it has answered: it only reads. */
  @Test
  void onePlaceListensToWhatIsSubmitted() throws Exception {
    Pattern listening =
        Pattern.compile(
            "(?m)^(?!.*role: \"search\").*(submit: (async )?\\(|addEventListener\\(\"submit\")");
    List<String> found = new ArrayList<>();
    for (Path file : files(".js").toList()) {
      if (listening.matcher(Files.readString(file)).find()) {
        found.add(file.getFileName().toString());
      }
    }
    assertThat(found).containsExactly("form.js");
  }

  @Test
  void thePageHasNoInlineScriptStyleOrHandler() throws Exception {
    String page = Files.readString(web().resolve("index.html"));

    assertThat(page).doesNotContain("<style").doesNotContainPattern("\\son[a-z]+=|\\sstyle=");
    assertThat(Pattern.compile("<script(?![^>]*\\ssrc=)").matcher(page).find()).isFalse();
  }

  @Test
  void nothingNamesAnotherHost() throws Exception {
    List<String> found = new ArrayList<>();
    Pattern address = Pattern.compile("https?://[^\\s\"'`<>)]+");
    for (Path file : files("").toList()) {
      Matcher matcher = address.matcher(Files.readString(file));
      while (matcher.find()) {
        found.add(matcher.group());
      }
    }
    // The name of the SVG language; nothing is fetched from there.
    assertThat(found).isNotEmpty().allMatch("http://www.w3.org/2000/svg"::equals);
  }

  @Test
  void everyTextCanBeReadInBothThemes() throws Exception {
    for (Map<String, String> theme : themes()) {
      GROUNDS.forEach(
          (text, grounds) ->
              grounds.forEach(
                  ground ->
                      assertThat(contrast(theme, text, ground))
                          .as("--%s on --%s", text, ground)
                          .isGreaterThanOrEqualTo(TEXT_CONTRAST)));
      assertThat(contrast(theme, "line-strong", "surface"))
          .as("the edge of a field")
          .isGreaterThanOrEqualTo(CONTROL_CONTRAST);
    }
  }

  @Test
  void theDarkThemeIsTheSameByPreferenceAndBySwitch() throws Exception {
    List<Map<String, String>> themes = themes();

    assertThat(themes).hasSize(3);
    assertThat(themes.get(1)).isEqualTo(themes.get(2)).isNotEqualTo(themes.get(0));
  }

  @Test
  void pagesTakeTheirColoursFromTheTokens() throws Exception {
    Pattern colour = Pattern.compile("#[0-9a-fA-F]{3,8}\\b(?!\\s*\\{)");
    for (Path file : files(".css").toList()) {
      if (!file.endsWith("tokens.css")) {
        List<String> own =
            colour.matcher(Files.readString(file)).results().map(m -> m.group()).toList();
        // A QR code is dark on white whatever the theme, since scanners want that.
        assertThat(own).as(file.getFileName().toString()).allMatch("#fff"::equals);
      }
    }
  }

  private static List<Map<String, String>> themes() throws Exception {
    String css = Files.readString(web().resolve("css/tokens.css"));
    List<Map<String, String>> themes = new ArrayList<>();
    Matcher blocks = Pattern.compile(":root[^{]*\\{([^}]*)}").matcher(css);
    while (blocks.find()) {
      Map<String, String> theme = new LinkedHashMap<>();
      Matcher token = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});").matcher(blocks.group(1));
      while (token.find()) {
        theme.put(token.group(1), token.group(2));
      }
      themes.add(theme);
    }
    return themes;
  }

  /** As WCAG 2.1 defines it. */
  private static double contrast(Map<String, String> theme, String one, String other) {
    double a = luminance(Objects.requireNonNull(theme.get(one), one));
    double b = luminance(Objects.requireNonNull(theme.get(other), other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    int rgb = Integer.parseInt(colour.substring(1), 16);
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double value = (channel & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static Stream<Path> files(String end) throws Exception {
    try (Stream<Path> all = Files.walk(web())) {
      List<Path> files =
          all.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(end)).toList();
      assertThat(files).as("an empty walk passes every test").isNotEmpty();
      return files.stream();
    }
  }

  private static Path web() throws URISyntaxException, IOException {
    URI page = Objects.requireNonNull(WebFilesTest.class.getResource("/web/index.html")).toURI();
    if (page.getScheme().equals("jar")) {
      return FileSystems.newFileSystem(page, Map.of()).getPath("/web");
    }
    return Objects.requireNonNull(Path.of(page).getParent());
  }
}

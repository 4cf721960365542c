package io.scp2p.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/spec-map.md} against the specification and against the code. */
class SpecMapTest {
  private static final Path DOCS = Path.of("..", "docs");

  private static final Pattern HEADING = Pattern.compile("#{2,4} ([0-9]+(?:\\.[0-9]+)*)\\.? .*");
  private static final Pattern QUIRK = Pattern.compile("\\| (Q-[0-9]+) \\|.*");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| ([0-9]+(?:\\.[0-9]+)*|Q-[0-9]+) \\| ([^|]+) \\| ([^|]+) \\|(?: ([^|]+) \\|)?");
  private static final Pattern CLASS = Pattern.compile("`(io\\.scp2p\\.[\\w.]+)`");
  private static final String INFORMATIVE = "informative";

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(DOCS.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> named(Stream<String> lines, Pattern pattern) {
    return lines.map(pattern::matcher).filter(Matcher::matches).map(m -> m.group(1)).toList();
  }

  /** What the specification has: numbered headings, then the quirks of its section 21. */
  private static List<String> specified() {
    List<String> all = new ArrayList<>(named(lines("protocol.md").stream(), HEADING));
    all.addAll(named(lines("protocol.md").stream(), QUIRK));
    return all;
  }

  /** The rows of the two tables, in order. The third table is about choices, not places. */
  private static List<Matcher> rows() {
    return lines("spec-map.md").stream()
        .takeWhile(line -> !line.startsWith("## Stricter"))
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .toList();
  }

  private static Map<String, List<String>> entries() {
    Map<String, List<String>> entries = new TreeMap<>();
    for (Matcher row : rows()) {
      entries.put(row.group(1), List.of(row.group(3).strip().split(", ", -1)));
    }
    return entries;
  }

  @Test
  void everySectionAndQuirkHasExactlyOneRowInOrder() {
    List<String> mapped = rows().stream().map(row -> row.group(1)).toList();
    assertThat(mapped).isEqualTo(specified());
    assertThat(mapped).as("an empty document maps perfectly").hasSizeGreaterThan(140);
    assertThat(mapped).contains("0", "8.6.1", "23", "Q-1", "Q-35");
  }

  @Test
  void everyEntryIsAClassOrSaysThatThereIsNothingToDo() {
    entries()
        .forEach(
            (section, entries) ->
                assertThat(entries)
                    .as("section %s", section)
                    .doesNotHaveDuplicates()
                    .allMatch(
                        entry ->
                            CLASS.matcher(entry).matches()
                                || (entry.equals(INFORMATIVE) && entries.size() == 1)));
  }

  @Test
  void everyClassExists() {
    List<String> missing = new ArrayList<>();
    for (List<String> entries : entries().values()) {
      for (String entry : entries) {
        Matcher name = CLASS.matcher(entry);
        if (name.matches() && !exists(name.group(1))) {
          missing.add(name.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean exists(String name) {
    try {
      Class.forName(name, false, SpecMapTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** What is handled is proved; what is proved is a test that exists. */
  @Test
  void everyQuirkThatIsHandledNamesTheTestThatProvesIt() {
    List<String> unproved = new ArrayList<>();
    for (Matcher row : rows()) {
      if (!row.group(1).startsWith("Q-")) {
        continue;
      }
      String proof = row.group(4) == null ? "" : row.group(4).strip();
      boolean open = row.group(3).strip().equals(INFORMATIVE);
      List<String> tests = CLASS.matcher(proof).results().map(found -> found.group(1)).toList();
      boolean proved =
          !tests.isEmpty()
              && tests.stream().allMatch(test -> exists(test) && test.matches(".*(Test|IT)"));
      if (!proved && !(open && proof.equals("–"))) {
        unproved.add(row.group(1) + ": " + proof);
      }
    }
    assertThat(unproved).isEmpty();
  }

  @Test
  void noPlaceholderIsLeft() {
    assertThat(lines("spec-map.md")).noneMatch(line -> line.contains("TBD"));
  }

  /** Sections of our own documents: a letter and a number. */
  private static final Pattern OWN_HEADING = Pattern.compile("## ([A-Z][0-9]+)\\. .*");

  private static final Pattern OWN_ROW =
      Pattern.compile("\\| ([A-Z][0-9]+) \\| [^|]+ \\| ([^|]+) \\|");

  @Test
  void everySectionOfOurOwnDocumentsHasARowAndItsClassesExist() throws IOException {
    List<String> said = new ArrayList<>();
    try (Stream<Path> documents = Files.list(DOCS)) {
      documents
          .map(document -> document.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .forEach(name -> said.addAll(named(lines(name).stream(), OWN_HEADING)));
    }
    List<Matcher> rows =
        lines("spec-map.md").stream().map(OWN_ROW::matcher).filter(Matcher::matches).toList();
    assertThat(said).hasSizeGreaterThan(45);
    assertThat(rows.stream().map(row -> row.group(1)).toList())
        .containsExactlyInAnyOrderElementsOf(said);
    List<String> missing =
        lines("spec-map.md").stream()
            .dropWhile(line -> !line.startsWith("## Own extensions"))
            .flatMap(line -> CLASS.matcher(line).results().map(found -> found.group(1)))
            .filter(name -> !exists(name))
            .toList();
    assertThat(missing).isEmpty();
  }
}

package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no target is lost, and that what a figure names is there. */
class FiguresTest {
  /** Tests run in the folder of their module. */
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private static final String TESTS = "examples/bench/tests ";

  private static String resource(String name) throws IOException {
    try (InputStream text =
        Objects.requireNonNull(FiguresTest.class.getResourceAsStream(name), name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static List<Named<Figure>> figures() {
    return Figures.ALL.stream().map(each -> Named.of(each.name(), each)).toList();
  }

  @Test
  void eachRowOfTheTargetsIsTakenInItsOrder() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Figure figure : Figures.ALL) {
      List<String> words = rows.computeIfAbsent(figure.row(), row -> new ArrayList<>());
      figure.targets().forEach(target -> words.add(target.words()));
    }
    List<String> taken =
        rows.entrySet().stream()
            .map(row -> row.getKey() + ": " + String.join(", ", row.getValue()))
            .toList();
    assertThat(taken).containsExactlyElementsOf(resource("targets.txt").lines().toList());
  }

  @Test
  void eachFigureHasANameOfItsOwn() {
    assertThat(Figures.ALL.stream().map(Figure::name))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(30);
  }

  /** The files hold lines in the form in which commands print them; their numbers mean nothing. */
  @ParameterizedTest
  @MethodSource("figures")
  void whatItsCommandPrintsIsRead(Figure figure) throws IOException {
    List<String> printed = resource("printed/" + figure.name() + ".txt").lines().toList();
    Outcome outcome = new Outcome("", OptionalInt.of(0), null, printed, 1, 0);
    for (Target target : figure.targets()) {
      assertThat(outcome.result(target)).as(target.name()).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("figures")
  void itsCommandIsThere(Figure figure) throws IOException {
    for (String line : List.of(figure.full(), figure.quick())) {
      String[] words = line.split(" ");
      if (line.startsWith(Figure.BENCH)) {
        assertThat(Bench.commandLine().getSubcommands()).containsKey(words[1]);
        Bench.commandLine()
            .parseArgs(List.of(words).subList(1, words.length).toArray(String[]::new));
      } else {
        assertThat(ROOT.resolve(words[0])).isExecutable();
      }
      if (line.startsWith(TESTS)) {
        String[] test = words[1].split("#");
        String source = Files.readString(source(test[0]));
        assertThat(test.length == 1 || source.contains(" " + test[1] + "(")).as(line).isTrue();
      }
    }
  }

  private static Path source(String test) throws IOException {
    try (Stream<Path> all = Files.walk(ROOT.resolve("scp2p-core/src/test/java"))) {
      return all.filter(each -> each.endsWith(test + ".java")).findFirst().orElseThrow();
    }
  }
}

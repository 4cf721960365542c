package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What documents tell people to type can be typed: the program knows its commands and options, and
 * scripts and profiles are where they are said to be. What comes of it is the walk's business.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Objects.requireNonNull(CliDocument.PATH.getParent().getParent());

  private static final Pattern BLOCK =
      Pattern.compile("(?m)^```(sh|ini|console)\\n(.*?)^```", Pattern.DOTALL);

  private static final Pattern INLINE = Pattern.compile("`(?:\\./)?scp2p ([^`]+)`");

  /** In what is typed, and in what a service manager starts. */
  private static final Pattern PROGRAM =
      Pattern.compile("^(?:\\w*\\$ )?(?:\\./)?scp2p (.*)$|^ExecStart=.*/scp2p-node\\.jar (.*)$");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** Where code spans are labels of key derivation, which begin with the same word. */
  private static final Pattern LABELS = Pattern.compile(".*protocol\\.md");

  /** Not ours. */
  private static final Set<String> FOREIGN = Set.of("osv-scanner", "trivy");

  record Typed(String document, List<String> words, boolean whole) {
    @Override
    public String toString() {
      return document + ": " + String.join(" ", words);
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md"), ROOT.resolve("examples/README.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static List<String> words(String line) {
    return WORD.matcher(line.replaceFirst("\\s+# .*$", ""))
        .results()
        .map(word -> Stream.of(1, 2, 3).map(word::group).filter(Objects::nonNull).findFirst())
        .map(word -> word.orElse(""))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<String> lines(String text, String... languages) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> List.of(languages).contains(block.group(1)))
        .flatMap(block -> block.group(2).lines())
        .toList();
  }

  static List<Typed> typed() throws IOException {
    List<Typed> found = new ArrayList<>();
    for (Path file : documents()) {
      String document = ROOT.relativize(file).toString();
      String text = Files.readString(file);
      List<String> lines = lines(text, "sh", "ini", "console");
      for (int i = 0; i < lines.size(); i++) {
        Matcher program = PROGRAM.matcher(lines.get(i));
        boolean refused = i + 1 < lines.size() && lines.get(i + 1).equals("error: USAGE");
        if (program.matches() && !refused && !lines.get(i).endsWith(" ...")) {
          String arguments = program.group(1) == null ? program.group(2) : program.group(1);
          found.add(new Typed(document, words(arguments), true));
        }
      }
      if (!LABELS.matcher(document).matches()) {
        INLINE
            .matcher(BLOCK.matcher(text).replaceAll(""))
            .results()
            .forEach(span -> found.add(new Typed(document, words(span.group(1)), false)));
      }
    }
    return found;
  }

  /** In a sentence the rest of a command may be left to the reader; in a block nothing is. */
  @ParameterizedTest
  @MethodSource("typed")
  void theProgramKnowsIt(Typed typed) {
    CommandLine program = Scp2pMain.commandLine();
    if (typed.whole()) {
      assertThatCode(() -> program.parseArgs(typed.words().toArray(String[]::new)))
          .doesNotThrowAnyException();
      return;
    }
    CommandLine command = program;
    for (String word : typed.words()) {
      CommandLine next = command.getSubcommands().get(word);
      command = next == null ? command : next;
      if (word.startsWith("--")) {
        assertThat(command.getCommandSpec().findOption(word.split("=", 2)[0]))
            .as("%s of %s", word, typed)
            .isNotNull();
      }
    }
    assertThat(command).as("%s", typed).isNotSameAs(program);
  }

  @Test
  void thereIsSomethingToCheck() throws IOException {
    assertThat(typed()).hasSizeGreaterThan(80);
    assertThat(typed()).filteredOn(typed -> typed.document().equals("README.md")).isNotEmpty();
    assertThat(typed())
        .filteredOn(typed -> typed.document().equals("docs/operations.md"))
        .hasSizeGreaterThan(6);
  }

  static List<Typed> shellLines() throws IOException {
    List<Typed> found = new ArrayList<>();
    for (Path file : documents()) {
      String document = ROOT.relativize(file).toString();
      for (String line : lines(Files.readString(file), "sh")) {
        List<String> words = words(line);
        if (!words.isEmpty() && !words.get(0).startsWith("#") && !isOurs(words.get(0))) {
          found.add(new Typed(document, words, true));
        }
      }
    }
    return found;
  }

  private static boolean isOurs(String program) {
    return program.equals("scp2p") || program.equals("./scp2p");
  }

  @ParameterizedTest
  @MethodSource("shellLines")
  void whatItStartsIsThere(Typed typed) throws IOException {
    String program = typed.words().get(0);
    if (program.equals("mvn")) {
      String poms = poms();
      for (String word : typed.words()) {
        if (word.matches("-P\\w+")) {
          assertThat(poms).contains("<id>" + word.substring(2) + "</id>");
        }
        if (word.startsWith("-Dmutation.")) {
          assertThat(poms).contains("${" + word.substring(2).split("=", 2)[0] + "}");
        }
      }
    } else if (program.equals("python3")) {
      assertThat(ROOT.resolve(typed.words().get(1))).isRegularFile();
    } else if (!FOREIGN.contains(program)) {
      assertThat(ROOT.resolve(program)).isExecutable();
    }
  }

  private static String poms() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("", "scp2p-core/", "examples/", "examples/node/")) {
      all.append(Files.readString(ROOT.resolve(module + "pom.xml")));
    }
    return all.toString();
  }
}

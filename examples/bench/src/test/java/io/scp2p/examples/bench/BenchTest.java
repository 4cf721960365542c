package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every figure can be taken; what it is does not matter here. */
class BenchTest {
  private static final String NUMBER = "[0-9]+([.,][0-9]+)*";
  private static final String SPREAD =
      "median " + NUMBER + " \\(" + NUMBER + " to " + NUMBER + "\\)";

  @TempDir private Path directory;
  private final StringWriter said = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Bench.commandLine();
    line.setOut(new PrintWriter(said, true));
    line.setErr(new PrintWriter(said, true));
    return line.execute(arguments);
  }

  private String figures(String command, String options) throws IOException {
    String all = command + " --runs 1 --directory " + directory + " " + options;
    assertThat(run(all.trim().split(" "))).as(() -> said.toString()).isZero();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).as("it tidies up").isEmpty();
    }
    return said.toString();
  }

  @Test
  void searchIsComparedWithLucene() throws IOException {
    assertThat(figures("search", "--items 500 --shares 5 --queries 5 --fills 1"))
        .containsPattern("index : raw +" + SPREAD + ", by CPU " + SPREAD)
        .containsPattern("one word +(" + NUMBER + " +){6}ratio p50 " + SPREAD + ", p99 " + SPREAD)
        .containsPattern("prefix of 1 +" + NUMBER)
        .containsPattern("a new item is found after " + NUMBER + " ms");
  }

  @Test
  void publishingIsComparedWithHashing() throws IOException {
    assertThat(figures("publish", "--files 3 --bytes 300KiB"))
        .containsPattern("published : chunks hashed +" + SPREAD)
        .containsPattern("published : b3sum +(" + SPREAD + "|not measured)");
  }

  @Test
  @Tag("heavy") // Four more processes.
  void aFullHomeIsComparedWithAnEmptyOne() throws IOException {
    assertThat(figures("startup", "--files 3 --items 500"))
        .containsPattern("full : empty +" + SPREAD)
        .containsPattern("ms from there to an answer " + SPREAD);
  }

  @Test
  void aDownloadIsComparedWithRawTls() throws IOException {
    assertThat(figures("download", "--bytes 300KiB"))
        .containsPattern("download : raw TLS +" + SPREAD)
        .containsPattern("download : libtorrent +" + SPREAD + "|libtorrent is not installed");
    assertThat(figures("download", "--heap --bytes 300KiB"))
        .containsPattern(
            "alive on the heap: "
                + NUMBER
                + " MB \\(median\\), "
                + NUMBER
                + " MB \\(most\\) in \\d+ looks");
  }

  @Test
  @Tag("heavy")
  void aDownloadOverQuicIs() throws IOException {
    assertThat(figures("download", "--bytes 1MiB --transport quic"))
        .containsPattern("download : raw TLS +" + SPREAD);
  }

  @Test
  @Tag("heavy")
  void smallFilesAreComparedWithCopies() throws IOException {
    assertThat(figures("small-files", "--files 20 --bytes 4KiB"))
        .containsPattern("downloaded : copied +" + SPREAD);
  }

  @Test
  @Tag("heavy")
  void chunksOverASessionAreComparedWithRawTls() {
    assertThat(run("transfer", "--bytes", "1MiB", "--runs", "1", "--verify")).isZero();
    assertThat(said.toString()).containsPattern("session : raw TLS +" + SPREAD);
  }

  @Test
  @Tag("heavy") // Six more nodes in two processes.
  void theVaultIsComparedWithASwarm() throws IOException {
    assertThat(figures("vault-put", "--bytes 300KiB"))
        .containsPattern("vault put : swarm +" + SPREAD);
    assertThat(figures("vault-get", "--bytes 300KiB"))
        .containsPattern("vault get : swarm +" + SPREAD)
        .containsPattern("one stalled : all there +" + SPREAD);
    assertThat(figures("vault-repair", "--bytes 300KiB"))
        .containsPattern("traffic : theory +" + SPREAD);
  }

  @Test
  void allFiguresMakeAReport() throws IOException {
    Path report = directory.resolve("figures").resolve("bench.md");
    assertThat(
            run(
                "all",
                "--quick",
                "--only",
                "publish",
                "--report",
                report.toString(),
                "--directory",
                directory.toString()))
        .as(() -> said.toString())
        .isZero();
    assertThat(Files.readString(report))
        .contains("| publish (hash) a 10 GiB tree | `publish` | published : b3sum |")
        .contains("$ bench publish --files 4 --bytes 4MiB --runs 2")
        .containsPattern("published : chunks hashed +" + SPREAD)
        .contains("(bench.svg)");
    assertThat(Files.readString(report.resolveSibling("bench.svg")))
        .contains("publish: published : b3sum")
        .endsWith("</svg>" + System.lineSeparator());
    assertThat(Files.readString(directory.resolve("figures/bench-logs/publish.log")))
        .containsPattern("published : chunks hashed +" + SPREAD);
    String first = Files.readString(report);
    String all = "all --quick --resume --only publish --report " + report;
    assertThat(run(all.split(" "))).isZero();
    assertThat(Files.readString(report))
        .as("nothing is measured again")
        .contains(first.substring(first.indexOf("| target")));
    assertThat(run("all", "--only", "nothing")).isNotZero();
  }

  @Test
  void figuresAreListedWithTheirCommandsAndTargets() {
    assertThat(run("all", "--list", "--only", "publish,startup")).isZero();
    assertThat(said.toString())
        .isEqualToNormalizingNewlines(
            """
            publish: publish (hash) a 10 GiB tree
              $ bench publish --files 160 --bytes 64MiB --runs 5    (at most 10 min)
              published : b3sum ≥ 0.50

            startup: start to serving, 1,000,000 indexed items, 1 TB shared
              $ bench startup --items 1000000 --runs 5    (at most 10 min)
              full ms to serving ≤ 1,000

            """);
  }

  @Test
  @Tag("heavy")
  void heapOfALongDownloadIsComparedWithThatOfAShortOne() throws IOException {
    assertThat(figures("heap", "--bytes 300KiB --against 3MiB"))
        .containsPattern("alive, long : short +" + SPREAD);
  }

  @Test
  @Tag("heavy")
  void aStalledSubscriberIsComparedWithNobody() throws IOException {
    assertThat(figures("stalled-subscriber", "--bytes 300KiB --warm-up 1"))
        .containsPattern("time, stalled : nobody +" + SPREAD);
  }

  @Test
  void whatSeveralCommandsTakeAlikeIsDeclaredOnce() {
    Map<String, Set<Class<?>>> declared = new TreeMap<>();
    for (CommandLine command : Bench.commandLine().getSubcommands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (option.userObject() instanceof Field field && option.description().length > 0) {
          String what = String.join(" ", option.names()) + ", " + option.defaultValue() + ": ";
          declared
              .computeIfAbsent(
                  what + String.join(" ", option.description()), key -> new HashSet<>())
              .add(field.getDeclaringClass());
        }
      }
    }
    assertThat(declared).hasSizeGreaterThan(20).allSatisfy((what, by) -> assertThat(by).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search --items 0",
        "search --items many",
        "search --queries 0",
        "search --fills 0",
        "search --itmes 5",
        "publish --runs 0",
        "publish --bytes -1",
        "publish --bytes 0",
        "startup --files 0",
        "startup --items -1",
        "download --bytes 1TB",
        "download --transport pigeon",
        "download --runs 0",
        "download --warm-up -1",
        "heap --against 0",
        "stalled-subscriber --runs 0",
        "small-files --files 0",
        "small-files 5",
        "transfer --runs 0",
        "vault-put --bytes 0",
        "vault-get --runs 0",
        "vault-repair --holders 3",
        "nothing"
      })
  void whatCannotBeMeasuredIsRefused(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(said.toString()).isNotEmpty();
  }
}

package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a clone of two files, where what builds and what runs only say so; DemoIT
 * and .ci/run start the real thing.
 */
@Timeout(180)
class LauncherTest {
  private static final String BUILDS = "examples/node/target/builds";

  @TempDir Path disk;

  private Path clone;
  private Path bin;

  @BeforeEach
  void aClone() throws IOException {
    clone = Files.createDirectories(disk.resolve("a clone"));
    Files.copy(script(), clone.resolve("scp2p"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String source : List.of("scp2p-api/src/main/A.java", "examples/node/src/main/B.java")) {
      Files.createDirectories(clone.resolve(source).getParent());
      Files.writeString(clone.resolve(source), "old");
    }
    for (String pom : List.of("pom.xml", "scp2p-api/pom.xml", "examples/node/pom.xml")) {
      Files.writeString(clone.resolve(pom), "<project/>");
    }
    long built = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    try (Stream<Path> all = Files.walk(clone)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.fromMillis(built));
      }
    }
    bin = Files.createDirectories(disk.resolve("bin"));
    // Both jars have the number of the build; a third-party one is always the same.
    program(
        "mvn",
        """
        echo x >> "$PWD/mvn.ran"
        mkdir -p examples/node/target/quick/lib
        for jar in scp2p-node.jar lib/scp2p-api.jar; do
          wc -l < "$PWD/mvn.ran" > "examples/node/target/quick/$jar"
        done
        [ -f examples/node/target/quick/lib/other.jar ] || echo other > examples/node/target/quick/lib/other.jar
        """);
    // Says from where it runs; one that is to stay waits for the end of its input. A rehearsal
    // takes as long as there is a pipe to read from, and ends as "refuses" says; a trial of what
    // it made ends as "damaged" says.
    program(
        "java",
        """
        here="$(dirname "$0")/.."
        for word in "$@"; do
          case "$word" in
          -XX:ArchiveClassesAtExit=*)
            echo x >> "$here/rehearsed"
            [ ! -p "$here/pipe" ] || cat "$here/pipe"
            [ ! -e "$here/refuses" ] || exit "$(cat "$here/refuses")"
            echo classes > "${word#*=}"
            exit 0 ;;
          -version) exit "$(cat "$here/damaged" 2> /dev/null || echo 0)" ;;
          esac
        done
        while [ "$1" != -jar ]; do echo "option $1"; shift; done
        echo "jar $2"
        echo "terminal ${SCP2P_TERMINAL:-}"
        shift 2
        echo "arguments $*"
        [ "${1:-}" != stay ] || cat > /dev/null
        """);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/usr/bin/env bash\nset -eu\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path script() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/http-api.md"))) {
      here = Objects.requireNonNull(here.getParent());
    }
    return here.resolve("scp2p");
  }

  private ProcessBuilder launcher(Path command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().remove("JAVA_HOME");
    return builder;
  }

  private String run(Path command, String... arguments) throws Exception {
    Process process = launcher(command, arguments).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private String run(String... arguments) throws Exception {
    return run(clone.resolve("scp2p"), arguments);
  }

  /** Of the run that said so; empty if it ran without one. */
  private static Optional<Path> archive(String said) {
    String option = "option -XX:SharedArchiveFile=";
    return said.lines()
        .filter(line -> line.startsWith(option))
        .map(line -> Path.of(line.substring(option.length())))
        .findFirst();
  }

  private long rehearsals() throws IOException {
    return Files.readAllLines(disk.resolve("rehearsed")).size();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  private static Path jar(String said) {
    return said.lines()
        .filter(line -> line.startsWith("jar "))
        .map(line -> Path.of(line.substring("jar ".length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError(said));
  }

  private void edit() throws IOException {
    Path source = clone.resolve("scp2p-api/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
  }

  @Test
  void itBuildsOnceAndAgainWhenASourceIsNewer() throws Exception {
    String first = run(clone.resolve("scp2p"), "status", "--home", "a b");
    assertThat(first).contains("building the example node", "arguments status --home a b");
    assertThat(first).contains("terminal 0");
    assertThat(jar(first)).hasContent("1");

    String second = run(clone.resolve("scp2p"), "status");
    assertThat(second).doesNotContain("building");
    assertThat(jar(second)).isEqualTo(jar(first));

    edit();
    String third = run(clone.resolve("scp2p"), "status");
    assertThat(third).contains("building");
    assertThat(jar(third)).hasContent("2");
    assertThat(jar(third).resolveSibling("lib/other.jar")).hasContent("other");
    // Nobody runs what was built first.
    assertThat(jar(first)).doesNotExist();
  }

  @Test
  void aLinkInAnotherFolderLeadsToIt() throws Exception {
    Path folder = Files.createDirectories(disk.resolve("home/bin"));
    Path absolute = Files.createSymbolicLink(folder.resolve("scp2p"), clone.resolve("scp2p"));
    Path relative = Files.createSymbolicLink(folder.resolve("node"), Path.of("scp2p"));
    assertThat(jar(run(absolute, "help"))).startsWith(clone.resolve(BUILDS));
    assertThat(jar(run(relative, "help"))).startsWith(clone.resolve(BUILDS));
  }

  @Test
  void whatADaemonRunsFromStaysAsItIsUntilItEnds() throws Exception {
    Process daemon = launcher(clone.resolve("scp2p"), "stay").start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("jar ")) {
        line = lines.readLine();
      }
      Path jar = jar(line);
      edit();
      Path other = jar(run(clone.resolve("scp2p"), "status"));
      assertThat(other).hasContent("2");
      assertThat(jar).hasContent("1");
      assertThat(jar.resolveSibling("lib/scp2p-api.jar")).hasContent("1");

      daemon.getOutputStream().close();
      assertThat(daemon.waitFor()).isZero();
      edit();
      run(clone.resolve("scp2p"), "status");
      assertThat(jar).doesNotExist();
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void classesAreArchivedOnceForEachBuildAndEachJvm() throws Exception {
    String first = run("status");
    assertThat(first).contains("preparing", "option -Xlog:cds*=off", "option -XX:+UseSerialGC");
    Path archive = archive(first).orElseThrow();
    assertThat(archive).hasContent("classes").hasParentRaw(jar(first).getParent());
    String second = run("status");
    assertThat(second).doesNotContain("preparing");
    assertThat(archive(second)).contains(archive);
    assertThat(rehearsals()).isOne();

    Files.writeString(disk.resolve("release"), "JAVA_VERSION=\"17.0.99\"");
    Path ofTheNewJvm = archive(run("status")).orElseThrow();
    assertThat(ofTheNewJvm).isNotEqualTo(archive).hasParentRaw(archive.getParent());
    assertThat(rehearsals()).isEqualTo(2);

    edit();
    Path ofTheNewBuild = archive(run("status")).orElseThrow();
    assertThat(ofTheNewBuild.getParent()).isNotEqualTo(archive.getParent());
    assertThat(rehearsals()).isEqualTo(3);
  }

  @Test
  void aJvmThatMakesNoArchiveStartsWithoutAndIsNotAskedAgain() throws Exception {
    Files.writeString(disk.resolve("refuses"), "1");
    assertThat(archive(run("status"))).isEmpty();
    String second = run("status");
    assertThat(second).doesNotContain("preparing").contains("arguments status");
    assertThat(archive(second)).isEmpty();
    assertThat(rehearsals()).isOne();
  }

  @Test
  void anArchiveThatEndsAJvmIsNotUsed() throws Exception {
    Files.writeString(disk.resolve("damaged"), "134");
    String said = run("status");
    assertThat(said).contains("preparing", "arguments status");
    assertThat(archive(said)).isEmpty();
  }

  @Test
  void whereNothingCanBeWrittenItStartsWithoutAWordOfThat() throws Exception {
    program(
        "mkdir", "case \"$*\" in */rehearsal.*) echo no >&2; exit 1 ;; esac\n/bin/mkdir \"$@\"");
    String said = run("status");
    assertThat(said.lines()).noneMatch("no"::equals);
    assertThat(said).contains("arguments status");
    assertThat(archive(said)).isEmpty();
    assertThat(disk.resolve("rehearsed")).doesNotExist();
  }

  @Test
  void ctrlCWhileItPreparesEndsItAndTheNextStartPrepares() throws Exception {
    Path refuses = Files.writeString(disk.resolve("refuses"), "130");
    Process process = launcher(clone.resolve("scp2p"), "status").start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(130);
    assertThat(said).contains("preparing").doesNotContain("arguments");

    Files.delete(refuses);
    // A killed one could not even remove what it had begun.
    Path build = clone.resolve(BUILDS).resolve(Files.readString(current()).strip());
    Path half = Files.createDirectories(build.resolve("rehearsal.4242/home"));
    Files.writeString(half.resolveSibling("classes"), "half");
    String next = run("status");
    assertThat(archive(next).orElseThrow()).hasContent("classes");
    assertThat(names(build)).noneMatch(name -> name.startsWith("rehearsal."));
  }

  private Path current() {
    return clone.resolve(BUILDS).resolve("current");
  }

  @Test
  void twoThatStartAtOnceRehearseOnce() throws Exception {
    Files.delete(archive(run("status")).orElseThrow());
    Path pipe = disk.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process first = launcher(clone.resolve("scp2p"), "status").start();
    Process second = launcher(clone.resolve("scp2p"), "status").start();
    // Opens when one of them reads.
    Files.writeString(pipe, "");
    Files.delete(pipe);
    for (Process each : List.of(first, second)) {
      String said = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(each.waitFor()).as(said).isZero();
      assertThat(archive(said).orElseThrow()).hasContent("classes");
    }
    assertThat(rehearsals()).isEqualTo(2);
  }
}

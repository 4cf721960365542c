package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.examples.node.Scp2pMain;
import io.scp2p.examples.node.daemon.DaemonFleet;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.json.JsonException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What every command answers with {@code --json}, between two daemons of this process: each line is
 * one value. A command that is not asked here, and is not named as one that cannot be, is missed.
 */
@Timeout(180)
class JsonAnswersTest {
  /** Processes of their own: see RunCommandTest, DemoIT and CommandWalkIT. */
  private static final Set<String> ELSEWHERE = Set.of("run", "demo", "bench", "share");

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path disk;

  private final SoftAssertions softly = new SoftAssertions();
  private final Set<String> asked = new HashSet<>();
  private DaemonFleet.One alice;
  private DaemonFleet.One bob;

  /** Runs it with {@code --json}; the last value it answers. */
  private Json ask(DaemonFleet.One who, String... arguments) {
    List<Json> values = all(who, arguments);
    return values.isEmpty() ? Json.NULL : values.get(values.size() - 1);
  }

  private List<Json> all(DaemonFleet.One who, String... arguments) {
    return run(new StringWriter(), who, arguments);
  }

  private List<Json> run(StringWriter out, DaemonFleet.One who, String... arguments) {
    StringWriter err = new StringWriter();
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--json");
    CommandLine parser =
        Scp2pMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    CommandLine.ParseResult parsed = Scp2pMain.commandLine().parseArgs(line.toArray(String[]::new));
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    if (parsed.commandSpec().findOption("--home") != null) {
      line.addAll(List.of("--home", who.home().toString()));
    }
    synchronized (asked) {
      asked.add(parsed.commandSpec().qualifiedName(" ").substring("scp2p ".length()));
    }
    int exitCode = parser.execute(line.toArray(String[]::new));
    softly.assertThat(exitCode).as("%s: %s", line, err).isZero();
    List<Json> values = new ArrayList<>();
    for (String each : out.toString().lines().toList()) {
      softly
          .assertThatCode(() -> values.add(Json.parse(each)))
          .as("%s", line)
          .doesNotThrowAnyException();
    }
    softly.assertThat(values).as("%s", line).isNotEmpty();
    return values;
  }

  @Test
  void everyCommandAnswersInJson() throws Exception {
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      alice = fleet.start("alice");
      bob = fleet.start("bob");
      DaemonFleet.connect(bob, alice);
      node();
      shares();
      community();
      vault();
      pairing();
      keys();
    }
    softly.assertThat(missed()).as("commands that were not asked").isEmpty();
    softly.assertAll();
  }

  private List<String> missed() {
    return commands(Scp2pMain.commandLine())
        .map(command -> command.getCommandSpec().qualifiedName(" "))
        .map(name -> name.substring("scp2p ".length()))
        .filter(name -> !asked.contains(name) && !ELSEWHERE.contains(name))
        .toList();
  }

  private static Stream<CommandLine> commands(CommandLine of) {
    return of.getSubcommands().values().stream()
        .flatMap(command -> Stream.concat(Stream.of(command), commands(command)));
  }

  private void node() {
    String id = ask(alice, "status").at("node", "id").text();
    softly.assertThat(id).hasSize(40);
    softly
        .assertThat(ask(alice, "doctor", "--known").at("portMapping", "state").text())
        .isEqualTo("OFF");
    softly
        .assertThat(ask(bob, "peers").elements())
        .anyMatch(peer -> peer.at("id").text().equals(id));
    softly.assertThat(ask(bob, "peers", "--sessions").elements()).isNotEmpty();
    softly.assertThat(ask(alice, "config").at("effective", "network", "listen").isTrue()).isTrue();
    softly.assertThat(ask(alice, "relay").at("service").members()).isNotEmpty();
    softly.assertThat(ask(alice, "relay", "--known").raw()).isInstanceOf(List.class);
    softly.assertThat(all(alice, "events").get(0).at("type").text()).startsWith("LifecycleEvent");
    softly.assertThat(ask(alice, "completion", "bash").at("script").text()).contains("complete -F");
    softly.assertThat(ask(alice, "help").at("commands").elements()).hasSizeGreaterThan(20);
  }

  private void shares() throws IOException {
    Path folder = Files.createDirectories(disk.resolve("photos"));
    Files.writeString(folder.resolve("beach.txt"), "sun");
    String path = folder.toString();
    Json published = ask(alice, "publish", path, "--title", "Holiday", "--public", "--tag", "sea");
    String link = published.at("result", "link").text();
    softly.assertThat(ask(alice, "shares").texts()).contains("Holiday");
    softly.assertThat(ask(alice, "shares", "Holiday").texts()).contains("beach.txt");
    until("it is listed", () -> ask(bob, "browse").texts().contains("Holiday"));
    softly.assertThat(ask(bob, "follow", link).at("shareId").text()).hasSize(64);
    softly.assertThat(ask(bob, "sync").elements()).hasSize(1);
    softly
        .assertThat(ask(bob, "trust", "Holiday", "TRUSTED").at("trust").text())
        .isEqualTo("TRUSTED");
    // The index comes behind the version that it is of.
    until("it is found", () -> ask(bob, "search", "beach").at("hits").elements().size() == 1);
    String into = disk.resolve("all").toString();
    Json got = ask(bob, "get", "Holiday", "--into", into);
    softly.assertThat(got.at("type").text()).isEqualTo("end");
    softly.assertThat(got.at("result", "files").elements()).hasSize(1);
    transfers();
    softly.assertThat(ask(bob, "unfollow", "Holiday").at("shareId").text()).hasSize(64);
    softly.assertThat(ask(alice, "unpublish", "Holiday").at("id").text()).hasSize(64);
  }

  private void transfers() throws IOException {
    Files.write(disk.resolve("photos/film.bin"), new byte[2_000_000]);
    ask(alice, "publish", disk.resolve("photos").toString(), "--update", "Holiday");
    ask(bob, "sync"); // What is to last is the film, which the version before has not.
    softly
        .assertThat(ask(alice, "shares", "Holiday").elements())
        .hasSize(2)
        .allMatch(item -> item.at("tags").texts().equals("sea"), "what is not said stays");
    String slow = disk.resolve("slow").toString();
    Json begun = ask(bob, "get", "Holiday", "--into", slow, "--max-rate", "1", "--detach");
    String id = begun.at("id").text();
    softly.assertThat(ask(bob, "downloads", "--open").elements()).hasSize(1);
    softly
        .assertThat(ask(bob, "pause", id).elements().get(0).at("state").text())
        .isEqualTo("PAUSED");
    softly.assertThat(ask(bob, "resume", id).elements()).hasSize(1);
    softly
        .assertThat(ask(bob, "cancel", id).elements().get(0).at("state").text())
        .isEqualTo("CANCELLED");
  }

  private void community() {
    String link = ask(alice, "community", "create", "Friends").at("link").text();
    String key = ask(bob, "keys", "show").at("node", "key").text();
    String token = ask(alice, "community", "invite", "Friends", key).at("encoded").text();
    softly
        .assertThat(ask(bob, "community", "join", link, "--token", token).at("id").text())
        .isNotEmpty();
    softly.assertThat(ask(bob, "community").elements()).hasSize(1);
    softly.assertThat(ask(bob, "community", "members", "Friends").raw()).isInstanceOf(List.class);
    softly.assertThat(ask(bob, "community", "browse", "Friends").raw()).isInstanceOf(List.class);
    softly.assertThat(ask(bob, "community", "leave", "Friends").at("id").text()).hasSize(64);
  }

  private void vault() throws IOException {
    softly.assertThat(ask(bob, "vault", "offer", "100M").at("offeredBytes").number()).isPositive();
    until("a holder", () -> !ask(alice, "vault", "peers").elements().isEmpty());
    Path file = Files.write(disk.resolve("letter"), new byte[100_000]);
    Json stored =
        ask(alice, "vault", "put", file.toString(), "--coding", "1+1", "--allow-degraded");
    softly.assertThat(stored.at("result", "name").text()).isEqualTo("letter");
    softly.assertThat(ask(alice, "vault", "ls").elements()).hasSize(1);
    softly.assertThat(ask(alice, "vault", "info", "letter").at("shards").elements()).hasSize(2);
    softly
        .assertThat(ask(alice, "vault", "verify", "letter").at("name").text())
        .isEqualTo("letter");
    softly.assertThat(ask(alice, "vault", "repair", "letter").at("type").text()).isEqualTo("end");
    softly.assertThat(ask(alice, "vault", "rebalance").at("moved").raw()).isNotNull();
    softly.assertThat(ask(alice, "vault", "status").at("files").number()).isEqualTo(1);
    softly.assertThat(ask(alice, "vault").at("files").number()).isEqualTo(1);
    String again = disk.resolve("again").toString();
    softly
        .assertThat(ask(alice, "vault", "get", "letter", "--to", again).at("state").text())
        .isEqualTo("COMPLETED");
    String link = ask(alice, "vault", "share", "letter").at("link").text();
    softly.assertThat(link).startsWith("scp2p://v/");
    String theirs = disk.resolve("theirs").toString();
    softly
        .assertThat(ask(bob, "vault", "get", link, "--to", theirs).at("target").text())
        .isEqualTo(theirs);
    softly.assertThat(Path.of(theirs)).hasSameBinaryContentAs(file);
    String catalog = disk.resolve("catalog").toString();
    softly
        .assertThat(ask(alice, "vault", "export", catalog).at("target").text())
        .isEqualTo(catalog);
    softly
        .assertThat(ask(alice, "vault", "import", catalog).at("source").text())
        .isEqualTo(catalog);
    String phrase = ask(alice, "vault", "phrase", "--yes").at("phrases").elements().get(0).texts();
    softly.assertThat(phrase.split(" ")).hasSizeGreaterThan(11);
    Path words = secret("phrase", phrase);
    softly
        .assertThat(ask(alice, "vault", "recover", "--phrase-file", words.toString()).raw())
        .isInstanceOf(List.class);
    softly.assertThat(ask(alice, "vault", "rm", "letter").at("id").text()).hasSize(32);
  }

  private void pairing() {
    StringWriter said = new StringWriter();
    CompletableFuture<List<Json>> sending =
        CompletableFuture.supplyAsync(
            () -> {
              String note = disk.resolve("letter").toString();
              String folder = disk.resolve("photos").toString();
              return run(said, alice, "send", note, folder, "--text", "hello");
            });
    until("the code", () -> code(said.toString()).isPresent());
    String code = code(said.toString()).orElseThrow();
    List<Json> received =
        all(bob, "receive", code, "--yes", "--into", disk.resolve("in").toString());
    softly.assertThat(received.get(0).at("message").text()).isEqualTo("hello");
    softly.assertThat(disk.resolve("in/photos/beach.txt")).hasContent("sun");
    softly.assertThat(disk.resolve("in/letter")).exists();
    List<Json> sent = sending.join();
    softly.assertThat(sent.get(sent.size() - 1).at("state").text()).isEqualTo("COMPLETED");
  }

  /** In lines that are complete. */
  private static Optional<String> code(String said) {
    return said.substring(0, said.lastIndexOf('\n') + 1)
        .lines()
        .map(JsonAnswersTest::parse)
        .filter(value -> value.at("type").text().equals("code"))
        .map(value -> value.at("code").text())
        .findFirst();
  }

  private static void until(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  private static Json parse(String line) {
    try {
      return Json.parse(line);
    } catch (JsonException e) {
      throw new AssertionError(line, e);
    }
  }

  private void keys() throws IOException {
    softly.assertThat(ask(alice, "keys").at("publishers").elements()).isNotEmpty();
    String exported = disk.resolve("node.key").toString();
    softly.assertThat(ask(alice, "keys", "export", exported).at("id").text()).hasSize(40);
    String seed = secret("other.key", "01".repeat(32)).toString();
    softly.assertThat(ask(bob, "keys", "import", seed).at("id").text()).hasSize(64);
    String next = secret("words", "correct horse").toString();
    softly
        .assertThat(ask(bob, "keys", "passphrase", "--next-file", next).at("protection").text())
        .isEqualTo("PASSPHRASE");
  }

  private Path secret(String name, String content) throws IOException {
    Path file = Files.writeString(disk.resolve(name), content + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}

package io.scp2p.examples.node;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.command.RunCommand;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A walk through every command, between real daemons. What is written and answered becomes
 * docs/cli.md when it is run with {@code -Dupdate}: see docs/generate-cli.sh.
 */
@Tag("heavy")
@Timeout(1_200)
class CommandWalkIT {
  /** Each is a process, and takes its time. */
  private static final int MAX_LOOKS = 30;

  @TempDir Path root;

  /** A walk says everything it has found at its end. */
  private final SoftAssertions softly = new SoftAssertions();

  private Daemons daemons;
  private Transcript transcript;

  /** Runs it, notes it, and expects how it ends. */
  private Daemons.Result on(String name, int exitCode, String... arguments) throws Exception {
    Daemons.Result result = daemons.run(name, arguments);
    transcript.add(name, List.of(arguments), result.out(), result.err());
    softly.assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
    return result;
  }

  private Daemons.Result ok(String name, String... arguments) throws Exception {
    return on(name, 0, arguments);
  }

  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    transcript = new Transcript(root);
    Path photos = Files.createDirectories(root.resolve("photos"));
    Files.writeString(photos.resolve("beach at noon.txt"), "sun");
    Files.writeString(photos.resolve("mountain.txt"), "snow");
    byte[] film = new byte[30_000_000];
    new Random(1).nextBytes(film);
    Files.write(photos.resolve("film.bin"), film);
    try (Daemons fleet = new Daemons(root)) {
      daemons = fleet;
      on("alice", 4, "status");
      daemons.start("alice", "bob", "carol", "dave");
      transcript.add("alice", List.of("run"), String.join("\n", daemons.saidAtStart("alice")), "");
      softly
          .assertThat(daemons.saidAtStart("alice"))
          .anyMatch(line -> line.startsWith(RunCommand.LISTENING + "tcp "));
      node();
      String link = publish();
      follow(link, film);
      transfers();
      community();
      vault(film);
      pairing();
      keys();
      json();
      rest(link);
      softly.assertThat(daemons.stop("alice")).isEqualTo(ExitCode.TERMINATED.number());
      taken();
      alone();
    } finally {
      transcript.write();
      softly.errorsCollected().forEach(error -> System.err.println(error));
    }
    softly.assertAll();
  }

  private void node() throws Exception {
    softly.assertThat(ok("alice", "status").out()).contains("role FULL", "problems   none");
    softly.assertThat(ok("alice", "status", "--json").out()).startsWith("{\"node\":{\"id\":");
    ok("alice", "doctor", "--known");
    Daemons.Result examined = daemons.run("alice", "doctor");
    transcript.add("alice", List.of("doctor"), examined.out(), examined.err());
    softly.assertThat(examined.out() + examined.err()).contains("verdict");
    for (String other : List.of("bob", "carol", "dave")) {
      connect("alice", other);
    }
    softly.assertThat(ok("alice", "peers").out()).contains("tcp://127.0.0.1:");
    softly.assertThat(ok("alice", "peers", "--sessions").out()).contains("TCP");
    softly
        .assertThat(ok("alice", "config", "transfer.maxActive=4").out())
        .contains("stored: transfer.maxActive=4");
    on("alice", 1, "config", "transfer.maxActive=-1");
    softly.assertThat(ok("alice", "relay").out()).contains("serving");
    ok("alice", "relay", "--known");
  }

  /**
   * Both may be connecting to each other: then one of the two attempts ends, and says try again.
   */
  private void connect(String name, String other) throws Exception {
    Daemons.Result result = daemons.run(name, "peers", "--connect", daemons.address(other));
    for (int i = 0; i < 3 && result.exitCode() == ExitCode.RETRY.number(); i++) {
      result = daemons.run(name, "peers", "--connect", daemons.address(other));
    }
    transcript.add(
        name, List.of("peers", "--connect", daemons.address(other)), result.out(), result.err());
    softly.assertThat(result.exitCode()).as("%s", result).isZero();
  }

  private String publish() throws Exception {
    Daemons.Result published =
        ok("alice", "publish", "photos", "--title", "Holiday", "--public", "--tag", "sea");
    softly.assertThat(ok("alice", "shares").out()).contains("Holiday", "PUBLIC");
    softly.assertThat(ok("alice", "shares", "Holiday").out()).contains("beach at noon.txt");
    return published.after("link ");
  }

  private void follow(String link, byte[] film) throws Exception {
    softly.assertThat(ok("bob", "browse").out()).contains("Holiday");
    softly.assertThat(ok("bob", "follow", link).out()).startsWith("following ");
    softly.assertThat(ok("bob", "sync").out()).contains("Holiday");
    softly.assertThat(ok("bob", "trust", "Holiday", "TRUSTED").out()).contains("TRUSTED");
    softly.assertThat(ok("bob", "follow").out()).contains("Holiday");
    awaitFound("beach", "beach at noon.txt");
    softly.assertThat(ok("bob", "search", "beach").out()).contains("beach at noon.txt");
    ok("bob", "search", "beach", "--json");
    on("bob", 1, "get", "Holiday", "--search", "nothing at all");
    ok("bob", "get", "Holiday", "--search", "beach", "--into", "some");
    softly.assertThat(root.resolve("some/beach at noon.txt")).hasContent("sun");
    softly.assertThat(ok("bob", "get", link, "--into", "all").out()).contains("done: 3 files");
    softly.assertThat(root.resolve("all/film.bin")).hasBinaryContent(film);
    on("bob", 1, "follow", "scp2p://s/nonsense");
    on("bob", 2, "search");
  }

  /** The index comes behind the version that it is of. */
  private void awaitFound(String word, String name) throws Exception {
    int looks = 1;
    while (!daemons.run("bob", "search", word).out().contains(name) && looks < MAX_LOOKS) {
      looks++;
    }
  }

  private void transfers() throws Exception {
    ok("carol", "follow", transcript.lastLink());
    ok("carol", "sync");
    ok("carol", "get", "Holiday", "--into", "never", "--max-rate", "1", "--detach");
    String other = open();
    ok("carol", "downloads", "--first", other);
    softly.assertThat(ok("carol", "cancel", other).out()).contains("CANCELLED");
    ok("carol", "get", "Holiday", "--into", "slowly", "--max-rate", "1M", "--detach");
    String id = open();
    softly.assertThat(ok("carol", "pause", id).out()).contains("PAUSED");
    ok("carol", "resume", "--watch", id);
    softly.assertThat(ok("carol", "downloads", "--all").out()).contains("COMPLETED");
    ok("carol", "downloads", "--forget", id);
  }

  /** The only download under way, as the table shows it. */
  private String open() throws Exception {
    String table = ok("carol", "downloads", "--open").out();
    return table.lines().skip(1).findFirst().orElse("").split(" ")[0];
  }

  private void json() throws Exception {
    Daemons.Result failed = daemons.run("alice", "vault", "info", "nothing", "--json");
    softly.assertThat(failed.err()).startsWith("{\"error\":{");
  }

  private void community() throws Exception {
    String link = ok("alice", "community", "create", "Friends").after("scp2p://s/");
    String key = ok("bob", "keys", "show").after("key");
    String token = ok("alice", "community", "invite", "Friends", key).after("token");
    ok("bob", "community", "join", "scp2p://s/" + link, "--token", token);
    softly.assertThat(ok("bob", "community").out()).contains("Friends");
    ok("alice", "publish", "photos", "--update", "Holiday", "--community", "Friends");
    ok("bob", "community", "members", "Friends");
    ok("bob", "community", "browse", "Friends");
    ok("bob", "community", "leave", "Friends");
  }

  private void vault(byte[] film) throws Exception {
    for (String holder : List.of("bob", "carol", "dave")) {
      softly.assertThat(ok(holder, "vault", "offer", "200M").out()).contains("offered 200 MiB");
    }
    ok("alice", "vault", "peers");
    ok("alice", "vault", "put", "photos/film.bin", "--name", "film");
    softly.assertThat(ok("alice", "vault", "ls").out()).contains("film", "4+2", "6 of 6");
    softly.assertThat(ok("alice", "vault", "info", "film").out()).contains("REACHABLE");
    softly.assertThat(ok("alice", "vault", "verify", "film").out()).contains("HEALTHY");
    softly.assertThat(ok("alice", "vault", "status").out()).contains("stored  1 files");
    softly.assertThat(ok("alice", "vault").out()).contains("stored  1 files");
    softly.assertThat(ok("bob", "vault", "peers", "--held").out()).contains("OWNER");
    ok("alice", "vault", "rebalance");
    softly.assertThat(ok("alice", "vault", "share", "film").out()).contains("link scp2p://v/");
    ok("alice", "vault", "export", "catalog.bin");
    ok("alice", "vault", "import", "catalog.bin");
    on("alice", 1, "vault", "phrase");
    String phrase = daemons.run("alice", "vault", "phrase", "--yes").out().strip();
    softly.assertThat(phrase.split(" ")).hasSizeGreaterThan(11);
    daemons.kill("dave");
    ok("alice", "vault", "get", "film", "--to", "film again.bin");
    softly.assertThat(root.resolve("film again.bin")).hasBinaryContent(film);
    daemons.start("erin");
    connect("erin", "bob");
    connect("erin", "carol");
    secret("phrase.txt", phrase);
    softly
        .assertThat(ok("erin", "vault", "recover", "--phrase-file", "phrase.txt").out())
        .contains("film");
    daemons.start("dave");
    connect("alice", "dave");
    Daemons.Result repaired = daemons.run("alice", "vault", "repair", "film");
    transcript.add("alice", List.of("vault", "repair", "film"), repaired.out(), repaired.err());
    ok("alice", "vault", "rm", "film");
  }

  private void secret(String name, String content) throws Exception {
    Files.writeString(root.resolve(name), content);
    Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rw-------"));
  }

  private void pairing() throws Exception {
    List<String> arguments =
        List.of("send", "photos/mountain.txt", "--home", daemons.home("alice").toString());
    Process sending = daemons.process(arguments).redirectErrorStream(true).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(sending.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      List<String> said = new ArrayList<>();
      while (line != null && !line.startsWith("code ")) {
        said.add(line);
        line = lines.readLine();
      }
      softly.assertThat(line).as("%s", said).isNotNull();
      String code = line.substring("code ".length());
      ok("bob", "receive", code, "--yes", "--into", "received");
      softly.assertThat(root.resolve("received/mountain.txt")).hasContent("snow");
      String rest = String.join("\n", lines.lines().toList());
      transcript.add("alice", List.of("send", "photos/mountain.txt"), line + "\n" + rest, "");
      softly.assertThat(sending.waitFor()).as(rest).isZero();
    }
  }

  private void keys() throws Exception {
    ok("alice", "keys", "export", "node.key");
    softly
        .assertThat(Files.readAllLines(root.resolve("node.key")))
        .hasSize(2)
        .first()
        .matches(seed -> seed.length() == 64);
    ok("alice", "keys", "export", "--share", "Holiday", "holiday.key");
    on("alice", 1, "keys", "export", "node.key");
    softly
        .assertThat(ok("bob", "keys", "import", "holiday.key", "--label", "theirs").out())
        .startsWith("imported ");
    secret("words.txt", "correct horse battery staple\n");
    on("bob", 1, "keys", "passphrase");
    ok("bob", "keys", "passphrase", "--next-file", "words.txt");
    softly.assertThat(ok("bob", "keys").out()).contains("PASSPHRASE");
  }

  /** The node of a machine that is lost, on another one; alice's daemon has ended. */
  private void taken() throws Exception {
    on("alice", 4, "keys", "import", "node.key");
    on("alice", 1, "keys", "import", "--node", "node.key");
    softly
        .assertThat(ok("fred", "keys", "import", "--node", "node.key").out())
        .contains("from its next start");
  }

  /** What needs no daemon, and none of the homes above. */
  private void alone() throws Exception {
    share();
    softly
        .assertThat(anywhere("bench", "--mib", "64").out())
        .contains("plain copy", "download over TCP", "download over QUIC");
    softly.assertThat(anywhere("completion", "bash").out()).contains("complete -F");
    softly.assertThat(anywhere("completion", "zsh").out()).contains("bashcompinit");
    softly.assertThat(anywhere("help", "keys", "import").out()).contains("Usage: scp2p keys");
    // Its bars are those of the commands above.
    Daemons.Result demo = daemons.runAnywhere("demo", "--mib", "4");
    transcript.add("", List.of("demo", "--mib", "4"), demo.out(), "");
    softly.assertThat(demo.exitCode()).as("%s", demo).isZero();
    softly
        .assertThat(demo.out())
        .contains("Both folders are the same: 41 files", "what came back from the vault");
  }

  private Daemons.Result anywhere(String... arguments) throws Exception {
    Daemons.Result result = daemons.runAnywhere(arguments);
    transcript.add("", List.of(arguments), result.out(), result.err());
    softly.assertThat(result.exitCode()).as("%s", result).isZero();
    return result;
  }

  private void share() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("share", "photos", "--title", "Holiday"));
    List<String> quiet = new ArrayList<>(arguments);
    quiet.addAll(List.of("--home", root.resolve("grace").toString(), "--tcp-port", "0"));
    quiet.addAll(List.of("--quic-port", "0", "--advertise", "127.0.0.1"));
    quiet.addAll(List.of("--no-lan", "--no-port-mapping"));
    Process sharing =
        daemons.process(quiet).redirectError(root.resolve("grace.err").toFile()).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(sharing.getInputStream(), StandardCharsets.UTF_8))) {
      String link = String.valueOf(lines.readLine());
      String size = String.valueOf(lines.readLine());
      softly.assertThat(link).startsWith("link scp2p://s/");
      transcript.add("grace", arguments, link + "\n" + size, "");
      sharing.getOutputStream().close();
      softly.assertThat(sharing.waitFor()).isZero();
    }
  }

  private void rest(String link) throws Exception {
    softly.assertThat(ok("alice", "events", "--types", "ShareEvent").out()).contains("ShareEvent");
    softly
        .assertThat(ok("alice", "events", "--json").out().lines())
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    ok("bob", "unfollow", link);
    ok("alice", "unpublish", "Holiday");
    softly.assertThat(ok("alice", "shares").out()).contains("Nothing published");
  }
}

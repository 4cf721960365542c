package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.examples.node.command.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Between two daemons, on a pseudo-terminal where that makes a difference. */
@Timeout(300)
class CommandLineIT {
  /** Eight seconds at the rate below: time enough for a Ctrl-C, whatever the machine. */
  private static final int FILM_BYTES = 8_000_000;

  private static final int CTRL_C = 3;
  private static final Pattern ID = Pattern.compile("scp2p resume --watch .* (\\S+)\\s");

  @TempDir Path root;

  @Test
  void aDownloadIsPausedByControlCAndGoesOnWhereItStopped() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script (util-linux) here");
    byte[] film = new byte[FILM_BYTES];
    new Random(1).nextBytes(film);
    Files.write(Files.createDirectories(root.resolve("films")).resolve("film.bin"), film);
    try (Daemons daemons = new Daemons(root)) {
      daemons.start("alice", "bob");
      String link = daemons.run("alice", "publish", "films").after("link ");

      String seen = untilControlC(daemons, link);
      // A bar that is redrawn, with rate; then what was done and how to go on.
      assertThat(seen).contains("\rgetting [", "\033[K", "/s", "paused; go on with: ");
      Matcher id = ID.matcher(seen);
      assertThat(id.find()).as(seen).isTrue();
      Daemons.Result listed = daemons.run("bob", "downloads", "--json");
      assertThat(listed.out()).contains("\"state\":\"PAUSED\"");

      Daemons.Result resumed = daemons.run("bob", "resume", "--watch", id.group(1));
      assertThat(resumed.exitCode()).as("%s", resumed).isZero();
      assertThat(resumed.err()).contains("100% ").doesNotContain("\r");
      assertThat(root.resolve("bobs/film.bin")).hasBinaryContent(film);

      events(daemons);
      daemons.kill("alice");
      Daemons.Result dead = daemons.run("alice", "status");
      assertThat(dead.exitCode()).isEqualTo(ExitCode.NO_DAEMON.number());
      assertThat(dead.err()).contains("scp2p run --home " + daemons.home("alice"));
    }
  }

  /**
   * Gets on a terminal; at the second half of the way presses Ctrl-C. All that was on the screen.
   */
  private String untilControlC(Daemons daemons, String link)
      throws IOException, InterruptedException {
    List<String> get =
        Daemons.commandLine(
            List.of(
                "get",
                link,
                "--into",
                "bobs",
                "--max-rate",
                "1M",
                "--home",
                daemons.home("bob").toString()));
    // Without the launcher, which would say that this is a terminal. And as a shell that somebody
    // types into: one in the background would have its children ignore Ctrl-C.
    String line =
        "exec env -u SCP2P_TERMINAL --default-signal=INT "
            + get.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Process script =
        new ProcessBuilder("script", "-qefc", line, "/dev/null").directory(root.toFile()).start();
    StringBuilder seen = new StringBuilder();
    try (InputStream screen = script.getInputStream();
        OutputStream keyboard = script.getOutputStream()) {
      boolean pressed = false;
      byte[] some = new byte[4096];
      for (int read = screen.read(some); read >= 0; read = screen.read(some)) {
        seen.append(new String(some, 0, read, StandardCharsets.UTF_8));
        if (!pressed && seen.indexOf("MiB of") >= 0) {
          pressed = true;
          keyboard.write(CTRL_C);
          keyboard.flush();
        }
      }
    }
    assertThat(script.waitFor()).as(seen.toString()).isEqualTo(ExitCode.INTERRUPTED.number());
    return seen.toString();
  }

  private static void events(Daemons daemons) throws IOException {
    Process following =
        daemons
            .process(List.of("events", "--follow", "--home", daemons.home("bob").toString()))
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(following.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).contains("LifecycleEvent.Started");
    } finally {
      following.destroy();
    }
  }
}

package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Eight nodes in eight processes: what {@link ManyNodesTest} does in one. */
@Tag("heavy")
@Timeout(400)
class NodeProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final int COUNT = 8;

  @TempDir Path directory;
  private final List<Child> children = new ArrayList<>();

  /** A node in a process. */
  private static final class Child {
    final Process process;
    final List<String> lines = new CopyOnWriteArrayList<>();

    Child(String... args) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(NodeProcess.class.getName());
      command.addAll(List.of(args));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      Thread reader = new Thread(this::read);
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        in.lines().forEach(lines::add);
      } catch (IOException | UncheckedIOException gone) {
        lines.add("GONE");
      }
    }

    void tell(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    Optional<String[]> said(String what, String value) {
      return lines.stream()
          .map(line -> line.split(" "))
          .filter(words -> words[0].equals(what) && (value.isEmpty() || words[1].equals(value)))
          .reduce((first, last) -> last);
    }

    String[] await(String what, String value) throws InterruptedException {
      boolean came = Waiter.realTime().await(() -> said(what, value).isPresent(), LONG);
      assertThat(came).as("%s %s: %s", what, value, lines).isTrue();
      return said(what, value).orElseThrow();
    }
  }

  @AfterEach
  void end() throws Exception {
    for (Child child : children) {
      child.process.getOutputStream().close();
    }
    for (Child child : children) {
      if (!child.process.waitFor(30, TimeUnit.SECONDS)) {
        child.process.destroyForcibly();
      }
    }
  }

  @Test
  void eightProcessesFollowUpdateAndDownloadWhileOneIsKilled() throws Exception {
    byte[] content = new byte[16 << 20];
    new SplittableRandom(4).nextBytes(content);
    Path film = Files.write(directory.resolve("film.raw"), content);
    Path more = Files.write(directory.resolve("more.txt"), new byte[] {1});
    children.add(new Child());
    String first = children.get(0).await("HERE", "")[1];
    while (children.size() < COUNT) {
      children.add(new Child(first.replaceAll("@.*", "")));
    }
    for (Child child : children) {
      child.await("HERE", "");
    }
    Child publisher = children.get(1);
    publisher.tell("publish new " + film);
    String key = publisher.await("PUBLISHED", "")[1];
    List<Child> followers = children.subList(2, COUNT);
    long begun = System.currentTimeMillis();
    for (Child follower : followers) {
      follower.tell("follow " + key);
    }
    List<Long> followed = times(followers, "1", begun);

    publisher.tell("publish " + key + " " + film + " " + more);
    List<Long> updated = times(followers, "2", 0);
    long published = Long.parseLong(publisher.await("PUBLISHED", key)[2]);

    for (int i = 0; i < followers.size(); i++) {
      followers.get(i).tell("download " + key + " " + directory.resolve("of-" + i));
    }
    followers.get(0).await("BEGINS", "");
    followers.get(0).process.destroyForcibly();
    for (int i = 1; i < followers.size(); i++) {
      followers.get(i).await("DONE", "");
      assertThat(directory.resolve("of-" + i).resolve("film.raw")).hasBinaryContent(content);
    }
    System.out.printf(
        Locale.ROOT,
        "%d processes: followed by id alone within %s ms; update known after %s ms%n",
        COUNT,
        followed,
        updated.stream().map(at -> at - published).toList());
  }

  private static List<Long> times(List<Child> children, String version, long since)
      throws InterruptedException {
    List<Long> times = new ArrayList<>();
    for (Child child : children) {
      times.add(Long.parseLong(child.await("VERSION", version)[2]) - since);
    }
    return times.stream().sorted().toList();
  }
}

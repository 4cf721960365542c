package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Verified bytes are there, pauses last, what is complete is right, what is cancelled is gone. */
final class DownloadPromises extends Promises {
  private final Seed seed;
  private final Path targets;
  private final Map<String, Known> downloads = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private long servedBefore;
  private long verifiedBefore;
  private int interruptions;

  /** Bytes that were fetched in vain around one kill. */
  long mostFetchedAgain;

  int completed;
  int cancelled;
  int pausedAcrossRuns;

  /** What is known of one download. */
  private static final class Known {
    String target = "";
    String state = "";
    long bytes;
    boolean paused;
    boolean checked;
  }

  DownloadPromises(Seed seed, Path targets) {
    this.seed = seed;
    this.targets = targets;
  }

  @Override
  void nextRun() {
    super.nextRun();
    seen.clear();
  }

  @Override
  void heard(String... words) {
    if (words[0].equals("CLOSED")) {
      return;
    }
    assertThat(words[0]).as("%s", List.of(words)).isNotIn("BROKEN", "ERROR");
    Known known = downloads.computeIfAbsent(words[1], id -> new Known());
    switch (words[0]) {
      case "AT" -> isAt(known, words);
      case "STARTED" -> known.target = words[2];
      case "BYTES" -> known.bytes = Math.max(known.bytes, Long.parseLong(words[2]));
      case "PAUSING", "CANCELLING" -> interruptions++;
      case "PAUSED" -> known.paused = true;
      case "RESUMING" -> known.paused = false;
      case "COMPLETED", "CANCELLED" -> known.state = words[0];
      default -> throw new AssertionError(List.of(words).toString());
    }
  }

  private void isAt(Known known, String... words) {
    seen.add(words[1]);
    String state = words[2];
    long bytes = Long.parseLong(words[3]);
    known.target = words[4];
    assertThat(state).as("state of %s", words[1]).isNotEqualTo("ERROR");
    if (!known.state.isEmpty()) {
      assertThat(state).as("state of %s", words[1]).isEqualTo(known.state);
    }
    if (known.paused) {
      assertThat(state).as("state of the paused %s", words[1]).isEqualTo("PAUSED");
      pausedAcrossRuns++;
    }
    if (state.equals("CANCELLED")) {
      known.state = state;
      return;
    }
    assertThat(bytes).as("verified bytes of %s", words[1]).isGreaterThanOrEqualTo(known.bytes);
    known.bytes = bytes;
    known.state = state.equals("COMPLETED") ? state : "";
  }

  @Override
  void mustKeepTheRest() {
    downloads.forEach(
        (id, known) -> {
          if (known.bytes > 0 || known.paused || !known.state.isEmpty()) {
            assertThat(seen).as("downloads after a kill").contains(id);
          }
        });
    downloads.keySet().retainAll(seen);
    long verified = downloads.values().stream().mapToLong(known -> known.bytes).sum();
    long again = (seed.bytesServed() - servedBefore) - (verified - verifiedBefore);
    long perInterruption = again / (1 + interruptions);
    assertThat(perInterruption).as("fetched in vain").isLessThanOrEqualTo(16L << 20);
    mostFetchedAgain = Math.max(mostFetchedAgain, perInterruption);
    servedBefore = seed.bytesServed();
    verifiedBefore = verified;
    interruptions = 0;
  }

  @Override
  boolean isCloseToAnEnd(String line) {
    String[] words = line.split(" ");
    if (!words[0].equals("BYTES")) {
      return false;
    }
    return Long.parseLong(words[3]) - Long.parseLong(words[2]) < 600_000;
  }

  @Override
  void whileDead() throws IOException {
    for (Known known : downloads.values()) {
      if (!known.checked && known.state.equals("COMPLETED")) {
        known.checked = true;
        completed++;
        mustBeWhatWasPublished(targets.resolve(known.target));
      } else if (!known.checked && known.state.equals("CANCELLED")) {
        known.checked = true;
        cancelled++;
        mustHaveNoPartials(targets.resolve(known.target));
      }
    }
  }

  private void mustBeWhatWasPublished(Path target) throws IOException {
    int link = Integer.parseInt(target.getFileName().toString().replaceAll("-.*", ""));
    Path source = seed.paths.get(link);
    List<Path> expected = files(source);
    List<Path> found = files(target);
    assertThat(found).as("files of %s", target).isEqualTo(expected);
    for (Path each : expected) {
      assertThat(Files.mismatch(source.resolve(each), target.resolve(each)))
          .as("%s in %s", each, target)
          .isEqualTo(-1);
    }
    try (Stream<Path> all = Files.walk(target)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }

  static void mustHaveNoPartials(Path folder) throws IOException {
    if (Files.exists(folder)) {
      assertThat(files(folder)).noneMatch(file -> file.toString().endsWith(".partial"));
    }
  }

  /** Everything has come to its end. */
  void mustBeOver() {
    assertThat(downloads.values()).allSatisfy(known -> assertThat(known.checked).isTrue());
  }
}

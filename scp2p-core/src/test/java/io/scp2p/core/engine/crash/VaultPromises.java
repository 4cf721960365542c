package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** What was acknowledged is there; what was deleted is not; nothing is left at holders. */
final class VaultPromises extends Promises {
  private final Path files;
  private final IntSupplier shardsAtHolders;
  private final TreeMap<String, String> stored = new TreeMap<>();
  private final Set<String> deleted = new HashSet<>();
  private final Set<String> deleting = new HashSet<>();
  private final Set<String> putting = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private String working = "";
  int puts;
  int resumed;
  int repairs;
  int deletions;
  int right;
  int cutPuts;
  int cutRepairs;

  VaultPromises(Path files, IntSupplier shardsAtHolders) {
    this.files = files;
    this.shardsAtHolders = shardsAtHolders;
  }

  @Override
  void nextRun() {
    super.nextRun();
    seen.clear();
    cutPuts += working.equals("PUTTING") ? 1 : 0;
    cutRepairs += working.equals("REPAIRING") ? 1 : 0;
    working = "";
  }

  @Override
  void heard(String... words) {
    switch (words[0]) {
      case "HAS" -> has(words[1], words[2]);
      case "PUTTING" -> {
        putting.add(words[1]);
        working = words[0];
      }
      case "PUT" -> {
        stored.put(words[1], words[2]);
        putting.remove(words[2]);
        puts++;
        working = "";
      }
      case "REFUSED" -> {
        putting.remove(words[1]);
        working = "";
      }
      case "DELETING" -> {
        deleting.add(words[1]);
        // It may have come to its end in this very run.
        working = words[0];
      }
      case "DELETED" -> {
        deletions++;
        deleting.remove(words[1]);
        deleted.add(words[1]);
        stored.remove(words[1]);
        working = "";
      }
      case "REPAIRING" -> working = words[0];
      case "REPAIRED" -> {
        repairs++;
        working = "";
      }
      case "SHARDS" -> compare(Integer.parseInt(words[1]));
      case "RIGHT" -> {
        right++;
        stored.remove(words[1]);
      }
      case "BYTES", "CLOSED" -> {}
      default -> throw new AssertionError(List.of(words).toString());
    }
  }

  private void has(String id, String name) {
    assertThat(deleted).as("deleted files").doesNotContain(id);
    seen.add(id);
    if (!stored.containsKey(id) && !deleting.contains(id)) {
      // A put that was cut off went on by itself.
      assertThat(putting).as("files nobody put").contains(name);
      putting.remove(name);
      resumed++;
    }
    stored.put(id, name);
  }

  private void compare(int shards) {
    if (shards == shardsAtHolders.getAsInt()) {
      try {
        Path stop = files.resolve("stop");
        if (!Files.exists(stop)) {
          Files.createFile(stop);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  void mustKeepTheRest() {
    for (String id : deleting) {
      if (!seen.contains(id)) {
        deleted.add(id);
        stored.remove(id);
      }
    }
    deleting.clear();
    assertThat(seen).as("files after a kill").isEqualTo(stored.keySet());
  }

  @Override
  boolean isCloseToAnEnd(String line) {
    String[] words = line.split(" ");
    return words[0].equals("DELETING")
        || (words[0].equals("BYTES")
            && Long.parseLong(words[2]) - Long.parseLong(words[1]) < 400_000);
  }

  @Override
  void whileDead() {
    // Everything is seen by the next run.
  }

  /** Whether something was put and something was repaired, each to its end. */
  boolean hasSeenBoth() {
    return puts > 0 && repairs > 0;
  }

  /** Every file that was acknowledged was read. */
  void mustBeOver() {
    assertThat(stored).as("files that were not read in the end").isEmpty();
  }
}

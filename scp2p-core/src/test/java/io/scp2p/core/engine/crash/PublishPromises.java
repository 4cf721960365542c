package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Published versions are there with all their items, withdrawn shares are not. */
final class PublishPromises extends Promises {
  private final Map<String, Long> sequences = new HashMap<>();
  private final Map<String, Long> items = new HashMap<>();
  private final Set<String> updating = new HashSet<>();
  private final Set<String> withdrawing = new HashSet<>();
  private final Set<String> withdrawn = new HashSet<>();
  private final Map<String, Long> found = new HashMap<>();

  int published;

  @Override
  void nextRun() {
    super.nextRun();
    found.clear();
  }

  @Override
  void heard(String... words) {
    switch (words[0]) {
      case "IS-SHARE" -> {
        found.put(words[1], Long.parseLong(words[2]));
        items.put(words[1], Long.parseLong(words[3]));
      }
      case "HAS-ITEMS" ->
          assertThat(Long.parseLong(words[2])).as("items").isEqualTo(items.get(words[1]));
      case "UPDATING" -> updating.add(words[1]);
      case "UNPUBLISHING" -> withdrawing.add(words[1]);
      case "PUBLISHED" -> {
        published++;
        Long before = sequences.put(words[1], Long.parseLong(words[2]));
        assertThat(Long.parseLong(words[2])).isGreaterThan(before == null ? 0 : before);
        updating.remove(words[1]);
      }
      case "UNPUBLISHED" -> {
        sequences.remove(words[1]);
        withdrawing.remove(words[1]);
        withdrawn.add(words[1]);
      }
      default -> assertThat(words[0]).isEqualTo("CLOSED");
    }
  }

  @Override
  void mustKeepTheRest() {
    assertThat(found.keySet()).as("what is published").noneMatch(withdrawn::contains);
    sequences.forEach(
        (share, sequence) -> {
          Long now = found.get(share);
          if (now == null) {
            assertThat(withdrawing).as("only what was withdrawn is gone").contains(share);
          } else if (updating.contains(share)) {
            // The one version or the other; HAS-ITEMS has looked whether all of it is there.
            assertThat(now).as("version of %s", share).isGreaterThanOrEqualTo(sequence);
          } else {
            assertThat(now).as("version of %s", share).isEqualTo(sequence);
          }
        });
    sequences.clear();
    sequences.putAll(found);
    updating.clear();
    withdrawing.clear();
  }

  @Override
  void whileDead() {
    // Nothing of it is to be seen without the node.
  }

  @Override
  boolean isCloseToAnEnd(String line) {
    return line.startsWith("UPDATING") || line.startsWith("FOLLOWING") || line.startsWith("UN");
  }
}

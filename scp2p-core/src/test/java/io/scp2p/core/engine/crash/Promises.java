package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the runs of one node have promised so far, and whether the next run keeps it. */
abstract class Promises {
  private final Map<String, String> followed = new HashMap<>();
  private final Set<String> uncertain = new HashSet<>();
  private final Map<String, String> found = new HashMap<>();
  private boolean ready;

  /** The slowest opening of the node so far. */
  long slowestOpeningMillis;

  /** A new run of the node begins, or the last one has ended. */
  void nextRun() {
    found.clear();
    ready = false;
  }

  /** A line of the run. */
  final void heard(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "OPEN" ->
          slowestOpeningMillis = Math.max(slowestOpeningMillis, Long.parseLong(words[1]));
      case "IS-FOLLOWED" -> found.put(words[1], words[2]);
      case "FOLLOWING", "UNFOLLOWING" -> uncertain.add(words[1]);
      case "FOLLOWED" -> {
        followed.put(words[1], words[2]);
        uncertain.remove(words[1]);
      }
      case "UNFOLLOWED" -> {
        followed.remove(words[1]);
        uncertain.remove(words[1]);
      }
      case "READY" -> {
        ready = true;
        mustKeepSubscriptions();
        mustKeepTheRest();
      }
      default -> heard(words);
    }
  }

  private void mustKeepSubscriptions() {
    for (String share : uncertain) {
      followed.remove(share); // Killed in between: the one or the other.
      if (found.containsKey(share)) {
        followed.put(share, found.get(share));
      }
    }
    uncertain.clear();
    assertThat(found).as("subscriptions and their weights").isEqualTo(followed);
  }

  boolean isReady() {
    return ready;
  }

  abstract void heard(String... words);

  abstract void mustKeepTheRest();

  /** Looks at what is left while no run is under way. */
  abstract void whileDead() throws Exception;

  /** Whether the line says that something is about to end. */
  abstract boolean isCloseToAnEnd(String line);
}
